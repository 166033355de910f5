import { z } from 'zod'
import { didYouMean, nearestName } from './nearest-name.ts'

/** Facts that a rule's conditions may name. */
export const ruleFacts = ['event', 'deal', 'company', 'links', 'companyContacts', 'changed', 'previous'] as const
/** Facts that a selector's `where` may name: `contact` is the candidate. */
export const whereFacts = [...ruleFacts, 'contact'] as const
export type FactName = (typeof whereFacts)[number]

export function isFactName(name: string): name is FactName {
  return (whereFacts as readonly string[]).includes(name)
}

export const operators = [
  'equal',
  'notEqual',
  'in',
  'notIn',
  'contains',
  'doesNotContain',
  'lessThan',
  'lessThanInclusive',
  'greaterThan',
  'greaterThanInclusive',
  'isEmpty',
  'isNotEmpty',
  'startsWith',
  'endsWith',
  'before',
  'after',
  'withinLast',
] as const
export const decorators = ['someFact', 'someValue', 'everyFact', 'everyValue', 'swap', 'not'] as const

/** Operators that look at the fact alone and need no `value`. */
export const valuelessOperators: readonly string[] = ['isEmpty', 'isNotEmpty']

/** Splits `"someFact:in"` into its decorators and the operator they wrap. */
export function operatorParts(name: string): { decorators: string[]; operator: string } {
  const parts = name.split(':')
  return { decorators: parts.slice(0, -1), operator: parts.at(-1) ?? '' }
}

export function isKnownOperator(name: string): boolean {
  const parts = operatorParts(name)
  return (
    (operators as readonly string[]).includes(parts.operator) &&
    parts.decorators.every((decorator) => (decorators as readonly string[]).includes(decorator))
  )
}

export type ConditionLeaf = {
  fact: FactName
  path?: string | undefined
  operator: string
  value?: unknown
  params?: Record<string, unknown> | undefined
  priority?: number | undefined
  name?: string | undefined
}
type GroupExtras = { priority?: number | undefined; name?: string | undefined }
export type ConditionGroup = GroupExtras & ({ all: Condition[] } | { any: Condition[] } | { not: Condition })
export type Condition = ConditionGroup | ConditionLeaf

const extras = {
  priority: z.int().positive().optional().describe('Higher is evaluated first; the rest only if still needed.'),
  name: z.string().optional().describe('A note for people.'),
}

const operatorsInWords = [
  'How the fact is compared with the value.',
  'equal, notEqual: the same value of the same kind; 12 is not "12".',
  'in, notIn: the fact is in the list that is the value.',
  'contains, doesNotContain: the fact is a list with (without) the value.',
  'lessThan, lessThanInclusive, greaterThan, greaterThanInclusive: numbers.',
  'isEmpty, isNotEmpty: nothing, null, "" or []; for ids 0 as well. They need no value.',
  'startsWith, endsWith: text that begins (ends) with the value.',
  'before, after: dates, such as "2026-01-31" or with a time and offset.',
  'withinLast: a date at most this long ago, as "P30D" or "PT2H".',
  'Decorators go in front, as "someFact:in".',
  'not: the answer turned around. someFact, everyFact: each entry of a fact that is a list. someValue, everyValue: each entry of a value that is a list. swap: fact and value exchanged.',
].join('\n')

const decorated = (name: string) => `(?:(?:${decorators.join('|')}):)*${name}`
const operator = z
  .string()
  .refine(isKnownOperator, {
    error: ({ input }) => unknownOperator(String(input)),
  })
  .meta({
    description: operatorsInWords,
    pattern: `^${decorated(`(?:${operators.join('|')})`)}$`,
    examples: [...operators],
  })

function unknownOperator(name: string): string {
  const parts = operatorParts(name)
  const nearest = nearestName(parts.operator, operators)
  const meant = nearest === undefined ? '' : [...parts.decorators, nearest].join(':')
  const hint = isKnownOperator(meant)
    ? `; did you mean "${meant}"?`
    : `; known are ${operators.join(', ')}, each with the decorators ${decorators.join(', ')} in front, as "not:in"`
  return `there is no operator "${name}"${hint}`
}

/** The schema of a condition tree, as json-rules-engine defines it, over the given facts. */
function conditionOver(facts: readonly [string, ...string[]], id: string) {
  const leaf = z
    .strictObject({
      fact: z.enum(facts, { error: ({ input }) => unknownFact(input, facts) }).describe('What to look at.'),
      path: z
        .string()
        .startsWith('$', 'a path starts with "$", as in "$.companyId"')
        .optional()
        .describe('Where inside the fact: a JSONPath such as "$.companyId".'),
      operator,
      value: z
        .unknown()
        .optional()
        .describe('What to compare with: a value, or {"fact": …, "path": …}. isEmpty and isNotEmpty need none.'),
      params: z
        .record(z.string(), z.unknown())
        .optional()
        .describe('Taken as json-rules-engine does; no fact uses them.'),
      ...extras,
    })
    .describe('A test: the fact, at the path, compared by the operator with the value.')
  const group: z.ZodType = z.lazy(() =>
    z.union([
      z.strictObject({ all: z.array(tree).describe('Every one holds. An empty list always matches.'), ...extras }),
      z.strictObject({ any: z.array(tree).describe('At least one holds. An empty list always matches.'), ...extras }),
      z.strictObject({ not: tree.describe('It does not hold.'), ...extras }),
    ]),
  )
  const tree: z.ZodType = z.lazy(() => z.union([group, leaf])).meta({ id: `${id}Node` })
  return { group: group.meta({ id }), tree }
}

/** What to say of a fact's name that is none. */
export function unknownFact(name: unknown, facts: readonly string[]): string {
  if (name === undefined) return `is missing; one of ${facts.join(', ')}`
  if (typeof name !== 'string') return `there is no fact of that kind; known are ${facts.join(', ')}`
  return `there is no fact "${name}"${didYouMean(name, facts) || `; known are ${facts.join(', ')}`}`
}

/** The fact that a condition's `value` refers to, if it is such a reference. */
export function referencedFact(value: unknown): string | undefined {
  if (typeof value !== 'object' || value === null || !Object.hasOwn(value, 'fact')) return undefined
  const { fact } = value as { fact: unknown }
  return typeof fact === 'string' ? fact : undefined
}

export const RuleConditions = conditionOver(ruleFacts, 'Conditions').group as z.ZodType<ConditionGroup>
export const WhereConditions = conditionOver(whereFacts, 'Where').tree as z.ZodType<Condition>

/** The subconditions of a node, empty for a leaf. */
export function childrenOf(condition: Condition): Condition[] {
  if ('all' in condition) return condition.all
  if ('any' in condition) return condition.any
  if ('not' in condition) return [condition.not]
  return []
}

/** Every leaf of the tree, from left to right. */
export function leavesOf(condition: Condition): ConditionLeaf[] {
  return 'fact' in condition ? [condition] : childrenOf(condition).flatMap(leavesOf)
}

/** The facts that a condition tree reads, those behind `value` among them. */
export function factsRead(condition: Condition): Set<string> {
  const names = leavesOf(condition).flatMap((leaf) => [leaf.fact, referencedFact(leaf.value)])
  return new Set(names.filter((name) => name !== undefined))
}

/** Conditions to evaluate, told apart by key. */
export type KeyedConditions = { key: string; conditions: Condition }

/** The engine wants a group at the root; a lone test becomes a group of one. */
export function asGroup(condition: Condition): Condition {
  return 'fact' in condition ? { all: [condition] } : condition
}
