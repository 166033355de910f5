import { v7 as uuidv7 } from 'uuid'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import type { AlarmKind } from '../../src/core/alarms/alert.ts'
import {
  countEvents,
  countMatches,
  lastEventAt,
  lastMatchOf,
  lastOutageEnd,
  lastSweepDone,
  runsIn,
} from '../../src/database/alarm-facts.ts'
import { journalEvents } from '../../src/database/journal.ts'
import { recordOutage } from '../../src/database/outages.ts'
import { ensurePortal } from '../../src/database/portals.ts'
import { keepPortalNames, knownPortalNames } from '../../src/database/rule-portal-names.ts'
import { recordRuns } from '../../src/database/runs.ts'
import { createWatchForAlarms, type WatchForAlarmsDeps } from '../../src/flows/watch-for-alarms.ts'
import { databaseKinds, openTestDatabase, type TestDatabase } from '../support/databases.ts'
import { anEvent, aRecord, aRule, aRuleResult, aRun } from '../support/stored.ts'

/** A Tuesday; what is recorded lies in the weeks before. */
const now = new Date('2026-11-24T14:00:00.000Z')
const hourMs = 3_600_000
const hoursAgo = (hours: number) => new Date(now.getTime() - hours * hourMs)
const weekHours = 7 * 24

const matchAt = (hours: number, of: Parameters<typeof aRun>[0] = {}) =>
  aRecord(
    aRun({
      id: uuidv7({ msecs: hoursAgo(hours).getTime() }),
      startedAt: hoursAgo(hours).toISOString(),
      rules: [aRuleResult({ key: 'usual' })],
      ...of,
    }),
  )
const byHand: Parameters<typeof aRun>[0] = { trigger: { type: 'manual', events: [], eventIds: [] } }
/** Twelve in the hours before that many hours ago. */
const twelve = <Item>(hours: number, make: (hours: number) => Item) =>
  Array.from({ length: 12 }, (_, index) => make(hours + 0.1 + index * 0.1))

describe.each(databaseKinds)('facts for alarms on %s', (kind) => {
  let opened: TestDatabase
  let portalId: number
  beforeAll(async () => {
    opened = await openTestDatabase(kind)
    portalId = (await ensurePortal(opened.db, { domain: 'acme.bitrix24.com' })).id
    const weeks = [1, 2, 3].map((week) => week * weekHours)
    const events = [5, ...weeks.flatMap((week) => twelve(week, (hours) => hours))]
    await opened.db.transaction((tx) =>
      journalEvents(
        tx,
        portalId,
        events.map((hours) => anEvent({ receivedAt: hoursAgo(hours) })),
      ),
    )
    await recordRuns(opened.db, portalId, [
      matchAt(30),
      matchAt(1, byHand),
      matchAt(0.1, { status: 'failed', rules: [] }),
      ...weeks.flatMap((week) => twelve(week, (hours) => matchAt(hours))),
    ])
  })
  afterAll(() => opened.remove())

  test('each is read as it was recorded; what people asked for counts as no match', async () => {
    const { db } = opened
    expect(await runsIn(db, portalId, { from: hoursAgo(2), to: now })).toEqual({ all: 2, failed: 1 })
    expect(await lastEventAt(db, portalId)).toBe(hoursAgo(5).toISOString())
    expect(await countEvents(db, portalId, { from: hoursAgo(weekHours + 5), to: hoursAgo(weekHours) })).toBe(12)
    expect(await lastMatchOf(db, portalId, 'usual', hoursAgo(weekHours))).toBe(hoursAgo(30).toISOString())
    expect(await lastMatchOf(db, portalId, 'usual', hoursAgo(29))).toBeNull()
    expect(await lastMatchOf(db, portalId, 'other', hoursAgo(weekHours))).toBeNull()
    expect(await countMatches(db, portalId, 'usual', { from: hoursAgo(weekHours + 30), to: hoursAgo(weekHours) })).toBe(
      12,
    )
    expect([await lastSweepDone(db, portalId), await lastOutageEnd(db, portalId)]).toEqual([null, null])
  })

  test('names of an older version go when a newer one is looked at, and never come back', async () => {
    const { db } = opened
    const keep = (version: number, name: string) =>
      keepPortalNames(db, portalId, {
        ruleKey: 'a',
        version,
        names: { 'stage "NEW"': name },
        seenAt: now.toISOString(),
      })
    await keep(2, 'New')
    await keep(3, 'Fresh')
    await keep(2, 'New')
    await keep(3, 'Later')
    expect(await knownPortalNames(db, portalId)).toEqual(
      new Map([['a', { version: 3, names: { 'stage "NEW"': 'Fresh' } }]]),
    )
  })

  test('silence of events and of a rule is found in the record, unless nobody was there to listen', async () => {
    const { db } = opened
    const raised: string[] = []
    const deps: WatchForAlarmsDeps = {
      portal: () => ({ paused: null }),
      stopped: async () => null,
      holds: async () => [],
      quarantined: async () => ({ deals: [], total: 0 }),
      runsIn: (span) => runsIn(db, portalId, span),
      lastSweepDone: () => lastSweepDone(db, portalId),
      listeningSince: () => lastOutageEnd(db, portalId),
      lastEventAt: () => lastEventAt(db, portalId),
      countEvents: (span) => countEvents(db, portalId, span),
      liveRules: async () => [
        { rule: aRule({ key: 'usual' }), version: 1, savedAt: hoursAgo(9 * weekHours).toISOString(), savedBy: 'Ada' },
      ],
      lastMatchOf: (key, since) => lastMatchOf(db, portalId, key, since),
      countMatches: (key, span) => countMatches(db, portalId, key, span),
      readMetadata: async () => ({
        ...{ fields: { deal: {}, company: {}, contact: {} }, categories: [], statuses: [] },
      }),
      knownNames: async () => new Map(),
      keepNames: async () => {},
      openAlerts: async () => [],
      keepChanges: async ({ raise }) => {
        raised.push(
          ...raise.map(({ kind: what, subject }: { kind: AlarmKind; subject: string }) => `${what} ${subject}`),
        )
      },
    }
    const look = async (differences: Partial<WatchForAlarmsDeps> = {}) => {
      const options = { limits: { failurePercent: 100, sweepDeals: 50 }, settleMs: 0, slowEveryMs: 0 }
      await createWatchForAlarms({ ...deps, ...differences }, options)(now)
      return raised.splice(0)
    }
    expect(await look()).toEqual(['no-events '])
    const anEventNow = { lastEventAt: async () => now.toISOString() }
    expect(await look(anEventNow)).toEqual(['rule-silent usual'])
    await recordOutage(db.orm, portalId, {
      ...{ kind: 'stopped', spooled: 0, refused: 0 },
      ...{ startedAt: hoursAgo(5).toISOString(), endedAt: hoursAgo(1).toISOString() },
    })
    expect([...(await look()), ...(await look(anEventNow))]).toEqual([])
  })
})
