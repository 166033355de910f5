import { v7 as uuidv7 } from 'uuid'
import { beforeAll, describe, expect, test } from 'vitest'
import type { AlarmKind } from '../../src/core/alarms/alert.ts'
import type { OpenAlert } from '../../src/core/alarms/alert-changes.ts'
import type { SweepKind } from '../../src/core/sweeps/sweep.ts'
import {
  countEvents,
  countMatches,
  lastEventAt,
  lastMatchOf,
  lastOutageEnd,
  lastOverOf,
  lastRunAt,
  lastSweepDone,
  runsIn,
  sweepsSinceDone,
} from '../../src/database/alerts/alarm-facts.ts'
import { recordOutage } from '../../src/database/events/outages.ts'
import { ensurePortal } from '../../src/database/portals/portals.ts'
import { keepPortalNames, knownPortalNames } from '../../src/database/rules/portal-names.ts'
import { recordRuns } from '../../src/database/runs/record-runs.ts'
import { createSweep, endSweep, noteInSweep, sweepsUnderWay } from '../../src/database/sweeps/sweeps.ts'
import { createOverdueSweeps } from '../../src/flows/overdue-sweeps.ts'
import { createWatchForAlarms, type WatchForAlarmsDeps } from '../../src/flows/watch-for-alarms.ts'
import { databaseKinds, ownDatabase } from '../support/databases.ts'
import { anEvent, aRecord, aRule, aRuleResult, aRun, journalEvents } from '../support/stored.ts'

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
      finishedAt: hoursAgo(hours).toISOString(),
      rules: [aRuleResult({ key: 'usual' })],
      ...of,
    }),
  )
const byHand: Parameters<typeof aRun>[0] = { trigger: { type: 'manual', events: [], eventIds: [] } }
/** Twelve in the hours before that many hours ago. */
const twelve = <Item>(hours: number, make: (hours: number) => Item) =>
  Array.from({ length: 12 }, (_, index) => make(hours + 0.1 + index * 0.1))

