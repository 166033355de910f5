import type { z } from 'zod'
import type { Condition } from './condition.ts'
import { readDuration, readMoment } from './moment.ts'
import { type Action, RuleDocument } from './rule.ts'

/** One thing that is wrong with a document: where, as a JSON pointer, and what, for a person. */
export type Fault = { path: string; message: string }

export type RuleValidation =
  | { valid: true; rule: RuleDocument; errors: []; warnings: Fault[] }
  | { valid: false; rule: null; errors: Fault[]; warnings: [] }

/** Deeper than any rule a person writes; keeps a hostile document from exhausting the stack. */
const maxDepth = 40

/** Reads a rule document as a whole: either the rule with what is odd about it, or every fault there is. */
export function validateRule(document: unknown): RuleValidation {
  if (isDeeperThan(document, maxDepth)) {
    return invalid([{ path: '', message: `the document is nested deeper than ${maxDepth} levels` }])
  }
  const parsed = RuleDocument.safeParse(document)
  if (!parsed.success) return invalid(parsed.error.issues.flatMap((issue) => faultsOf(issue, document)))
  const errors = valueFaults(parsed.data)
  if (errors.length > 0) return invalid(errors)
  return { valid: true, rule: parsed.data, errors: [], warnings: warningsOf(parsed.data) }
}

function invalid(errors: Fault[]): RuleValidation {
  return { valid: false, rule: null, errors, warnings: [] }
}

function isDeeperThan(value: unknown, levels: number): boolean {
  if (typeof value !== 'object' || value === null) return false
  if (levels === 0) return true
  return Object.values(value).some((inner) => isDeeperThan(inner, levels - 1))
}

type Issue = z.core.$ZodIssue

/** A union that fails reports all its branches; people want the faults of the branch that they meant. */
function faultsOf(issue: Issue, document: unknown, base: PropertyKey[] = []): Fault[] {
  const path = [...base, ...issue.path]
  if (issue.code === 'invalid_union' && issue.errors.length > 0) {
    const node = valueAt(document, path)
    const branch = meantBranch(node, issue.errors)
    if (branch !== undefined) return branch.flatMap((inner) => faultsOf(inner, document, path))
    return [{ path: pointer(path), message: 'a condition is {"all": […]}, {"any": […]}, {"not": …} or {"fact": …}' }]
  }
  if (issue.code === 'unrecognized_keys') {
    return issue.keys.map((key) => ({ path: pointer([...path, key]), message: `there is no property "${key}" here` }))
  }
  if (issue.code === 'invalid_union') {
    const known = 'options' in issue && Array.isArray(issue.options) ? `; known are ${issue.options.join(', ')}` : ''
    return [{ path: pointer(path), message: `${describe(valueAt(document, path))} is not known here${known}` }]
  }
  return [{ path: pointer(path), message: messageOf(issue, valueAt(document, path)) }]
}

/** Branch order in `core/condition.ts`: a group (all, any, not) or a leaf; each level's union has its own. */
function meantBranch(node: unknown, branches: Issue[][]): Issue[] | undefined {
  if (typeof node !== 'object' || node === null) return undefined
  const groups = ['all', 'any', 'not']
  const isGroup = groups.some((name) => name in node)
  if (branches.length === 3) return branches[groups.findIndex((name) => name in node)]
  if (isGroup) return branches[0]
  return 'fact' in node || 'operator' in node ? branches[1] : undefined
}

function messageOf(issue: Issue, value: unknown): string {
  if (issue.code === 'invalid_type' && value === undefined) return 'is missing'
  if (issue.code === 'invalid_type') return `must be ${article(issue.expected)}, not ${describe(value)}`
  if (issue.code === 'invalid_value') {
    const isCustom = !issue.message.startsWith('Invalid')
    if (isCustom) return issue.message
    if (value === undefined) return `is missing; one of ${issue.values.join(', ')}`
    return `${describe(value)} is not one of ${issue.values.join(', ')}`
  }
  if (issue.code === 'too_small' && issue.message.startsWith('Too small')) return `must be at least ${issue.minimum}`
  if (issue.code === 'too_big' && issue.message.startsWith('Too big')) return `must be at most ${issue.maximum}`
  return issue.message
}

