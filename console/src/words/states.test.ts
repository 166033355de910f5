import { describe, expect, test } from 'vitest'
import { aStatus } from '../../../test/http/examples.ts'
import { asProblem, isPassing, Problem, problemOf } from '../api/problem.ts'
import { sayIn } from '../languages/in-test.ts'
import { connectionChecks } from './connection-checks.ts'
import { eventsToTick } from './events-to-tick.ts'
import { ago, exactly, lasting } from './moments.ts'
import { firstSteps, overallState } from './overall-state.ts'
import { problemInWords } from './problem-words.ts'
import { traceState, wasErased } from './trace-state.ts'

const portal = aStatus().portal

describe('how the whole is', () => {
  test.each([
    [{}, 'well'],
    [{ portal: { ...portal, state: 'failing' as const } }, 'failing'],
    [{ portal: { ...portal, state: 'limited' as const } }, 'limited'],
    [{ portal: { ...portal, state: 'unknown' as const } }, 'unknown'],
    [{ permissions: { checkedAt: '', granted: [], missing: ['crm'] } }, 'lacksPermissions'],
    [{ brakes: { ...aStatus().brakes, stopped: { at: '', by: 'Ada', note: null } } }, 'stopped'],
    [{ brakes: { ...aStatus().brakes, heldRules: 1 } }, 'waits'],
    [{ brakes: { ...aStatus().brakes, quarantinedDeals: 1 } }, 'waits'],
    [{ alerts: { open: 1, channels: [] } }, 'alarming'],
    [{ rules: { live: 0, shadow: 2, off: 0 } }, 'noLiveRule'],
  ])('%j: %s', (differences, state) => expect(overallState(aStatus(differences))).toBe(state))
})

test('the first steps are shown until all of them are behind', () => {
  const steps = firstSteps(aStatus({ lastRunAt: null }))
  expect(steps?.map(({ step, isDone }) => `${step} ${isDone}`)).toEqual(['connect true', 'rule true', 'run false'])
  const lastRunAt = '2026-08-21T10:00:00.000Z'
  expect(firstSteps(aStatus({ lastRunAt }))).toBeNull()
  const portal = { ...aStatus().portal, state: 'failing' as const }
  expect(firstSteps(aStatus({ portal, lastRunAt })), 'a portal that is away later is no new one').toBeNull()
  expect(firstSteps(aStatus({ portal, lastRunAt: null }))?.[0]).toEqual({ step: 'connect', isDone: false })
})

test('the events to tick are those of deals, and what rules in force listen to', () => {
  const rules = [
    { mode: 'live' as const, on: ['ONCRMDEALUPDATE', 'ONCRMCOMPANYUPDATE'] },
    { mode: 'off' as const, on: ['ONCRMCONTACTUPDATE'] },
  ]
  expect(eventsToTick(rules)).toEqual(['ONCRMDEALADD', 'ONCRMDEALUPDATE', 'ONCRMCOMPANYUPDATE'])
})

test('the checks of the connection tell what is wrong', () => {
  const failing = { ...portal, state: 'failing' as const, error: { code: 'x', message: 'expired' } }
  const checks = connectionChecks(
    aStatus({ portal: failing, permissions: { checkedAt: '', granted: [], missing: ['crm'] } }),
    sayIn('en'),
  )
  expect(checks.map(({ name, state, detail }) => [name, state, detail])).toEqual([
    ['credentials', 'failed', 'expired'],
    ['permissions', 'failed', 'Missing: crm.'],
    ['token', 'waiting', null],
    ['firstEvent', 'waiting', null],
  ])
})

