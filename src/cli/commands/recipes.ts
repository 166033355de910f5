import { writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { type Command, InvalidArgumentError } from 'commander'
import { z } from 'zod'
import { type AnswerOptions, CommandError, tell } from '../answer.ts'
import type { CliDeps, Service } from '../deps.ts'
import { callApi } from '../service-api.ts'
import { shownPath } from '../shown-path.ts'

const RecipesAnswer = z.object({
  items: z.array(
    z.looseObject({
      id: z.string(),
      title: z.string(),
      description: z.string(),
      parameters: z.array(
        z.looseObject({
          name: z.string(),
          type: z.string(),
          title: z.string(),
          default: z.union([z.string(), z.number()]).optional(),
        }),
      ),
    }),
  ),
})
type RecipesAnswer = z.infer<typeof RecipesAnswer>
const RuleAnswer = z.looseObject({ key: z.string() })

type MakeOptions = AnswerOptions & {
  set: Record<string, string>
  key?: string
  name?: string
  write?: boolean | string
}

export function addRecipes(program: Command, deps: CliDeps): void {
  const recipes = program.command('recipes').description('ready-made rules with blanks to fill in')
  recipes
    .command('list')
    .description('show the recipes and what they ask for')
    .option('--json', 'answer with one JSON document')
    .action(async (options: AnswerOptions) => {
      const document = await deps.withService(listed)
      tell(deps, options, { document, text: inWords(document), ok: true })
    })
  recipes
    .command('make')
    .description('make a rule of a recipe, in shadow mode; it is shown, or written to the rules directory')
    .argument('<recipe>', 'as "recipes list" shows it')
    .option('--set <name=value>', 'a parameter; may be given again', collect, {})
    .option('--key <key>', "the rule's key, where it is not to be the recipe's")
    .option('--name <name>', "the rule's name")
    .option('--write [directory]', 'write KEY.json into the directory (RULES_DIR unless told), where none is yet')
    .option('--json', 'answer with the rule document')
    .addHelpText(
      'after',
      `
Example:
  npm run bindery -- recipes make contact-from-field --set field=UF_CRM_1700000000 --write`,
    )
    .action(async (id: string, options: MakeOptions) => {
      const rule = await deps.withService((service) => made(service, id, options))
      const text = JSON.stringify(rule, null, 2)
      if (options.write === undefined) return tell(deps, options, { document: rule, text, ok: true })
      const directory = typeof options.write === 'string' ? options.write : deps.rulesDirectory()
      const pushed = typeof options.write === 'string' ? ` ${options.write}` : ''
      const file = await written(directory, rule.key, `${text}\n`)
      tell(deps, options, {
        document: rule,
        text: `${shownPath(file)} written. Look at it, then: npm run bindery -- rules push${pushed}`,
        ok: true,
      })
    })
}

const listed = (service: Service) => callApi(service, { path: '/api/recipes', answer: RecipesAnswer })

async function made(
  service: Service,
  id: string,
  { set, key, name }: MakeOptions,
): Promise<z.infer<typeof RuleAnswer>> {
  const recipe = (await listed(service)).items.find((one) => one.id === id)
  if (recipe === undefined) {
    throw new CommandError('not_found', `There is no recipe "${id}". "recipes list" shows what there is.`)
  }
  const numeric = new Set(
    recipe.parameters
      .filter(({ type }) => ['pipeline', 'contact', 'user', 'number'].includes(type))
      .map((one) => one.name),
  )
  const parameters = Object.fromEntries(
    Object.entries(set).map(([parameter, text]) => {
      const isNumber = numeric.has(parameter) && /^-?\d+(\.\d+)?$/.test(text)
      return [parameter, isNumber ? Number(text) : text]
    }),
  )
  return callApi(service, {
    method: 'POST',
    path: `/api/recipes/${encodeURIComponent(id)}/rule`,
    body: { parameters, ...(key !== undefined && { key }), ...(name !== undefined && { name }) },
    answer: RuleAnswer,
  })
}

async function written(directory: string, key: string, text: string): Promise<string> {
  const file = join(directory, `${key}.json`)
  try {
    await writeFile(file, text, { flag: 'wx' })
    return file
  } catch (cause) {
    const code = cause instanceof Error && 'code' in cause ? String(cause.code) : String(cause)
    const remedy = code === 'EEXIST' ? 'There is one already: choose another --key' : 'Check the directory'
    throw new CommandError('unwritable', `${file} cannot be written (${code}). ${remedy}.`, { cause })
  }
}

function collect(text: string, set: Record<string, string>): Record<string, string> {
  const at = text.indexOf('=')
  if (at < 1) throw new InvalidArgumentError('Give it as name=value, such as pipeline=4.')
  return { ...set, [text.slice(0, at)]: text.slice(at + 1) }
}

function inWords({ items }: RecipesAnswer): string {
  return items
    .map(({ id, title, description, parameters }) => {
      const asks = parameters.map(
        ({ name, type, title: what, default: usual }) =>
          `    ${name} (${type}): ${what}${usual === undefined ? '' : `; ${usual} unless told`}`,
      )
      return [`${id}: ${title}`, `  ${description}`, ...asks].join('\n')
    })
    .join('\n\n')
}
