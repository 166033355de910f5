import { describe, expect, test } from 'vitest'
import type { Fields } from '../../src/core/deal/snapshot.ts'
import { eventsOfMove, judgeDeal, type KnownDeal, type Skew } from '../../src/core/sweeps/sweep.ts'
import { isDue, readSweepTimes } from '../../src/core/sweeps/sweep-times.ts'

const changedAt = '2026-09-01T12:00:00+02:00'
const aDeal = (of: Fields = {}): Fields => ({
  id: 1,
  createdTime: '2026-08-01T12:00:00+02:00',
  updatedTime: changedAt,
  stageId: 'NEW',
  categoryId: 0,
  contactIds: [7, 9],
  ...of,
})
const known = (of: Partial<KnownDeal> = {}): KnownDeal => ({ snapshot: null, events: [], requestedAt: null, ...of })
const event = (name: string, receivedAt: string, status: 'pending' | 'done' | 'ignored' = 'done') => ({
  event: name,
  status,
  receivedAt: `2026-09-01T${receivedAt}Z`,
})

describe('a deal that a sweep comes across', () => {
  test.each<[string, Fields, KnownDeal, string, Skew?]>([
    ['never seen', aDeal(), known(), 'missed as ONCRMDEALADD'],
    ['as its last run saw it', aDeal(), known({ snapshot: aDeal() }), 'received'],
    ['on another stage', aDeal({ stageId: 'WON' }), known({ snapshot: aDeal() }), 'missed as ONCRMDEALUPDATE'],
    [
      'changed within the same second',
      aDeal({ UF_CRM_1: 'b' }),
      known({ snapshot: aDeal({ UF_CRM_1: 'a' }) }),
      'missed as ONCRMDEALUPDATE',
    ],
    [
      'saved anew',
      aDeal(),
      known({ snapshot: aDeal({ updatedTime: '2026-09-01T11:00:00+02:00' }) }),
      'missed as ONCRMDEALUPDATE',
    ],
    [
      'seen since by a run',
      aDeal(),
      known({ snapshot: aDeal({ updatedTime: '2026-09-01T12:00:05+02:00', stageId: 'WON' }) }),
      'received',
    ],
    [
      'seen since by a run, as the portal’s clock was ahead then',
      aDeal(),
      known({ snapshot: aDeal({ updatedTime: '2026-09-01T12:00:05+02:00', stageId: 'WON' }) }),
      'missed as ONCRMDEALUPDATE',
      null,
    ],
    [
      'heard of afterwards, as both clocks were ahead then',
      aDeal(),
      known({ events: [event('ONCRMDEALUPDATE', '10:30:00')] }),
      'missed as ONCRMDEALUPDATE',
      null,
    ],
    ['as its last run saw it, whatever the clocks say', aDeal(), known({ snapshot: aDeal() }), 'received', null],
    ['with its contacts in another order', aDeal({ contactIds: [9, 7] }), known({ snapshot: aDeal() }), 'received'],
    [
      'with its time in another offset',
      aDeal({ updatedTime: '2026-09-01T10:00:00Z' }),
      known({ snapshot: aDeal() }),
      'received',
    ],
    [
      'called since',
      aDeal({ lastActivityTime: changedAt }),
      known({ snapshot: aDeal({ lastActivityTime: '' }) }),
      'received',
    ],
    ['with a field that single deals have alone', aDeal(), known({ snapshot: aDeal({ fm: [] }) }), 'received'],
    ['heard of afterwards', aDeal(), known({ events: [event('ONCRMDEALUPDATE', '10:00:01')] }), 'received'],
    [
      'heard of in the second of its change',
      aDeal(),
      known({ events: [event('ONCRMDEALUPDATE', '10:00:00.5')] }),
      'missed as ONCRMDEALUPDATE',
    ],
    [
      'heard of before',
      aDeal(),
      known({ events: [event('ONCRMDEALUPDATE', '09:00:00')] }),
      'missed as ONCRMDEALUPDATE',
    ],
    [
      'heard of before, by a clock that is behind',
      aDeal(),
      known({ events: [event('ONCRMDEALUPDATE', '09:58:00')] }),
      'received',
      180_000,
    ],
    [
      'heard of afterwards, by a clock that is ahead',
      aDeal(),
      known({ events: [event('ONCRMDEALUPDATE', '10:02:00')] }),
      'missed as ONCRMDEALUPDATE',
      -180_000,
    ],
    [
      'heard of, and nobody listened',
      aDeal(),
      known({ events: [event('ONCRMDEALUPDATE', '10:00:02', 'ignored')] }),
      'received',
    ],
    [
      'heard of otherwise, and nobody listened',
      aDeal(),
      known({ events: [event('ONCRMDEALADD', '10:00:02', 'ignored')] }),
      'missed as ONCRMDEALUPDATE',
    ],
    [
      'only added, and nobody listened',
      aDeal({ createdTime: changedAt }),
      known({ events: [event('ONCRMDEALADD', '10:00:00.2', 'ignored')] }),
      'received',
    ],
    ['asked for by a person since', aDeal(), known({ requestedAt: '2026-09-01T10:00:03Z' }), 'received'],
    [
      'without a time, waiting',
      aDeal({ updatedTime: null }),
      known({ events: [event('ONCRMDEALUPDATE', '09:00:00', 'pending')] }),
      'received',
    ],
    [
      'without a time, with other contacts',
      { id: 1, contactIds: [7] },
      known({ snapshot: aDeal() }),
      'missed as ONCRMDEALUPDATE',
    ],
    ['without a time, as it was', { id: 1, contactIds: [7, 9] }, known({ snapshot: aDeal() }), 'received'],
  ])('%s', (_name, deal, of, verdict, skewMs = 0) => {
    const { event, ...judged } = judgeDeal(deal, of, skewMs)
    expect(judged.verdict === 'missed' ? `missed as ${event}` : judged.verdict).toBe(verdict)
  })
})

