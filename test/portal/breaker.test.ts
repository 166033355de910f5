import { expect, test } from 'vitest'
import { PortalError } from '../../src/core/runs/portal-error.ts'
import { createBreaker } from '../../src/portal/breaker.ts'

const ill = new PortalError('transient', { code: 'UNREADABLE_ANSWER', method: 'batch', message: 'batch: HTTP 502.' })

function aBreaker() {
  let ms = 1_000_000
  const breaker = createBreaker(() => ms)
  const fail = (times: number) => {
    for (let index = 0; index < times; index += 1) breaker.noteFailure(ill)
  }
  const later = (more: number) => {
    ms += more
  }
  return { breaker, fail, later, now: () => ms }
}

test('a few failures, or many between answers, open nothing', () => {
  const { breaker, fail } = aBreaker()
  for (let index = 0; index < 5; index += 1) {
    fail(9)
    expect(breaker.refusedUntil()).toBeNull()
    breaker.noteAnswer()
  }
  expect(breaker.state()).toBeNull()
})

test('ten in a row open it: one call tries at a time, at ever longer pauses up to a minute, until one is answered', () => {
  const { breaker, fail, later, now } = aBreaker()
  fail(10)
  expect(breaker.state()).toMatchObject({ error: ill })
  for (const pauseMs of [5_000, 10_000, 20_000, 40_000, 60_000, 60_000]) {
    expect(breaker.refusedUntil()).toBe(now() + pauseMs)
    later(pauseMs)
    expect(breaker.refusedUntil(), 'one tries').toBeNull()
    expect(breaker.refusedUntil(), 'and the others wait for it').toBe(now() + 1_000)
    fail(1)
  }
  later(60_000)
  expect(breaker.refusedUntil()).toBeNull()
  breaker.noteAnswer()
  expect([breaker.refusedUntil(), breaker.state()]).toEqual([null, null])
})

test('a try of which nothing is heard is not waited for for ever', () => {
  const { breaker, fail, later } = aBreaker()
  fail(10)
  later(5_000)
  expect(breaker.refusedUntil()).toBeNull()
  later(10_000)
  expect(breaker.refusedUntil()).toBeNull()
})
