import { type Engine, OperatorDecorator } from 'json-rules-engine'
import { before, compareMoments, readDuration, readMoment } from './moment.ts'

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

type Verdict = (fact: string, value: string) => boolean

/** The engine's own comparisons, which take whatever they are given: as they are, but for an object with a field `toString`. */
const comparisons: Record<string, Verdict> = {
  lessThan: (fact, value) => fact < value,
  lessThanInclusive: (fact, value) => fact <= value,
  greaterThan: (fact, value) => fact > value,
  greaterThanInclusive: (fact, value) => fact >= value,
}

function ordered(fact: unknown, value: unknown, verdict: Verdict): boolean {
  try {
    return !Number.isNaN(Number.parseFloat(fact as string)) && verdict(fact as string, value as string)
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
export const idOperators: Record<string, string> = { isEmpty: 'isEmptyId', isNotEmpty: 'isNotEmptyId' }

/**
 * Teaches an engine our operators, and makes its own answer false where they would throw, as `in` does when the value
 * is no list: a path that leads nowhere must not fail a run.
 */
export function addOperators(engine: Engine, now: Date): void {
  engine.addOperator('in', (fact: unknown, value: unknown) => isIn(fact, value))
  engine.addOperator('notIn', (fact: unknown, value: unknown) => !isIn(fact, value))
  for (const [name, verdict] of Object.entries(comparisons)) {
    engine.addOperator(name, (fact: unknown, value: unknown) => ordered(fact, value, verdict))
  }
  engine.addOperator('isEmpty', (fact: unknown) => isBlank(fact))
  engine.addOperator('isNotEmpty', (fact: unknown) => !isBlank(fact))
  engine.addOperator('isEmptyId', (fact: unknown) => isBlank(fact) || fact === 0)
  engine.addOperator('isNotEmptyId', (fact: unknown) => !isBlank(fact) && fact !== 0)
  engine.addOperator(
    'startsWith',
    (fact: unknown, value: unknown) => isText(fact) && isText(value) && fact.startsWith(value),
  )
  engine.addOperator(
    'endsWith',
    (fact: unknown, value: unknown) => isText(fact) && isText(value) && fact.endsWith(value),
  )
  engine.addOperator('before', (fact: unknown, value: unknown) => compared(fact, value, (order) => order < 0))
  engine.addOperator('after', (fact: unknown, value: unknown) => compared(fact, value, (order) => order > 0))
  engine.addOperator('withinLast', (fact: unknown, value: unknown) => isWithinLast(fact, value, now))
  engine.addOperatorDecorator(
    new OperatorDecorator('someValue', (fact: unknown, value: unknown, next) =>
      Array.isArray(value) ? value.some((one) => next(fact, one)) : false,
    ),
  )
  engine.addOperatorDecorator(
    new OperatorDecorator('everyValue', (fact: unknown, value: unknown, next) =>
      Array.isArray(value) ? value.every((one) => next(fact, one)) : false,
    ),
  )
}
