import { expect, test } from 'vitest'
import type { AlarmKind } from '../../src/core/alarms/alert.ts'
import type { OpenAlert } from '../../src/core/alarms/alert-changes.ts'
import { createWatchForAlarms, type WatchForAlarmsDeps } from '../../src/flows/watch-for-alarms.ts'
import { aRule } from '../support/stored.ts'

const hourMs = 3_600_000
const begin = new Date('2026-11-24T10:00:00.000Z')
const hours = (count: number) => new Date(begin.getTime() + count * hourMs)

type History = {
  paused: NonNullable<ReturnType<WatchForAlarmsDeps['portal']>>['paused']
  lastEventAt: string | null
  lastMatchAt: string | null
  lastRunAt: string | null
  listeningSince: string | null
  usual: number
  savedAt: string
}

/** A portal with events and a rule that matches, and what people were told of it by any of its processes, one after the other. */
function aPortal() {
  const now: History = {
    ...{ paused: null, lastEventAt: begin.toISOString(), lastMatchAt: begin.toISOString(), listeningSince: null },
    ...{ lastRunAt: begin.toISOString(), usual: 20, savedAt: hours(-5000).toISOString() },
  }
  let open: OpenAlert[] = []
  const told: string[] = []
  const newProcess = () =>
    createWatchForAlarms(
      {
        portal: () => ({ paused: now.paused }),
        stopped: async () => null,
        holds: async () => [],
        quarantined: async () => ({ deals: [], total: 0 }),
        runsIn: async () => ({ all: 0, failed: 0 }),
        lastSweepDone: async () => null,
        sweepsSinceDone: async (kind) => ({ kind, doneFrom: null, triedFrom: null, failed: 0, error: null }),
        sweepsUnderWay: async () => [],
        lastOverOf: async () => null,
        listeningSince: async () => now.listeningSince,
        lastEventAt: async () => now.lastEventAt,
        countEvents: async () => now.usual,
        liveRules: async () => [{ rule: aRule({ key: 'usual' }), version: 1, savedAt: now.savedAt, savedBy: 'Ada' }],
        lastRunAt: async () => now.lastRunAt,
        lastMatchOf: async (_key, { from }) =>
          now.lastMatchAt !== null && now.lastMatchAt >= from.toISOString() ? now.lastMatchAt : null,
        countMatches: async () => now.usual,
        readMetadata: async () => ({
          fields: { deal: {}, company: {}, contact: {} },
          ...{ categories: [], statuses: [] },
        }),
        knownNames: async () => new Map(),
        keepNames: async () => {},
        openAlerts: async () => open,
        async keepChanges({ raise, over, quieten }, at) {
          const ended = open.filter(({ id }) => over.includes(id))
          told.push(...raise.map(({ kind }) => `raised ${kind}`), ...ended.map(({ kind }) => `over ${kind}`))
          open = [
            ...open
              .filter(({ id }) => !over.includes(id))
              .map((alert) => (quieten.includes(alert.id) ? { ...alert, quietSince: at.toISOString() } : alert)),
            ...raise.map((alarm) => ({ ...alarm, id: `${alarm.kind} ${alarm.since}`, quietSince: null })),
          ]
        },
      },
      {
        ...{ limits: { failurePercent: 100, sweepDeals: 50 }, settleMs: 0, slowEveryMs: 0 },
        sweepTimes: { changes: { kind: 'off' }, 'open-deals': { kind: 'off' } },
      },
    )
  return {
    now,
    newProcess,
    /** What people are told by looks at these moments, each of which is followed by another right after. */
    async told(watch: (at: Date) => Promise<void>, ...looks: Date[]): Promise<string[]> {
      for (const at of looks) {
        await watch(at)
        await watch(new Date(at.getTime() + 1))
      }
      return told.splice(0)
    },
  }
}

test.each<[AlarmKind, Partial<History>, Partial<History>]>([
  ['no-events', { lastMatchAt: null }, { lastEventAt: hours(90).toISOString() }],
  ['rule-silent', { usual: 6, lastRunAt: hours(29).toISOString() }, { lastMatchAt: hours(90).toISOString() }],
])('%s that was told is over when one comes, and by nothing else', async (kind, before, coming) => {
  const portal = aPortal()
  Object.assign(portal.now, before)
  const first = portal.newProcess()
  expect(await portal.told(first, hours(1), hours(30))).toEqual([`raised ${kind}`])

  // It is started anew, as administrators do.
  portal.now.listeningSince = hours(31).toISOString()
  const second = portal.newProcess()
  expect(await portal.told(second, hours(31), hours(60)), 'after a restart').toEqual([])

  portal.now.paused = { code: 'X', reason: 'It is ill.', since: hours(61).toISOString(), whatToDo: 'Wait.' }
  expect(await portal.told(second, hours(61)), 'a pause is told, and ends nothing').toEqual(['raised portal-paused'])
  portal.now.paused = null
  expect(await portal.told(second, hours(62))).toEqual(['over portal-paused'])

  // What was there before it, and what it was compared with, has been erased as old.
  Object.assign(portal.now, { lastEventAt: null, lastMatchAt: null, usual: 0 })
  expect(await portal.told(second, hours(80)), 'after the last one has been erased').toEqual([])

  Object.assign(portal.now, coming)
  expect(await portal.told(second, hours(90), hours(91))).toEqual([`over ${kind}`])
})

test('a rule on whose deals nothing has run since it matched has not stopped', async () => {
  const portal = aPortal()
  portal.now.usual = 6
  const watch = portal.newProcess()
  expect(await portal.told(watch, hours(30)), 'as on a holiday').toEqual([])
  portal.now.lastRunAt = hours(31).toISOString()
  expect(await portal.told(watch, hours(32))).toEqual(['raised rule-silent'])
})

test('a silent rule that is saved anew is silent no more', async () => {
  const portal = aPortal()
  Object.assign(portal.now, { usual: 6, lastRunAt: hours(29).toISOString() })
  const watch = portal.newProcess()
  expect(await portal.told(watch, hours(30))).toEqual(['raised rule-silent'])
  portal.now.savedAt = hours(31).toISOString()
  expect(await portal.told(watch, hours(31))).toEqual(['over rule-silent'])
})
