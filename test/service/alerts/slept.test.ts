import { afterAll, beforeAll, expect, test } from 'vitest'
import { listAlerts } from '../../../src/database/alerts/alerts.ts'
import { giveSignOfLife } from '../../../src/database/events/outages.ts'
import { ensurePortal } from '../../../src/database/portals/portals.ts'
import { createLog } from '../../../src/log.ts'
import { workOnAlerts } from '../../../src/service/alerts/worker.ts'
import { openTestDatabase, type TestDatabase } from '../../support/databases.ts'
import { anEvent, journalEvents } from '../../support/stored.ts'
import { until } from '../../support/until.ts'

const [minute, hour] = [60_000, 3_600_000]

let opened: TestDatabase
beforeAll(async () => {
  opened = await openTestDatabase('postgres')
})
afterAll(() => opened.remove())

/** Kinds of alerts that are raised while somebody looks for them several times, at a moment at which events are usual. */
async function raisedAt(now: Date, { domain, lastSignAt }: { domain: string; lastSignAt: Date }): Promise<string[]> {
  const { db } = opened
  const { id: portalId } = await ensurePortal(db, { domain })
  const weeks = [1, 2, 3].flatMap((week) => Array.from({ length: 12 }, (_, index) => week * 7 * 24 + 0.1 * (index + 1)))
  const events = [3, ...weeks].map((hours) => anEvent({ receivedAt: new Date(now.getTime() - hours * hour) }))
  await db.transaction((tx) => journalEvents(tx, portalId, events))
  await giveSignOfLife(db, portalId, { at: lastSignAt, silenceMs: minute })
  let looks = 0
  const worker = workOnAlerts({
    database: db,
    portalId,
    connection: { name: domain, client: { load: () => ({ paused: null }) } },
    intake: { isAside: () => false },
    watch: { state: () => ({ state: 'unknown' }) },
    stopSwitch: { read: async () => null },
    metadata: { read: () => Promise.reject(new Error('there are no rules to ask for')) },
    channels: new Map(),
    limits: { failurePercent: 50, sweepDeals: 50 },
    sweepTimes: { changes: { kind: 'off' }, 'open-deals': { kind: 'off' } },
    times: { lookEveryMs: 5, settleMs: 0, slowEveryMs: hour },
    lease: {
      isOurs() {
        looks += 1
        return true
      },
    },
    publicUrl: '',
    log: createLog({ level: 'silent', stream: { write: () => {} }, redactText: (text) => text }),
    now: () => now,
  })
  try {
    await until(() => looks > 12, 'it has looked several times')
  } finally {
    await worker.close()
  }
  return (await listAlerts(db, portalId, { limit: 10 })).items.map(({ kind }) => kind)
}

test('a machine that slept takes no silence of that time for one of the portal', async () => {
  const now = new Date()
  const before = (ms: number) => new Date(now.getTime() - ms)
  expect(await raisedAt(now, { domain: 'slept.bitrix24.com', lastSignAt: before(3 * hour) })).toEqual([])
  expect(await raisedAt(now, { domain: 'awake.bitrix24.com', lastSignAt: before(minute / 2) })).toEqual(['no-events'])
})
