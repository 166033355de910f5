import { sql } from 'drizzle-orm'
import { expect, test, vi } from 'vitest'

import { openDatabase } from '../../../src/database/connection/open.ts'
import { ensurePortal } from '../../../src/database/portals/portals.ts'
import { startDealQueue } from '../../../src/queue/deal-queue.ts'
import { timeOrderedId } from '../../../src/service/process/time-ordered-id.ts'
import { createPostgresDatabase } from '../../support/databases.ts'
import { patiently } from '../../support/patiently.ts'
import { aRule, aService } from '../../support/service.ts'
import { journalEvents } from '../../support/stored.ts'

/** A service, and what another portal has left in its database, as the sandbox does before there is a real one. */
async function aSharedDatabase(queue: { guardEveryMs: number; orphanedAfterMs: number }) {
  const created = await createPostgresDatabase()
  const service = await aService({ databaseUrl: created.url, queue })
  const database = await openDatabase({ url: created.url, dataDir: '' })
  const own = await ensurePortal(database, { domain: new URL(service.sandbox.webhookUrl).host })
  const other = await ensurePortal(database, { domain: 'other.bitrix24.com' })
  const jobs = await startDealQueue(database, { onError: () => {} })
  await service.obey(aRule({ actions: [{ type: 'clear' }] }))
  const event = { event: 'ONCRMDEALUPDATE', status: 'pending' as const, receivedAt: new Date(Date.now() - 60_000) }
  return {
    service,
    /** An event that waits, and has no job. */
    hear: (portal: { id: number }, dealId: number) =>
      database.transaction((tx) => journalEvents(tx, portal.id, [{ ...event, id: timeOrderedId(), dealId }])),
    enqueue: (portal: { id: number }, dealId: number) =>
      database.transaction((tx) => jobs.enqueue(tx, [{ portalId: portal.id, dealId }])),
    /** The states of its deals' jobs, those that are done included. */
    async jobsOf(portal: { id: number }) {
      const rows = await database.orm.execute(
        sql`select state from pgboss.job where name = 'deal' and singleton_key like ${`${portal.id}:%`}`,
      )
      return [...(rows as unknown as Iterable<{ state: string }>)].map(({ state }) => state)
    },
    own,
    other,
    async close() {
      await jobs.stop({ timeoutMs: 1_000 })
      await database.close()
      await service.close()
      await created.drop()
    },
  }
}

test('a job of another portal’s deal runs no deal of ours that has the same number', async () => {
  const shared = await aSharedDatabase({ guardEveryMs: 3_600_000, orphanedAfterMs: 3_600_000 })
  const { service, own, other, hear, enqueue, jobsOf } = shared
  try {
    service.sandbox.data.addDeal({ id: 42 })
    await service.waitForRun(42)
    await service.quiet()
    await hear(own, 42)
    await enqueue(other, 42)
    await vi.waitFor(async () => expect(await jobsOf(other)).toEqual(['completed']), patiently)
    expect(await service.runsOf(42)).toHaveLength(1)
    await enqueue(own, 42)
    await vi.waitFor(async () => expect(await service.runsOf(42)).toHaveLength(2), patiently)
  } finally {
    await shared.close()
  }
})

test('what waits for another portal is left to whoever serves it', async () => {
  const shared = await aSharedDatabase({ guardEveryMs: 50, orphanedAfterMs: 1 })
  const { service, own, other, hear, jobsOf } = shared
  try {
    await hear(other, 1)
    for (const dealId of [service.sandbox.data.addDeal(), service.sandbox.data.addDeal()]) {
      await service.waitForRun(dealId)
      await service.quiet()
      await hear(own, dealId)
      await vi.waitFor(async () => expect(await service.runsOf(dealId)).toHaveLength(2), patiently)
    }
    expect(await jobsOf(other)).toEqual([])
  } finally {
    await shared.close()
  }
})

test('a start under a name that the database does not know tells of a renaming', async () => {
  const created = await createPostgresDatabase()
  const database = await openDatabase({ url: created.url, dataDir: '' })
  await ensurePortal(database, { domain: 'acme.bitrix24.com' })
  await database.close()
  const service = await aService({ databaseUrl: created.url })
  try {
    const host = new URL(service.sandbox.webhookUrl).host
    expect(service.log.join('')).toContain(`database rename acme.bitrix24.com ${host}`)
  } finally {
    await service.close()
    await created.drop()
  }
})