test.each([
  [null, null, 'waiting'],
  [null, '2026-08-21T10:00:00.000Z', 'failed'],
  ['2026-08-21T10:00:00.000Z', '2026-08-21T09:00:00.000Z', 'passed'],
  ['2026-08-21T10:00:00.000Z', '2026-08-21T11:00:00.000Z', 'failed'],
])('an event at %s and a refused one at %s: the token has %s', (lastEventAt, lastRefusedEventAt, state) => {
  const checks = connectionChecks(aStatus({ lastEventAt, lastRefusedEventAt }), sayIn('en'))
  expect(checks.find(({ name }) => name === 'token')?.state).toBe(state)
})

test('a trace that has expired is told from one that was not evaluated', () => {
  expect(wasErased({ all: [], evaluated: false, result: null, erased: true })).toBe(true)
  expect(wasErased({ all: [], evaluated: false, result: null })).toBe(false)
})

test.each([
  [{ evaluated: true, result: true }, 'passes'],
  [{ evaluated: true, result: false }, 'fails'],
  [{ evaluated: true, result: false, missing: true as const }, 'nothing-there'],
  [{ evaluated: true, result: true, missing: true as const }, 'passes'],
  [{ evaluated: false, result: null }, 'not-evaluated'],
])('a condition with %j: %s', (of, state) => {
  expect(traceState({ fact: 'deal', operator: 'equal', value: 1, factResult: 1, ...of })).toBe(state)
})

describe('times', () => {
  const now = new Date('2026-08-21T10:00:00Z')
  test.each([
    ['2026-08-21T10:00:03Z', 'en', 'now'],
    ['2026-08-21T09:59:48Z', 'en', '12 sec. ago'],
    ['2026-08-21T09:57:00Z', 'en', '3 min. ago'],
    ['2026-08-20T09:00:00Z', 'en', 'yesterday'],
    ['2026-08-21T09:57:00Z', 'ru', '3 мин. назад'],
    ['2026-08-21T05:00:00Z', 'ru', '5 ч назад'],
  ])('%s in %s is %s', (at, language, words) => expect(ago(at, now, language)).toBe(words))

  test('are exact to the second in the viewer’s own zone, which is named', () => {
    expect(exactly('2026-08-21T10:00:07Z', 'en', 'Europe/Berlin')).toBe('Aug 21, 2026, 12:00:07 PM GMT+2')
  })

  test.each([
    [12, 'en', '12 ms'],
    [1400, 'en', '1.4 sec'],
    [1400, 'ru', '1,4 с'],
  ])('%i ms in %s are %s', (ms, language, words) => expect(lasting(ms, language)).toBe(words))
})

describe('problems', () => {
  test.each([
    [401, 'signed-out'],
    [403, 'forbidden'],
    [404, 'not-found'],
    [500, 'failed'],
    [503, 'failed'],
  ])('an answer %i is %s, in the service’s own words', (status, kind) => {
    const problem = problemOf(status, { error: { code: 'c', message: 'words' } })
    expect([problem.kind, problem.code, problem.message]).toEqual([kind, 'c', 'words'])
  })

  test.each([[undefined], [null], ['<html>'], [{ error: 'x' }], [{ error: { code: 1 } }]])(
    'a foreign body %j is told by its status',
    (body) => {
      expect(problemOf(502, body).code).toBe('http_502')
    },
  )

  test('a database that does not answer is no service that does not, and both pass by themselves', () => {
    const told = { error: { code: 'database_unavailable', message: 'The database does not answer; try again.' } }
    const problem = problemOf(503, told)
    expect(problem.kind).toBe('no-database')
    expect(problemInWords(problem, sayIn('ru'))).toBe('База данных не отвечает')
    expect(isPassing(problem)).toBe(true)
    expect(isPassing(asProblem(new TypeError('Failed to fetch')))).toBe(true)
    expect(isPassing(problemOf(503, { error: { code: 'c', message: 'words' } }))).toBe(false)
  })

  test('no answer at all means that the service is out of reach', () => {
    expect(asProblem(new TypeError('Failed to fetch')).kind).toBe('offline')
    expect(asProblem(new Problem('forbidden', 'c', 'm')).kind).toBe('forbidden')
  })
})