function article(expected: string): string {
  if (expected === 'int') return 'a whole number'
  return /^[aeiou]/.test(expected) ? `an ${expected}` : `a ${expected}`
}

function describe(value: unknown): string {
  if (value === undefined) return 'nothing'
  if (Array.isArray(value)) return 'a list'
  if (typeof value === 'object' && value !== null) return 'an object'
  return JSON.stringify(value)?.slice(0, 80) ?? String(value)
}

function valueAt(document: unknown, path: readonly PropertyKey[]): unknown {
  let value = document
  for (const step of path) {
    if (typeof value !== 'object' || value === null || !Object.hasOwn(value, step)) return undefined
    value = (value as Record<PropertyKey, unknown>)[step]
  }
  return value
}

/** RFC 6901. */
function pointer(path: readonly PropertyKey[]): string {
  return path.map((step) => `/${String(step).replaceAll('~', '~0').replaceAll('/', '~1')}`).join('')
}

type Located = { path: string; condition: Condition }

/** Every condition tree of a rule with where it stands. */
function treesOf(rule: RuleDocument): Located[] {
  const wheres = rule.actions.flatMap((action: Action, index) =>
    action.type !== 'clear' && action.contacts.where !== undefined
      ? [{ path: `/actions/${index}/contacts/where`, condition: action.contacts.where }]
      : [],
  )
  return [{ path: '/conditions', condition: rule.conditions }, ...wheres]
}

function located({ path, condition }: Located): Located[] {
  if ('all' in condition) {
    return [
      { path, condition },
      ...condition.all.flatMap((c, i) => located({ path: `${path}/all/${i}`, condition: c })),
    ]
  }
  if ('any' in condition) {
    return [
      { path, condition },
      ...condition.any.flatMap((c, i) => located({ path: `${path}/any/${i}`, condition: c })),
    ]
  }
  if ('not' in condition) return [{ path, condition }, ...located({ path: `${path}/not`, condition: condition.not })]
  return [{ path, condition }]
}

/** Values that an operator can never make sense of. */
function valueFaults(rule: RuleDocument): Fault[] {
  return treesOf(rule)
    .flatMap(located)
    .flatMap(({ path, condition }) => {
      if (!('fact' in condition) || typeof condition.value === 'object') return []
      const name = condition.operator.split(':').at(-1)
      if (name === 'withinLast' && readDuration(condition.value) === undefined) {
        return [{ path: `${path}/value`, message: 'must be an ISO 8601 duration such as "P30D" or "PT2H"' }]
      }
      if ((name === 'before' || name === 'after') && readMoment(condition.value) === undefined) {
        return [
          { path: `${path}/value`, message: 'must be an ISO 8601 date such as "2026-01-31" or a time with offset' },
        ]
      }
      return []
    })
}

/** What is allowed but probably not meant. */
function warningsOf(rule: RuleDocument): Fault[] {
  const warnings = treesOf(rule)
    .flatMap(located)
    .flatMap(({ path, condition }) => {
      if ('any' in condition && condition.any.length === 0) {
        return [{ path: `${path}/any`, message: 'an empty "any" always matches' }]
      }
      if (!('fact' in condition)) return []
      const name = condition.operator.split(':').at(-1) ?? ''
      if (/^(less|greater)Than/.test(name) && typeof condition.value === 'string') {
        return [
          {
            path: `${path}/value`,
            message: 'is text: two texts are compared letter by letter, so "9" is greater than "10"',
          },
        ]
      }
      return []
    })
  const events = rule.on.flatMap((event, index) =>
    event.startsWith('ONCRMDEAL')
      ? []
      : [
          {
            path: `/on/${index}`,
            message: `"${event}" names no deal and starts no run; deals report ONCRMDEALADD and ONCRMDEALUPDATE`,
          },
        ],
  )
  return [...warnings, ...events]
}
