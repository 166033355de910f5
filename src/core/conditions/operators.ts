import { type Engine, OperatorDecorator } from 'json-rules-engine'
import { type ConditionLeaf, operatorParts } from './condition.ts'
import { before, compareMoments, readDuration, readMoment } from './moment.ts'
import { dotted } from './path.ts'

/** A portal's clock may run ahead of ours by this much before "within the last" takes a time for the future. */
const clockSkewMs = 5 * 60_000

function isBlank(value: unknown): boolean {
  return value === undefined || value === null || value === '' || (Array.isArray(value) && value.length === 0)
}

function isText(value: unknown): value is string {
  return typeof value === 'string'
}

function isIn(value: unknown, list: unknown): boolean {
  if (Array.isArray(list)) return list.includes(value)
  return isText(list) && isText(value) && list.includes(value)
}

type Order = (fact: string, value: string) => boolean

/** The engine's own comparisons, which take whatever they are given: as they are, but for an object with a field `toString`. */
function ordered(fact: unknown, value: unknown, order: Order): boolean {
  try {
    return !Number.isNaN(Number.parseFloat(fact as string)) && order(fact as string, value as string)
  } catch {
    return false
  }
}

function compared(fact: unknown, value: unknown, verdict: (order: number) => boolean): boolean {
  const [a, b] = [readMoment(fact), readMoment(value)]
  return a !== undefined && b !== undefined && verdict(compareMoments(a, b))
}

function isWithinLast(fact: unknown, value: unknown, now: Date): boolean {
  const moment = readMoment(fact)
  const duration = readDuration(value)
  if (moment === undefined || duration === undefined) return false
  const from = before(now, duration)
  const isSinceEver = Number.isNaN(from.getTime())
  if (moment.kind === 'day') {
    return moment.day <= dayOf(now) && (isSinceEver || moment.day >= dayOf(from))
  }
  return moment.ms <= now.getTime() + clockSkewMs && (isSinceEver || moment.ms >= from.getTime())
}

function dayOf(date: Date): string {
  return date.toISOString().slice(0, 10)
}

/** `isEmpty` on an id: there, 0 is empty too. Written by the compiler in place of `isEmpty`, never by people. */
const idOperators: Record<string, string> = { isEmpty: 'isEmptyId', isNotEmpty: 'isNotEmptyId' }
const idName = /\.(?:id|[A-Za-z]+(?:Id|Ids|By))\d*(?:\[[^\]]*\])?$/

/** The operator that a leaf's stands for: emptiness of ids is told from emptiness of other things. */
export function effectiveOperator({ operator, path }: ConditionLeaf): string {
  const parts = operatorParts(operator)
  const ofIds = idOperators[parts.operator]
  if (ofIds === undefined || path === undefined || !idName.test(dotted(path))) return operator
  return [...parts.decorators, ofIds].join(':')
}

/** Whether a fact and a value pass an operator; `now` is what `withinLast` counts back from. */
export type Test = (fact: unknown, value: unknown, now: Date) => boolean

/** Operators that the engine has and that serve as they are. */
const engineOperators: Record<string, Test> = {
  equal: (fact, value) => fact === value,
  notEqual: (fact, value) => fact !== value,
  contains: (fact, value) => Array.isArray(fact) && fact.indexOf(value) > -1,
  doesNotContain: (fact, value) => Array.isArray(fact) && fact.indexOf(value) === -1,
}

/** Operators that are ours, and those of the engine's that would throw, as `in` does when the value is no list. */
const ownOperators: Record<string, Test> = {
  in: isIn,
  notIn: (fact, value) => !isIn(fact, value),
  lessThan: (fact, value) => ordered(fact, value, (a, b) => a < b),
  lessThanInclusive: (fact, value) => ordered(fact, value, (a, b) => a <= b),
  greaterThan: (fact, value) => ordered(fact, value, (a, b) => a > b),
  greaterThanInclusive: (fact, value) => ordered(fact, value, (a, b) => a >= b),
  isEmpty: isBlank,
  isNotEmpty: (fact) => !isBlank(fact),
  isEmptyId: (fact) => isBlank(fact) || fact === 0,
  isNotEmptyId: (fact) => !isBlank(fact) && fact !== 0,
  startsWith: (fact, value) => isText(fact) && isText(value) && fact.startsWith(value),
  endsWith: (fact, value) => isText(fact) && isText(value) && fact.endsWith(value),
  before: (fact, value) => compared(fact, value, (order) => order < 0),
  after: (fact, value) => compared(fact, value, (order) => order > 0),
  withinLast: isWithinLast,
}

type Decorator = (next: Test) => Test

const engineDecorators: Record<string, Decorator> = {
  someFact: (next) => (fact, value, now) => Array.isArray(fact) && fact.some((one) => next(one, value, now)),
  everyFact: (next) => (fact, value, now) => Array.isArray(fact) && fact.every((one) => next(one, value, now)),
  swap: (next) => (fact, value, now) => next(value, fact, now),
  not: (next) => (fact, value, now) => !next(fact, value, now),
}

/** The engine's would throw on a value that is no list. */
const ownDecorators: Record<string, Decorator> = {
  someValue: (next) => (fact, value, now) => Array.isArray(value) && value.some((one) => next(fact, one, now)),
  everyValue: (next) => (fact, value, now) => Array.isArray(value) && value.every((one) => next(fact, one, now)),
}

const operators = new Map(Object.entries({ ...engineOperators, ...ownOperators }))
const decorators = new Map(Object.entries({ ...engineDecorators, ...ownDecorators }))

/** The test that an operator with its decorators makes, as `"someFact:in"`; null when there is no such thing. */
export function testOf(name: string): Test | null {
  const parts = operatorParts(name)
  return parts.decorators.reduceRight<Test | null>((next, decorator) => {
    const wrap = decorators.get(decorator)
    return next === null || wrap === undefined ? null : wrap(next)
  }, operators.get(parts.operator) ?? null)
}

/**
 * Teaches an engine our operators, and makes its own answer false where they would throw: a path that leads nowhere
 * must not fail a run.
 */
export function addOperators(engine: Engine, now: Date): void {
  for (const [name, test] of Object.entries(ownOperators)) {
    engine.addOperator(name, (fact: unknown, value: unknown) => test(fact, value, now))
  }
  for (const [name, wrap] of Object.entries(ownDecorators)) {
    engine.addOperatorDecorator(
      new OperatorDecorator(name, (fact: unknown, value: unknown, next) => wrap(next)(fact, value, now)),
    )
  }
}
