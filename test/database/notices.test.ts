import { sql } from 'drizzle-orm'
import { v7 as uuidv7 } from 'uuid'
import { afterAll, beforeAll, describe, expect, test, vi } from 'vitest'
import { keepAlertChanges, openAlerts } from '../../src/database/alerts/alerts.ts'
import { claimDeliveries, settleDelivery } from '../../src/database/alerts/deliveries.ts'
import { holdRule } from '../../src/database/guards/holds.ts'
import { quarantineDeals } from '../../src/database/guards/quarantines.ts'
import { resumeWrites, stopWrites } from '../../src/database/guards/stop-switch.ts'
import { createBackfill } from '../../src/database/jobs/backfills.ts'
import { createJob } from '../../src/database/jobs/jobs.ts'
import { listenForNotices } from '../../src/database/portals/notices.ts'
import { saveRule } from '../../src/database/rules/rules.ts'
import { recordRun } from '../../src/database/runs/record-runs.ts'
import { databaseKinds, ownDatabase } from '../support/databases.ts'
import { aRecord, aRule, journalEvents } from '../support/stored.ts'

const aPerson = { kind: 'user', id: uuidv7(), name: 'Ada' } as const
const quarantine = { since: '2026-09-01T10:00:00.000Z', swing: { links: [], runIds: [uuidv7()] } }
const at = '2026-09-01T10:00:00.000Z'
const patiently = { timeout: 60_000, interval: 10 }

describe.each(databaseKinds)('notices on %s', (kind) => {
  const own = ownDatabase(kind)
  const heard: string[] = []
  let stop = async () => {}
  beforeAll(async () => {
    stop = await listenForNotices(own.db, (kinds) => heard.push(...kinds))
  })
  afterAll(() => stop())

  test('whoever begins to listen is told everything, as nobody knows what was missed', async () => {
    await vi.waitFor(
      () =>
        expect(heard).toEqual([
          'run.recorded',
          'event.received',
          'rule.saved',
          'job.moved',
          'status',
          'brakes',
          'alert.changed',
        ]),
      patiently,
    )
  })

  test.each<[string, () => Promise<unknown>]>([
    ['run.recorded', () => recordRun(own.db, own.portalId, aRecord())],
    [
      'event.received',
      () =>
        own.db.transaction((tx) =>
          journalEvents(tx, own.portalId, [
            { id: uuidv7(), event: 'ONCRMDEALADD', dealId: 1, receivedAt: new Date(), status: 'ignored' },
          ]),
        ),
    ],
    [
      'rule.saved',
      () => saveRule(own.db, own.portalId, { rule: aRule(), savedBy: 'Ada', note: null, expectedVersion: null }),
    ],
    ['job.moved', () => createJob(own.db.orm, own.portalId, { kind: 'backtest', params: {}, createdBy: 'Ada' })],
    [
      'job.moved',
      () =>
        createBackfill(own.db.orm, own.portalId, {
          kind: 'backfill',
          filter: {},
          mode: 'shadow',
          rules: null,
          createdBy: 'Ada',
        }),
    ],
    ['brakes', () => stopWrites(own.db, own.portalId, { by: aPerson, note: null })],
    ['brakes', () => resumeWrites(own.db, own.portalId, { by: aPerson, note: null })],
    ['brakes', () => own.db.transaction((tx) => quarantineDeals(tx, own.portalId, [aRecord({}, { quarantine })]))],
  ])('%s is told with the commit', async (told, change) => {
    heard.splice(0)
    await change()
    await vi.waitFor(() => expect(heard).toEqual([told]), patiently)
  })

  test('a rule that a fuse holds is told as what keeps writes back, and as another set of rules', async () => {
    heard.splice(0)
    const reason = { deals: 1, minutes: 1, from: 'usual' } as const
    await holdRule(own.db, own.portalId, { ruleKey: 'wild', version: 1, reason })
    await vi.waitFor(() => expect(heard.toSorted()).toEqual(['brakes', 'rule.saved']), patiently)
  })

  test('an alert is told as such and as part of the status, what becomes of telling it as such', async () => {
    const alarm = { kind: 'writes-stopped', subject: '', title: 'T', message: 'M', whatToDo: 'W', since: at } as const
    const changes = { raise: [alarm], over: [], quieten: [], stir: [] }
    heard.splice(0)
    await keepAlertChanges(own.db, own.portalId, changes, { at: new Date(at), channels: ['webhook'] })
    await vi.waitFor(() => expect(heard.toSorted()).toEqual(['alert.changed', 'status']), patiently)
    heard.splice(0)
    const due = { channel: 'webhook' as const, at: new Date(at), until: new Date(), limit: 1 }
    const [delivery] = await claimDeliveries(own.db, own.portalId, due)
    await vi.waitFor(() => expect(heard).toEqual(['alert.changed']), patiently)
    heard.splice(0)
    if (delivery === undefined) throw new Error('nothing is due')
    await settleDelivery(own.db, own.portalId, delivery, { sentAt: new Date() })
    await vi.waitFor(() => expect(heard).toEqual(['alert.changed']), patiently)
    heard.splice(0)
    await openAlerts(own.db, own.portalId)
    expect(await claimDeliveries(own.db, own.portalId, due), 'a look that finds nothing').toEqual([])
    await own.db.orm.execute(sql`select pg_notify('bindery_notices', 'brakes')`)
    await vi.waitFor(() => expect(heard, 'and tells nothing').toEqual(['brakes']), patiently)
  })

  test('what another version tells is passed over', async () => {
    heard.splice(0)
    await own.db.orm.execute(sql`select pg_notify('bindery_notices', 'moon.risen')`)
    await own.db.orm.execute(sql`select pg_notify('bindery_notices', 'status')`)
    await vi.waitFor(() => expect(heard).toEqual(['status']), patiently)
  })
})
