import type { z } from 'zod'
import { type Fault, leafFaults, leavesIn, oddities, pointer } from './leaf-faults.ts'
import { RuleDocument } from './rule.ts'
import { scheduleFaults } from './schedule.ts'

export type { Fault } from './leaf-faults.ts'

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
  // Looked for in the document as it came, so that one round tells everything.
  const inLeaves = [...leavesIn(document).flatMap(leafFaults), ...scheduleFaults(document)]
  if (!parsed.success)
    return invalid([...parsed.error.issues.flatMap((issue) => faultsOf(issue, document)), ...inLeaves])
  if (inLeaves.length > 0) return invalid(inLeaves)
  return { valid: true, rule: parsed.data, errors: [], warnings: oddities(parsed.data) }
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

const groups = ['all', 'any', 'not']
const shapes = '{"all": […]}, {"any": […]}, {"not": …}'

/** A union that fails reports all its branches; people want the faults of the branch that they meant. */
function faultsOf(issue: Issue, document: unknown, base: PropertyKey[] = []): Fault[] {
  const path = [...base, ...issue.path]
  const value = valueAt(document, path)
  if (issue.code === 'invalid_union' && issue.errors.length > 0) {
    const branch = meantBranch(value, issue.errors)
    if (branch !== undefined) return branch.flatMap((inner) => faultsOf(inner, document, path))
    return [{ path: pointer(path), message: conditionMessage(value, issue.errors.length === groups.length) }]
  }
  if (issue.code === 'unrecognized_keys') {
    return issue.keys.map((key) => ({ path: pointer([...path, key]), message: strangerMessage(key, value) }))
  }
  if (issue.code === 'invalid_union') {
    const known = 'options' in issue && Array.isArray(issue.options) ? issue.options.join(', ') : ''
    const message =
      value === undefined ? `is missing; one of ${known}` : `${describe(value)} is not known here; known are ${known}`
    return [{ path: pointer(path), message }]
  }
  return [{ path: pointer(path), message: messageOf(issue, value) }]
}

/** Branch order in `core/conditions/condition.ts`: a group (all, any, not) or a leaf; each level's union has its own. */
function meantBranch(node: unknown, branches: Issue[][]): Issue[] | undefined {
  if (typeof node !== 'object' || node === null) return undefined
  const isGroup = groups.some((name) => name in node)
  if (branches.length === groups.length) return branches[groups.findIndex((name) => name in node)]
  if (isGroup) return branches[0]
  return 'fact' in node || 'operator' in node ? branches[1] : undefined
}

function conditionMessage(node: unknown, isRoot: boolean): string {
  if (!isRoot) return `must be a condition: ${shapes} or {"fact": …, "operator": …}, not ${describe(node)}`
  const isTest = typeof node === 'object' && node !== null && ('fact' in node || 'operator' in node)
  if (isTest) return 'must be a group: put the single test into {"all": [ … ]}'
  return node === undefined
    ? 'is missing; {"all": []} always matches'
    : `must be a group of conditions: ${shapes}, not ${describe(node)}`
}

function strangerMessage(key: string, owner: unknown): string {
  const group = groups.find((name) => typeof owner === 'object' && owner !== null && Object.hasOwn(owner, name))
  const isSecondShape = group !== undefined && [...groups, 'fact', 'operator'].includes(key)
  if (isSecondShape) return `cannot stand beside "${group}": a condition is either a group or a test`
  return `there is no property "${key}" here`
}

function messageOf(issue: Issue, value: unknown): string {
  if (issue.code === 'invalid_type' && value === undefined) return 'is missing'
  if (issue.code === 'invalid_type')
    return `must be ${kindNames[issue.expected] ?? issue.expected}, not ${describe(value)}`
  if (issue.code === 'invalid_value') {
    const isCustom = !issue.message.startsWith('Invalid')
    if (isCustom) return issue.message
    if (value === undefined) return `is missing; one of ${issue.values.join(', ')}`
    return `${describe(value)} is not one of ${issue.values.join(', ')}`
  }
  if (issue.code === 'too_small' && issue.message.startsWith('Too small')) return tooSmall(issue, value)
  if (issue.code === 'too_big' && issue.message.startsWith('Too big')) return tooBig(issue, value)
  const isQuoted = typeof value !== 'string' || issue.message.includes(describe(value))
  return isQuoted ? issue.message : `${describe(value)} is not right here: ${issue.message}`
}

/** What a schema expects, in words. */
export const kindNames: Record<string, string> = {
  int: 'a whole number',
  number: 'a number',
  string: 'text',
  boolean: 'true or false',
  array: 'a list',
  object: 'an object',
  record: 'an object',
}

function tooSmall(issue: z.core.$ZodIssueTooSmall, value: unknown): string {
  if (issue.origin === 'array') return 'must not be an empty list'
  if (issue.origin === 'string') return 'must not be empty'
  return issue.inclusive === false
    ? `must be greater than ${issue.minimum}, not ${describe(value)}`
    : `${describe(value)} is under the minimum of ${issue.minimum}`
}

function tooBig(issue: z.core.$ZodIssueTooBig, value: unknown): string {
  if (issue.origin === 'array') return `must not have more than ${issue.maximum} entries`
  if (issue.origin === 'string') return `must not be longer than ${issue.maximum} characters`
  return `${describe(value)} is over the maximum of ${issue.maximum}`
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
