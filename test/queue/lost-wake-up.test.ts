import { sql } from 'drizzle-orm'
import { expect, test } from 'vitest'
import type { Database } from '../../src/database/connection/open.ts'
import { rememberDeal } from '../../src/database/deals/memory.ts'
import { insertOfEvents, valuesOfEvents } from '../../src/database/events/journal.ts'
import { openTestDatabase } from '../support/databases.ts'
import { gate, queueBench } from '../support/queue-bench.ts'
import { anEvent, journalEvents } from '../support/stored.ts'
import { until } from '../support/until.ts'

/** How many wait for such a lock of a deal. */
async function waitingFor(db: Database, mode: 'ShareLock' | 'ExclusiveLock'): Promise<number> {
  const [locks] = await db.orm
    .select({ waiting: sql<number>`count(*)::int` })
    .from(sql`pg_locks`)
    .where(sql`locktype = 'advisory' and mode = ${mode} and not granted
      and database = (select oid from pg_database where datname = current_database())`)
  return locks?.waiting ?? 0
}

test('a run that starts while intake is committing waits for it and sees its event', async () => {
  const opened = await openTestDatabase('postgres')
  const { db } = opened
  const bench = await queueBench(opened)
  const queue = await bench.start()
  const { portalId } = bench
  const deal = { portalId, dealId: 1 }
  await bench.receive(queue, 1)

  // Intake finds the first event's job waiting, adds none, and has not committed yet.
  const [hasEnqueued, mayCommit] = [gate(), gate()]
  const intake = db.transaction(async (tx) => {
    await journalEvents(tx, portalId, [anEvent({ dealId: 1 })])
    await queue.enqueue(tx, [deal])
    hasEnqueued.resolve()
    await mayCommit.promise
  })
  await hasEnqueued.promise

  // A worker takes that job, the last one there is.
  const seen: number[] = []
  await queue.work(
    async ({ dealId }) => {
      seen.push((await rememberDeal(db, portalId, dealId)).events.length)
      return 'done'
    },
    async () => {},
  )
  await until(async () => (await waitingFor(db, 'ExclusiveLock')) === 1, 'the run waits for intake')
  expect(seen).toEqual([])

  mayCommit.resolve()
  await intake
  await until(() => seen.length === 1, 'the run has read')
  expect(seen).toEqual([2])
  await bench.end()
  await opened.remove()
})

test('an event that waits while a run begins gives the deal another job, as its own was taken meanwhile', async () => {
  const opened = await openTestDatabase('postgres')
  const { db } = opened
  const bench = await queueBench(opened)
  const queue = await bench.start()
  const { portalId } = bench
  await bench.receive(queue, 1)

  const [hasBegun, mayGoOn] = [gate(), gate()]
  const beginning = db.transaction(async (tx) => {
    await tx.execute(sql`select pg_advisory_xact_lock(deal_lock_key(${portalId}::int, 1))`)
    hasBegun.resolve()
    await mayGoOn.promise
  })
  await hasBegun.promise
  const event = db.urgently(queue.enqueueWith(insertOfEvents), {
    ...valuesOfEvents(portalId, [anEvent({ dealId: 1 })]),
    ...queue.valuesFor([{ portalId, dealId: 1 }]),
  })
  await until(async () => (await waitingFor(db, 'ShareLock')) === 1, 'the event waits')

  await db.orm.execute(sql`update pgboss.job set state = 'active' where name = 'deal'`)
  mayGoOn.resolve()
  await Promise.all([beginning, event])
  expect((await bench.jobs()).map(({ state }) => state).sort()).toEqual(['active', 'created'])
  await bench.end()
  await opened.remove()
})

test('transactions over the same deals in any order do not block each other for good', async () => {
  const opened = await openTestDatabase('postgres')
  const bench = await queueBench(opened)
  const queue = await bench.start()
  const enqueue = (deals: { portalId: number; dealId: number }[]) =>
    opened.db.transaction((tx) => queue.enqueue(tx, deals))
  for (let round = 0; round < 10; round++) {
    const deals = Array.from({ length: 50 }, (_, at) => ({ portalId: bench.portalId, dealId: round * 50 + at + 1 }))
    await Promise.all([
      ...[deals, deals.toReversed(), deals, deals.toReversed()].map(enqueue),
      ...deals.slice(20, 24).map(({ dealId }) => rememberDeal(opened.db, bench.portalId, dealId)),
    ])
  }
  expect(await queue.depth()).toEqual({ waiting: 500, active: 0, retrying: 0 })
  await bench.end()
  await opened.remove()
})
