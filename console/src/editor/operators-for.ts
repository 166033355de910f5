import { referencedFact } from '../../../src/core/conditions/condition.ts'
import type { Subject } from './subjects.ts'

/** What is asked for beside an operator; `many`: a list of these. */
export type ValueInput = 'none' | 'text' | 'number' | 'flag' | 'date' | 'duration' | 'choice'

const presence = ['isEmpty', 'isNotEmpty']
const equality = ['equal', 'notEqual', 'in', 'notIn']
const order = ['greaterThan', 'greaterThanInclusive', 'lessThan', 'lessThanInclusive']
const parts = ['startsWith', 'endsWith']
const ofLists = ['contains', 'doesNotContain', 'someFact:in', 'isEmpty', 'isNotEmpty']
const ofDates = ['before', 'after', 'withinLast', 'not:withinLast', 'isEmpty', 'isNotEmpty']

/** The operators that fit what is looked at, the usual ones first. */
export function operatorsFor({ kind, isMultiple, source, fact }: Subject): string[] {
  if (fact === 'changed') return ['contains', 'doesNotContain', 'someFact:in', 'isNotEmpty']
  if (isMultiple) return ofLists
  if (source.from !== 'typed') return [...equality, ...presence]
  switch (kind) {
    case 'flag':
      return ['equal']
    case 'number':
      return [...order, ...equality, ...presence]
    case 'date':
      return ofDates
    case 'id':
    case 'choice':
      return [...presence, ...equality]
    case 'text':
      return [...equality, ...parts, ...presence]
    case 'other':
      return [...presence, ...equality, ...parts]
    default:
      return kind satisfies never
  }
}

export const wantsMany = (operator: string): boolean => /(^|:)(in|notIn)$/.test(operator)

export function inputFor({ kind, source }: Subject, operator: string): ValueInput {
  if (/(^|:)(isEmpty|isNotEmpty)$/.test(operator)) return 'none'
  if (/(^|:)withinLast$/.test(operator)) return 'duration'
  if (source.from !== 'typed' && !/(startsWith|endsWith)$/.test(operator)) return 'choice'
  switch (kind) {
    case 'flag':
      return 'flag'
    case 'date':
      return 'date'
    case 'number':
    case 'id':
      return 'number'
    default:
      return 'text'
  }
}

/** "More than 0" of an id is how one asks whether it is there. */
export const isPresenceOfId = ({ kind }: Subject, operator: unknown, value: unknown): boolean =>
  kind === 'id' && operator === 'greaterThan' && value === 0

/**
 * What a test's value becomes under another operator or subject: kept where it fits, else what is least surprising.
 * `undefined`: there is none, or it has to be picked first; without it the test has a fault.
 */
export function valueFor(subject: Subject, operator: string, value: unknown): unknown {
  const input = inputFor(subject, operator)
  if (input === 'none') return undefined
  const given = Array.isArray(value) ? value : value === undefined ? [] : [value]
  const fitting = given.filter((one) => fits(input, one))
  if (wantsMany(operator)) return fitting.length === 0 ? undefined : fitting
  return fitting[0] ?? usual[input]
}

const usual = { text: '', number: 0, flag: true, date: '', duration: 'P3D', choice: undefined }

function fits(input: ValueInput, value: unknown): boolean {
  switch (input) {
    case 'number':
      return typeof value === 'number'
    case 'flag':
      return typeof value === 'boolean'
    case 'duration':
      return typeof value === 'string' && /^P/.test(value)
    case 'date':
      return typeof value === 'string' && /^\d{4}-/.test(value)
    case 'text':
      return typeof value === 'string'
    case 'choice':
      return (typeof value === 'string' && value !== '') || typeof value === 'number'
    case 'none':
      return false
    default:
      return input satisfies never
  }
}

/** Whether the form's own inputs can show a value without losing any of it. */
export function isShowable(subject: Subject, operator: string, value: unknown): boolean {
  if (referencedFact(value) !== undefined) return false
  const input = inputFor(subject, operator)
  if (input === 'none') return value === undefined
  const one = (entry: unknown) => {
    if (entry === '' && (input === 'text' || input === 'choice' || input === 'date')) return true
    if (input === 'choice') return typeof entry === 'string' || typeof entry === 'number'
    if (input === 'duration') return typeof entry === 'string'
    return fits(input, entry)
  }
  // What has not been picked yet.
  if (value === undefined) return true
  return wantsMany(operator) ? Array.isArray(value) && value.every(one) : one(value)
}
