import { type Condition, type ConditionLeaf, operatorParts } from './condition.ts'
import { compareMoments, type Moment, readMoment } from './moment.ts'
import { effectiveOperator, testOf } from './operators.ts'
import { dotted } from './path.ts'
import { testInWords } from './words-of-tests.ts'

/** A test that has to hold, or has to fail. */
type Literal = { leaf: ConditionLeaf; holds: boolean }

/** Trees that come to more ways than this are taken to have one that is possible. */
const mostWays = 512

/**
 * Why these conditions can never hold together, for a person; null when they can, or when it cannot be told. Only what
 * is said about one place of one fact is compared, by the operators' own verdicts.
 */
export function contradictionIn(conditions: readonly Condition[]): string | null {
  const ways = waysOf({ all: [...conditions] }, true)
  if (ways === null) return null
  let first: string | null = null
  for (const way of ways) {
    const clash = clashIn(way)
    if (clash === null) return null
    first ??= clash
  }
  return first ?? 'no part of it can hold'
}

/** Every way in which a tree can hold (or fail), each as tests that hold or fail together; null: too many. */
function waysOf(condition: Condition, holds: boolean): Literal[][] | null {
  if ('fact' in condition) return [[{ leaf: condition, holds }]]
  if ('not' in condition) return waysOf(condition.not, !holds)
  const parts = 'all' in condition ? condition.all : condition.any
  // Empty ones always match.
  if (parts.length === 0) return holds ? [[]] : []
  const inner = parts.map((part) => waysOf(part, holds))
  if (!inner.every((ways) => ways !== null)) return null
  if ('all' in condition === holds) return together(inner)
  const either = inner.flat()
  return either.length > mostWays ? null : either
}

function together(parts: readonly Literal[][][]): Literal[][] | null {
  let ways: Literal[][] = [[]]
  for (const part of parts) {
    if (ways.length * part.length > mostWays) return null
    ways = ways.flatMap((way) => part.map((more) => [...way, ...more]))
  }
  return ways
}

function clashIn(way: readonly Literal[]): string | null {
  for (const literals of byPlace(way)) {
    if (!isImpossible(literals)) continue
    for (const [index, one] of literals.entries()) {
      if (isImpossible([one])) return `${inWords(one)} never holds`
      const other = literals.slice(index + 1).find((later) => isImpossible([one, later]))
      if (other !== undefined) return `${inWords(one)} and ${inWords(other)} cannot both hold`
    }
    return `${literals.map(inWords).join(', ')} cannot all hold`
  }
  return null
}

/** Tests that look at the same place and compare it with a plain value. */
function byPlace(way: readonly Literal[]): Literal[][] {
  const places = new Map<string, Literal[]>()
  for (const literal of way) {
    const { fact, path, value } = literal.leaf
    if (typeof value === 'object' && value !== null && !Array.isArray(value)) continue
    const place = `${fact} ${path === undefined ? '' : dotted(path)}`
    places.set(place, [...(places.get(place) ?? []), literal])
  }
  return [...places.values()]
}

const inWords = ({ leaf, holds }: Literal) => `${holds ? '' : 'not '}"${testInWords(leaf)}"`

function isImpossible(literals: readonly Literal[]): boolean {
  const finite = literals.map(candidatesOf).find((candidates) => candidates !== null)
  if (finite !== undefined && finite !== null) {
    return !finite.some((candidate) => literals.every((literal) => passes(literal, candidate)))
  }
  return (
    haveNoNumberBetween(literals) ||
    haveNoDateBetween(literals) ||
    areForeignEnds(literals, 'startsWith') ||
    areForeignEnds(literals, 'endsWith') ||
    disagreeOnEntries(literals)
  )
}

/** Everything that a place can hold where this test has its way; null: no such list. */
function candidatesOf({ leaf, holds }: Literal): unknown[] | null {
  const { operator, value } = leaf
  if (operator === (holds ? 'equal' : 'notEqual')) return [value]
  if (operator === (holds ? 'in' : 'notIn') && Array.isArray(value)) return value
  if (operator === (holds ? 'isEmpty' : 'isNotEmpty')) return [undefined, null, '', [], 0]
  return null
}

const anyTime = new Date(0)

function passes({ leaf, holds }: Literal, candidate: unknown): boolean {
  const test = testOf(effectiveOperator(leaf))
  if (test === null) return true
  // What it comes to depends on the day.
  if (operatorParts(leaf.operator).operator === 'withinLast') return !holds || readMoment(candidate) !== undefined
  return test(candidate, leaf.value, anyTime) === holds
}

const valuesOf = (literals: readonly Literal[], ...operators: string[]): unknown[] =>
  literals.filter(({ leaf, holds }) => holds && operators.includes(leaf.operator)).map(({ leaf }) => leaf.value)

function haveNoNumberBetween(literals: readonly Literal[]): boolean {
  const numbers = (...operators: string[]) =>
    valuesOf(literals, ...operators).filter((value) => typeof value === 'number')
  const above = Math.max(...numbers('greaterThan'))
  const from = Math.max(...numbers('greaterThanInclusive'))
  const below = Math.min(...numbers('lessThan'))
  const to = Math.min(...numbers('lessThanInclusive'))
  return above >= below || above >= to || from >= below || from > to
}

function haveNoDateBetween(literals: readonly Literal[]): boolean {
  const moments = (operator: string) =>
    valuesOf(literals, operator)
      .map(readMoment)
      .filter((moment) => moment !== undefined)
  return moments('after').some((after) => moments('before').some((before) => isNotLater(before, after)))
}

/** As days and as instants, so that no time zone in between makes a difference. */
function isNotLater(one: Moment, other: Moment): boolean {
  return one.kind === other.kind && compareMoments(one, other) <= 0 && one.day <= other.day
}

function areForeignEnds(literals: readonly Literal[], operator: 'startsWith' | 'endsWith'): boolean {
  const texts = valuesOf(literals, operator).filter((value) => typeof value === 'string')
  return texts.some((one) => texts.some((other) => !one[operator](other) && !other[operator](one)))
}

function disagreeOnEntries(literals: readonly Literal[]): boolean {
  const missing = valuesOf(literals, 'doesNotContain', 'not:contains')
  return valuesOf(literals, 'contains').some((value) => missing.includes(value))
}
