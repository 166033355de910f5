import { operatorParts, referencedFact } from './condition.ts'
import { type Names, noNames } from './names.ts'
import type { TraceLeaf } from './trace.ts'

/** What a test looks at: `stageId` for a field of the deal, else with the fact's name, as `company.title`. */
export function subjectOf({ fact, path }: Pick<TraceLeaf, 'fact' | 'path'>): string {
  const inner = (path ?? '$').replace(/^\$\.?/, '')
  if (inner === '') return fact
  return fact === 'deal' ? inner : `${fact}.${inner}`
}

/** As `subjectOf`, with the name that the portal has for it: `Stage (stageId)`. */
function namedSubject(test: Pick<TraceLeaf, 'fact' | 'path'>, names: Names): string {
  const name = names.field(test.fact, test.path)
  return name === null ? subjectOf(test) : `${name} (${subjectOf(test)})`
}

/** `stageId is C4:NEW`; with names `Stage (stageId) is New (C4:NEW)` */
export function stateInWords(leaf: TraceLeaf, names: Names = noNames): string {
  if (leaf.missing === true) return `${namedSubject(leaf, names)} is not there`
  return `${namedSubject(leaf, names)} is ${valueInWords(leaf.factResult, nameOfValue(leaf, names))}`
}

/** `it were C4:PREPARATION`: what would give the test the wished result. */
export function wishInWords(leaf: TraceLeaf, wished: boolean, names: Names = noNames): string {
  const { decorators, operator } = operatorParts(leaf.operator)
  const isPlain = decorators.every((decorator) => decorator === 'not')
  const words = isPlain ? wishes[operator] : undefined
  const value = comparedInWords(leaf, names)
  if (words === undefined) {
    return `"${leaf.operator}"${value === '' ? '' : ` ${value}`} ${wished ? 'held' : 'did not hold'} for ${namedSubject(leaf, names)}`
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

function comparedInWords(leaf: TraceLeaf, names: Names): string {
  if (leaf.value === undefined) return ''
  const name = nameOfValue(leaf, names)
  if (referencedFact(leaf.value) === undefined) return valueInWords(leaf.value, name)
  const { fact, path } = leaf.value as { fact: string; path?: string }
  const subject = namedSubject({ fact, ...(path === undefined ? {} : { path }) }, names)
  return `${subject} (${valueInWords(leaf.valueResult ?? null, name)})`
}

type NameOf = (value: unknown) => string | null

const nameOfValue =
  ({ fact, path }: TraceLeaf, names: Names): NameOf =>
  (value) =>
    names.value(fact, path, value)

const longest = 80

function valueInWords(value: unknown, nameOf: NameOf): string {
  if (value === '' || value === null || value === undefined) return 'empty'
  const inWords = (item: unknown) => itemInWords(item, nameOf)
  if (Array.isArray(value)) return value.length === 0 ? 'an empty list' : cut(value.map(inWords).join(', '))
  return cut(inWords(value))
}

function itemInWords(value: unknown, nameOf: NameOf): string {
  const name = nameOf(value)
  const code = typeof value === 'string' ? value : (JSON.stringify(value) ?? 'nothing')
  return name === null ? code : `${name} (${code})`
}

const cut = (text: string) => (text.length > longest ? `${text.slice(0, longest)}…` : text)