describe.each(databaseKinds)('facts for alarms on %s', (kind) => {
  const own = ownDatabase(kind)
  beforeAll(async () => {
    const weeks = [1, 2, 3].map((week) => week * weekHours)
    const events = [5, ...weeks.flatMap((week) => twelve(week, (hours) => hours))]
    await own.db.transaction((tx) =>
      journalEvents(
        tx,
        own.portalId,
        events.map((hours) => anEvent({ receivedAt: hoursAgo(hours) })),
      ),
    )
    await recordRuns(own.db, own.portalId, [
      matchAt(30),
      matchAt(20, { status: 'unmatched', rules: [] }),
      matchAt(1, byHand),
      matchAt(0.1, { status: 'failed', rules: [] }),
      ...weeks.flatMap((week) => twelve(week, (hours) => matchAt(hours))),
    ])
  })

  test('each is read as it was recorded; what people asked for counts as no match', async () => {
    const { db } = own
    expect(await runsIn(db, own.portalId, { from: hoursAgo(2), to: now })).toEqual({ all: 2, failed: 1 })
    expect(await lastEventAt(db, own.portalId)).toBe(hoursAgo(5).toISOString())
    expect(await countEvents(db, own.portalId, { from: hoursAgo(weekHours + 5), to: hoursAgo(weekHours) })).toBe(12)
    expect(await lastRunAt(db, own.portalId), 'one that failed, or that people asked for, is none').toBe(
      hoursAgo(20).toISOString(),
    )
    expect(await lastMatchOf(db, own.portalId, 'usual', { from: hoursAgo(weekHours) })).toBe(hoursAgo(30).toISOString())
    expect(await lastMatchOf(db, own.portalId, 'usual', { from: hoursAgo(29) })).toBeNull()
    expect(await lastMatchOf(db, own.portalId, 'other', { from: hoursAgo(weekHours) })).toBeNull()
    expect(
      await countMatches(db, own.portalId, 'usual', { from: hoursAgo(weekHours + 30), to: hoursAgo(weekHours) }),
    ).toBe(12)
    expect([await lastSweepDone(db, own.portalId, now), await lastOutageEnd(db, own.portalId)]).toEqual([null, null])
  })

  test('a run counts when it ends, however long it has waited for the portal', async () => {
    const { db } = own
    const { id } = await ensurePortal(db, { domain: 'waited.bitrix24.com' })
    const ended = (hours: number) => ({ finishedAt: hoursAgo(hours).toISOString() })
    await recordRuns(db, id, [
      matchAt(0.3, ended(0.1)),
      matchAt(0.3, { ...ended(0.1), status: 'failed' }),
      matchAt(5, { ...ended(0.1), status: 'failed' }),
      matchAt(5, { ...ended(0.1), ...byHand, status: 'failed' }),
      matchAt(5, { ...ended(4), status: 'failed' }),
      matchAt(0.4, { ...ended(0.3), status: 'failed' }),
    ])
    expect(await runsIn(db, id, { from: hoursAgo(0.25), to: now })).toEqual({ all: 4, failed: 3 })
  })

  test('sweeps since the last that came to its end are counted, with what stood in their way', async () => {
    const { db } = own
    const refused = { code: 'ACCESS_DENIED', message: 'Access denied.' }
    const begin = (hours: number, of: SweepKind = 'changes') =>
      createSweep(db.orm, own.portalId, { kind: of, requestedBy: 'sweep', since: null, at: hoursAgo(hours) })
    const fail = async (hours: number) =>
      endSweep(db, own.portalId, await begin(hours), { status: 'failed', error: refused })
    const ofChanges = () => sweepsSinceDone(db, own.portalId, 'changes', now)
    const none = { kind: 'changes', doneFrom: null, triedFrom: null, failed: 0, error: null }
    expect(await ofChanges()).toEqual(none)
    await fail(9)
    expect(await ofChanges()).toEqual({ ...none, triedFrom: hoursAgo(9).toISOString(), failed: 1, error: refused })
    const done = await begin(8)
    await endSweep(db, own.portalId, done, { status: 'done' })
    expect(await ofChanges()).toEqual({ ...none, doneFrom: hoursAgo(8).toISOString() })
    await fail(7)
    await fail(6)
    const underWay = await begin(5)
    const down = { code: 'PORTAL_DOWN', message: 'Down.' }
    await noteInSweep(db.orm, own.portalId, underWay.id, down)
    await begin(4, 'open-deals')
    // One that came to its end by a clock which was ahead hides none of that until the clock has caught up.
    await endSweep(db, own.portalId, await begin(-9), { status: 'done' })
    const since = { doneFrom: hoursAgo(8).toISOString(), triedFrom: hoursAgo(7).toISOString(), failed: 2, error: down }
    expect(await ofChanges()).toEqual({ ...none, ...since })
    expect(await lastSweepDone(db, own.portalId, now)).toMatchObject({ id: done.id })

    // What is under way and gets on is told of no sooner than once it gets on no more.
    const hour = { kind: 'every', ms: hourMs } as const
    const pages = { now: 1 }
    const overdue = createOverdueSweeps(
      {
        sweepsSinceDone: (of, upTo) => sweepsSinceDone(db, own.portalId, of, upTo),
        sweepsUnderWay: async () => [{ ...underWay, pages: pages.now }],
        lastOverOf: async () => null,
        listeningSince: async () => null,
      },
      { times: { changes: hour, 'open-deals': hour }, settleMs: 60_000 },
    )
    const look = async (minutes: number, open: OpenAlert[] = []) =>
      (await overdue(new Date(now.getTime() + minutes * 60_000), open))?.map(({ kind: of }) => of)
    const paused: OpenAlert = {
      ...{ id: 'a', kind: 'portal-paused', subject: '', message: '' },
      ...{ since: now.toISOString(), quietSince: null },
    }
    expect(await look(0), 'whoever begins to look sweeps first').toBeUndefined()
    expect(await look(1)).toEqual(['open-deals'])
    pages.now = 2
    expect(await look(5)).toEqual(['open-deals'])
    expect(await look(9)).toEqual(['open-deals'])
    expect(await look(10)).toEqual(['changes', 'open-deals'])
    expect(await look(11, [paused]), 'people know of what keeps them').toBeUndefined()
  })

  test('names of an older version go when a newer one is looked at, and never come back', async () => {
    const { db } = own
    const keep = (version: number, name: string) =>
      keepPortalNames(db, own.portalId, {
        ruleKey: 'a',
        version,
        names: { 'stage "NEW"': name },
        seenAt: now.toISOString(),
      })
    await keep(2, 'New')
    await keep(3, 'Fresh')
    await keep(2, 'New')
    await keep(3, 'Later')
    expect(await knownPortalNames(db, own.portalId)).toEqual(
      new Map([['a', { version: 3, names: { 'stage "NEW"': 'Fresh' } }]]),
    )
  })

  /** Looks again and again, and says what each look has raised. */
  function aWatch(differences: Partial<WatchForAlarmsDeps> = {}, of = own.portalId) {
    const { db } = own
    const raised: string[] = []
    const deps: WatchForAlarmsDeps = {
      portal: () => ({ paused: null }),
      stopped: async () => null,
      holds: async () => [],
      quarantined: async () => ({ deals: [], total: 0 }),
      runsIn: (span) => runsIn(db, of, span),
      lastSweepDone: (upTo) => lastSweepDone(db, of, upTo),
      sweepsSinceDone: (sweep, upTo) => sweepsSinceDone(db, of, sweep, upTo),
      sweepsUnderWay: () => sweepsUnderWay(db.orm, of),
      lastOverOf: (kinds, upTo) => lastOverOf(db, of, kinds, upTo),
      listeningSince: (upTo) => lastOutageEnd(db, of, upTo),
      lastEventAt: (upTo) => lastEventAt(db, of, upTo),
      countEvents: (span) => countEvents(db, of, span),
      liveRules: async () => [
        { rule: aRule({ key: 'usual' }), version: 1, savedAt: hoursAgo(9 * weekHours).toISOString(), savedBy: 'Ada' },
      ],
      lastRunAt: () => lastRunAt(db, of),
      lastMatchOf: (key, span) => lastMatchOf(db, of, key, span),
      countMatches: (key, span) => countMatches(db, of, key, span),
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
    const options = {
      ...{ limits: { failurePercent: 100, sweepDeals: 50 }, settleMs: 0, slowEveryMs: 0 },
      sweepTimes: { changes: { kind: 'off' }, 'open-deals': { kind: 'off' } } as const,
    }
    const watch = createWatchForAlarms({ ...deps, ...differences }, options)
    return async (at = now) => {
      await watch(at)
      return raised.splice(0)
    }
  }

  test('silence of events and of a rule is found in the record, unless nobody was there to listen', async () => {
    const { db } = own
    const look = (differences?: Partial<WatchForAlarmsDeps>) => aWatch(differences)()
    expect(await look()).toEqual(['no-events '])
    const anEventNow = { lastEventAt: async () => now.toISOString() }
    expect(await look(anEventNow)).toEqual(['rule-silent usual'])
    await recordOutage(db.orm, own.portalId, {
      ...{ kind: 'stopped', spooled: 0, refused: 0 },
      ...{ startedAt: hoursAgo(5).toISOString(), endedAt: hoursAgo(1).toISOString() },
    })
    expect([...(await look()), ...(await look(anEventNow))]).toEqual([])
  })

  test.each(['event', 'outage'] as const)(
    'an %s that a clock noted which was ahead hides silence for as long as any other, and not until the clock has caught up',
    async (what) => {
      const { db } = own
      const { id } = await ensurePortal(db, { domain: `${what}-ahead.bitrix24.com` })
      const weeks = [1, 2, 3].flatMap((week) => twelve(week * weekHours - 12, (hours) => hours))
      const events = [30, ...weeks, ...(what === 'event' ? [-20] : [])]
      await db.transaction((tx) =>
        journalEvents(
          tx,
          id,
          events.map((hours) => anEvent({ receivedAt: hoursAgo(hours) })),
        ),
      )
      if (what === 'outage') {
        const ended = { startedAt: hoursAgo(30).toISOString(), endedAt: hoursAgo(-20).toISOString() }
        await recordOutage(db.orm, id, { kind: 'stopped', ...ended, spooled: 0, refused: 0 })
      }
      const look = aWatch({}, id)
      expect(await look(), 'nobody knows how long ago it was').toEqual([])
      expect(await look(hoursAgo(-1.9))).toEqual([])
      expect(await look(hoursAgo(-14)), 'the hours in which there were twelve are over').toEqual(['no-events '])
      await db.transaction((tx) => journalEvents(tx, id, [anEvent({ receivedAt: hoursAgo(-13) })]))
      expect(await look(hoursAgo(-14.5)), 'one came').toEqual([])
    },
  )

  test('a match that a clock noted which was ahead hides a rule’s silence no longer than any other', async () => {
    const { id } = await ensurePortal(own.db, { domain: 'match-ahead.bitrix24.com' })
    const weeks = [1, 2, 3].flatMap((week) => twelve(week * weekHours - 12, (hours) => matchAt(hours)))
    await recordRuns(own.db, id, [matchAt(30), matchAt(-60), ...weeks])
    const look = aWatch({}, id)
    expect(await look()).toEqual([])
    expect(await look(hoursAgo(-23))).toEqual([])
    expect(await look(hoursAgo(-25))).toEqual(['rule-silent usual'])
  })
})
