import { describe, expect, test } from 'vitest'
import { isOverdue, type SweepsSince } from '../../src/core/sweeps/overdue.ts'
import type { SweepTimes } from '../../src/core/sweeps/sweep-times.ts'

const at = new Date('2026-11-24T14:12:00Z')
const minutesAgo = (minutes: number) => new Date(at.getTime() - minutes * 60_000).toISOString()
const tenMinutes: SweepTimes = { kind: 'every', ms: 600_000 }
/** On the hour and half an hour later. */
const halfHours: SweepTimes = { kind: 'cron', schedule: '0,30 * * * *' }
type Of = { times?: SweepTimes; freeSince?: string | null; isTold?: boolean }

describe('sweeps of which none comes to its end are overdue', () => {
  const since = (of: Partial<SweepsSince> = {}): SweepsSince => ({
    ...{ kind: 'changes', doneFrom: minutesAgo(23), triedFrom: minutesAgo(13), failed: 1, error: null },
    ...{ isMoving: false, ...of },
  })
  const cases: [string, Partial<SweepsSince>, Of, boolean][] = [
    ['when the second time has passed', {}, {}, true],
    ['not as long as that one may still come to its end', { doneFrom: minutesAgo(21) }, {}, false],
    ['where none ever did, from the first on', { doneFrom: null, triedFrom: minutesAgo(23) }, {}, true],
    ['not before the first', { doneFrom: null, triedFrom: null }, {}, false],
    ['not where nobody sweeps by time', {}, { times: { kind: 'off' } }, false],
    ['by a schedule', { doneFrom: minutesAgo(43) }, { times: halfHours }, true],
    ['by a schedule, not after its first time', { doneFrom: minutesAgo(41) }, { times: halfHours }, false],
    ['not where something kept them until lately', {}, { freeSince: minutesAgo(5) }, false],
    ['where nothing has kept them for long', {}, { freeSince: minutesAgo(22) }, true],
    ['still, once that is told, whatever kept them since', {}, { freeSince: minutesAgo(5), isTold: true }, true],
    ['not while one gets on', { isMoving: true }, {}, false],
    ['still, once that is told, while one gets on', { isMoving: true }, { isTold: true }, true],
    ['no more once one has come to its end', { doneFrom: minutesAgo(1) }, { isTold: true }, false],
  ]
  test.each(cases)('%s', (_what, of, { times = tenMinutes, freeSince = null, isTold = false }, expected) => {
    expect(isOverdue(since(of), { times, freeSince, isTold, settleMs: 120_000, at })).toBe(expected)
  })
})
