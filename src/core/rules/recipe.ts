import { z } from 'zod'
import type { Fault } from './leaf-faults.ts'
import { RuleKey } from './rule.ts'

export const parameterTypes = ['pipeline', 'stage', 'field', 'contact', 'user', 'number', 'text'] as const
export type ParameterType = (typeof parameterTypes)[number]

const id = z.int('a whole number').positive('a positive whole number')
const plainText = (longest: number) =>
  z.string('a text').trim().min(1, 'not empty').max(longest, `at most ${longest} characters`)

/** What a parameter of each type may be. A field's name goes into a path, so it can be nothing but a name. */
const valuesOf: Record<ParameterType, z.ZodType<string | number>> = {
  pipeline: z.int('a whole number').min(0, '0 or more'),
  stage: plainText(100),
  field: z
    .string('a text')
    .regex(/^[A-Za-z][A-Za-z0-9_]{0,127}$/, 'a field name as Bitrix24 spells it, such as "UF_CRM_1700000000"'),
  contact: id,
  user: id,
  number: z.number('a number'),
  text: plainText(500),
}

const Parameter = z.strictObject({
  name: z.string().regex(/^[a-z][A-Za-z0-9]{0,30}$/),
  type: z.enum(parameterTypes),
  title: z.string().min(1).max(200),
  default: z.union([z.string(), z.number()]).exactOptional().describe('Without one, it must be given.'),
})

/** A rule with blanks: `{{name}}` in any text of the template; where it is the whole text, the value keeps its type. */
export const Recipe = z
  .strictObject({
    id: RuleKey,
    title: z.string().min(1).max(200),
    description: z.string().min(1).max(2000),
    parameters: z.array(Parameter).max(10),
    template: z.record(z.string(), z.unknown()).describe('The rule but for key, description and mode.'),
  })
  .meta({ id: 'Recipe' })
export type Recipe = z.infer<typeof Recipe>

export type RecipeOrder = {
  parameters: Readonly<Record<string, unknown>>
  key?: string | undefined
  name?: string | undefined
  mode?: 'live' | 'shadow' | 'off' | undefined
}

export type MadeRule = { ok: true; document: Record<string, unknown> } | { ok: false; faults: Fault[] }

/** The rule document of a recipe, in shadow mode unless told; it is the caller's to validate and to save. */
export function ruleOf(recipe: Recipe, { parameters, key, name, mode = 'shadow' }: RecipeOrder): MadeRule {
  const known = new Set(recipe.parameters.map((parameter) => parameter.name))
  const strange = Object.keys(parameters).filter((given) => !known.has(given))
  const faults: Fault[] = strange.map((given) => ({ path: `/parameters/${given}`, message: strangerMessage(known) }))
  const values = new Map<string, string | number>()
  for (const { name: parameter, type, default: fallback } of recipe.parameters) {
    const given = Object.hasOwn(parameters, parameter) ? parameters[parameter] : fallback
    const parsed = valuesOf[type].safeParse(given)
    if (parsed.success) values.set(parameter, parsed.data)
    else {
      const expected = parsed.error.issues.map((issue) => issue.message).join('; ')
      const message = given === undefined ? `is missing: ${expected}` : `must be ${expected}`
      faults.push({ path: `/parameters/${parameter}`, message })
    }
  }
  if (faults.length > 0) return { ok: false, faults }
  const { name: usualName, ...rest } = filled(recipe.template, values) as Record<string, unknown> // an object stays one
  return {
    ok: true,
    document: { key: key ?? recipe.id, name: name ?? usualName, description: recipe.description, mode, ...rest },
  }
}

function strangerMessage(known: ReadonlySet<string>): string {
  return known.size === 0 ? 'this recipe takes no parameters' : `is not one of ${[...known].join(', ')}`
}

const blank = /\{\{([a-z][A-Za-z0-9]*)\}\}/g
const onlyBlank = /^\{\{([a-z][A-Za-z0-9]*)\}\}$/

/** The names of all blanks of a template. */
export function blanksOf(node: unknown): string[] {
  if (typeof node === 'string') return [...node.matchAll(blank)].flatMap(([, name]) => name ?? [])
  return typeof node === 'object' && node !== null ? Object.values(node).flatMap(blanksOf) : []
}

/** Values go in once: what stands in one is never looked at for blanks. */
function filled(node: unknown, values: ReadonlyMap<string, string | number>): unknown {
  if (typeof node === 'string') {
    const whole = onlyBlank.exec(node)?.[1]
    if (whole !== undefined) return values.get(whole)
    return node.replace(blank, (_match, name: string) => String(values.get(name)))
  }
  if (Array.isArray(node)) return node.map((one) => filled(one, values))
  if (typeof node !== 'object' || node === null) return node
  return Object.fromEntries(Object.entries(node).map(([name, inner]) => [name, filled(inner, values)]))
}