test.each<[string, KnownDeal, string[]]>([
  ['a deal never seen', known(), ['ONCRMDEALADD', 'ONCRMDEALMOVETOCATEGORY']],
  ['a deal seen before', known({ snapshot: aDeal() }), ['ONCRMDEALUPDATE', 'ONCRMDEALMOVETOCATEGORY']],
  [
    'a deal seen where it went',
    known({ snapshot: aDeal({ categoryId: 4, stageId: 'C4:NEW' }) }),
    ['ONCRMDEALMOVETOCATEGORY'],
  ],
  ['a move that an application reported', known({ events: [event('ONCRMDEALMOVETOCATEGORY', '10:00:01')] }), []],
])('what a move counts as: %s', (_name, of, events) => {
  expect(eventsOfMove({ id: 1, dealId: 1, movedAt: changedAt, categoryId: 4, stageId: 'C4:NEW' }, of, 0)).toEqual(
    events,
  )
})

test.each([
  ['off', '2026-09-01T00:00:00Z', '2036-09-01T00:00:00Z', false],
  ['10m', '2026-09-01T10:00:00Z', '2026-09-01T10:09:59Z', false],
  ['10m', '2026-09-01T10:00:00Z', '2026-09-01T10:10:00Z', true],
  ['1d', '2026-09-01T10:00:00Z', '2026-09-02T09:00:00Z', false],
  ['0 3 * * *', '2026-09-01T10:00:00Z', '2026-09-02T02:59:00Z', false],
  ['0 3 * * *', '2026-09-01T10:00:00Z', '2026-09-02T03:00:00Z', true],
  ['10m', '2026-09-01T11:00:00Z', '2026-09-01T10:00:00Z', true],
  ['0 3 * * *', '2026-09-01T11:00:00Z', '2026-09-01T10:00:00Z', true],
])('with %s, last at %s: due at %s is %s', (text, since, now, due) => {
  const times = readSweepTimes(text)
  if (times === null) throw new Error(`${text} was not read`)
  expect(isDue(times, new Date(since), new Date(now))).toBe(due)
})

test.each(['', '10', '0m', '10 m', 'never', '99 * * * *', '* * * * * *'])('"%s" is no time between sweeps', (text) => {
  expect(readSweepTimes(text)).toBeNull()
})
