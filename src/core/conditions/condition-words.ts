import { operatorParts, referencedFact } from './condition.ts'
import type { TraceLeaf } from './trace.ts'

/** What a test looks at: `stageId` for a field of the deal, else with the fact's name, as `company.title`. */
export function subjectOf({ fact, path }: Pick<TraceLeaf, 'fact' | 'path'>): string {
  const inner = (path ?? '$').replace(/^\$\.?/, '')
  if (inner === '') return fact
  return fact === 'deal' ? inner : `${fact}.${inner}`
}

/** `stageId is C4:NEW` */
export function stateInWords(leaf: TraceLeaf): string {
  if (leaf.missing === true) return `${subjectOf(leaf)} is not there`
  return `${subjectOf(leaf)} is ${valueInWords(leaf.factResult)}`
}

/** `it were C4:PREPARATION`: what would give the test the wished result. */
export function wishInWords(leaf: TraceLeaf, wished: boolean): string {
  const { decorators, operator } = operatorParts(leaf.operator)
  const isPlain = decorators.every((decorator) => decorator === 'not')
  const words = isPlain ? wishes[operator] : undefined
  const value = comparedInWords(leaf)
  if (words === undefined) {
    return `"${leaf.operator}"${value === '' ? '' : ` ${value}`} ${wished ? 'held' : 'did not hold'} for ${subjectOf(leaf)}`
  }
  const isTurned = decorators.length % 2 === 1
  const [yes, no] = words
  return `it ${wished === isTurned ? no : yes}${value === '' || valueless.has(operator) ? '' : ` ${value}`}`
}

const valueless = new Set(['isEmpty', 'isNotEmpty'])

/** How each operator reads when it is to hold, and when it is not to. */
const wishes: Record<string, readonly [string, string] | undefined> = {
  equal: ['were', 'were anything but'],
  notEqual: ['were anything but', 'were'],
  in: ['were one of', 'were none of'],
  notIn: ['were none of', 'were one of'],
  contains: ['held', 'did not hold'],
  doesNotContain: ['did not hold', 'held'],
  lessThan: ['were less than', 'were at least'],
  lessThanInclusive: ['were at most', 'were more than'],
  greaterThan: ['were more than', 'were at most'],
  greaterThanInclusive: ['were at least', 'were less than'],
  isEmpty: ['were empty', 'were not empty'],
  isNotEmpty: ['were not empty', 'were empty'],
  startsWith: ['began with', 'did not begin with'],
  endsWith: ['ended with', 'did not end with'],
  before: ['were before', 'were not before'],
  after: ['were after', 'were not after'],
  withinLast: ['were within the last', 'were not within the last'],
}

function comparedInWords(leaf: TraceLeaf): string {
  if (leaf.value === undefined) return ''
  if (referencedFact(leaf.value) === undefined) return valueInWords(leaf.value)
  const { fact, path } = leaf.value as { fact: string; path?: string }
  const subject = subjectOf({ fact, ...(path === undefined ? {} : { path }) })
  return `${subject} (${valueInWords(leaf.valueResult ?? null)})`
}

const longest = 80

function valueInWords(value: unknown): string {
  if (value === '' || value === null || value === undefined) return 'empty'
  if (Array.isArray(value)) return value.length === 0 ? 'an empty list' : cut(value.map(itemInWords).join(', '))
  return cut(itemInWords(value))
}

function itemInWords(value: unknown): string {
  return typeof value === 'string' ? value : (JSON.stringify(value) ?? 'nothing')
}

const cut = (text: string) => (text.length > longest ? `${text.slice(0, longest)}…` : text)
