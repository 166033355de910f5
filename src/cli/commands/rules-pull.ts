import { mkdir, stat, writeFile } from 'node:fs/promises'
import { dirname, join } from 'node:path'
import type { Command } from 'commander'
import { ruleChanges } from '../../core/rules/rule-changes.ts'
import { type AnswerOptions, CommandError, tell } from '../answer.ts'
import type { CliDeps, Service } from '../deps.ts'
import { keyOf, type RuleFile, readRuleFiles } from '../rule-files.ts'
import { ruleText } from '../rule-text.ts'
import { portalName, type StoredRule, storedRules } from '../rules-api.ts'
import { changedWhere, RulesBase } from '../rules-base.ts'
import { shownPath } from '../shown-path.ts'

type PullResult = {
  key: string
  file: string
  /** `edited-here`: changed in the file alone. `conflict`: changed in both. Neither is overwritten. */
  change: 'new' | 'changed' | 'unchanged' | 'only-here' | 'edited-here' | 'conflict'
  /** What a pull changes in the file, in words. */
  changes: string[]
}

type PullOptions = AnswerOptions & { force?: boolean; dryRun?: boolean }

export function addRulesPull(rules: Command, deps: CliDeps): void {
  rules
    .command('pull')
    .description("write the service's rules into a directory, one file each")
    .argument('[dir]', 'directory of the rule files (default: RULES_DIR)')
    .option('--force', 'overwrite files that were changed since the last pull or push')
    .option('--dry-run', 'show what would be written, and write nothing')
    .option('--json', 'answer with one JSON document')
    .addHelpText(
      'after',
      `
A rule goes into the file that holds its key already, else into KEY.json. Files of rules that the service
does not have are told and left alone. A rule that was changed both here and in the service since the last
pull or push is a conflict: it is shown and not overwritten, without --force.

Examples:
  npm run bindery -- rules pull --dry-run
  npm run bindery -- rules pull ./my-rules`,
    )
    .action(async (dir: string | undefined, options: PullOptions) => {
      const directory = dir ?? deps.rulesDirectory()
      const { force = false, dryRun = false } = options
      const results = await deps.withService((service) => pull(service, directory, { force, dryRun }))
      const ok = results.every(({ change }) => change !== 'conflict')
      const document = { directory, dryRun, rules: results }
      tell(deps, options, { document, text: inWords(directory, results, dryRun), ok })
    })
}

type Wish = { force: boolean; dryRun: boolean }

async function pull(service: Service, directory: string, wish: Wish): Promise<PullResult[]> {
  const stored = await storedRules(service)
  const portal = await portalName(service)
  const isThere = wish.dryRun ? await exists(directory) : await make(directory)
  const files = isThere ? await readRuleFiles(directory) : []
  const base = await RulesBase.read(directory, portal)
  const fileByKey = new Map(files.flatMap((file) => (file.json.ok ? [[keyOf(file.json.value), file] as const] : [])))
  const results: PullResult[] = []
  for (const rule of stored) {
    const present = fileByKey.get(rule.key)
    fileByKey.delete(rule.key)
    results.push(await pullOne(service, directory, rule, present, base, wish))
  }
  for (const [key, { file }] of fileByKey) {
    if (key !== null) results.push({ key, file, change: 'only-here', changes: [] })
  }
  if (!wish.dryRun) await base.write()
  return results
}

async function pullOne(
  service: Service,
  directory: string,
  stored: StoredRule,
  present: RuleFile | undefined,
  base: RulesBase,
  { force, dryRun }: Wish,
): Promise<PullResult> {
  const { key, version, document } = stored
  const file = present?.file ?? join(directory, `${key}.json`)
  const local = present?.json.ok ? documentOf(present.json.value) : undefined
  const changes = local === undefined ? [] : ruleChanges(local, document).map(({ sentence }) => sentence)
  const where = local === undefined ? 'there' : await changedWhere(service, local, stored, base.of(key))
  if ((where === 'here' || where === 'both') && !force) {
    return { key, file, change: where === 'both' ? 'conflict' : 'edited-here', changes }
  }
  if (where !== 'same' && !dryRun) {
    const { $schema, ...rule } = document
    const schema = local === undefined ? await schemaBeside(file, $schema) : schemaOf(local)
    await write(file, ruleText({ ...rule, ...schema }))
  }
  base.agree(key, version, document)
  return { key, file, change: where === 'same' ? 'unchanged' : local === undefined ? 'new' : 'changed', changes }
}

const exists = (directory: string): Promise<boolean> =>
  stat(directory).then(
    () => true,
    () => false,
  )

async function make(directory: string): Promise<boolean> {
  try {
    await mkdir(directory, { recursive: true })
    return true
  } catch (cause) {
    const message = `The directory ${directory} cannot be made (${codeOf(cause)}). Name another, or check its permissions.`
    throw new CommandError('unwritable', message, { cause })
  }
}

const codeOf = (cause: unknown) => (cause instanceof Error && 'code' in cause ? String(cause.code) : String(cause))

function documentOf(value: unknown): Record<string, unknown> | undefined {
  return typeof value === 'object' && value !== null ? { ...value } : undefined
}

/** The file's own `$schema` stays: it is the path to the schema from where the file lies. */
function schemaOf(local: Record<string, unknown>): { $schema?: unknown } {
  return '$schema' in local ? { $schema: local.$schema } : {}
}

/** The `$schema` of the service's rule for a new file, where there is a schema of that name from where it lies. */
async function schemaBeside(file: string, schema: unknown): Promise<{ $schema?: string }> {
  if (typeof schema !== 'string') return {}
  return URL.canParse(schema) || (await exists(join(dirname(file), schema))) ? { $schema: schema } : {}
}

async function write(file: string, text: string): Promise<void> {
  try {
    await writeFile(file, text)
  } catch (cause) {
    const message = `${file} cannot be written (${codeOf(cause)}). Check its permissions.`
    throw new CommandError('unwritable', message, { cause })
  }
}

function inWords(directory: string, results: readonly PullResult[], dryRun: boolean): string {
  if (results.length === 0) return 'The service has no rules.'
  const lines = results.flatMap(({ key, file, change, changes }) => {
    const details = changes.map((sentence) => `    ${sentence}`)
    switch (change) {
      case 'only-here':
        return [`! ${key}: only here, in ${shownPath(file)}; the service does not have it`]
      case 'edited-here':
        return [`! ${key}: changed here and not in the service; push it, or pull with --force`]
      case 'conflict':
        return [
          `✗ ${key}: conflict: changed here and in the service, so ${shownPath(file)} was not overwritten. To take the service's, pull with --force; to take the file's, push with --force`,
          ...details,
        ]
      case 'unchanged':
        return [`- ${key}: unchanged`]
      case 'new':
      case 'changed':
        return [`${dryRun ? '~' : '✓'} ${key}: ${change}`, ...details]
      default:
        return change satisfies never
    }
  })
  const written = results.filter((result) => result.change === 'new' || result.change === 'changed').length
  const sum = dryRun
    ? `Dry run, nothing was changed: ${written} would be written to ${shownPath(directory)}.`
    : `${written} written to ${shownPath(directory)}.`
  return [...lines, '', sum].join('\n')
}
