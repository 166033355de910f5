import { sql } from 'drizzle-orm'
import { expect, test } from 'vitest'
import { journalEvents } from '../../src/database/journal.ts'
import { rememberDeal } from '../../src/database/runs.ts'
import { openTestDatabase } from '../support/databases.ts'
import { gate, queueBench } from '../support/queue-bench.ts'
import { anEvent } from '../support/stored.ts'
import { until } from '../support/until.ts'

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
  const waits = async () => {
    const [locks] = await db.orm
      .select({ waiting: sql<number>`count(*)::int` })
      .from(sql`pg_locks`)
      .where(sql`locktype = 'advisory' and mode = 'ExclusiveLock' and not granted
        and database = (select oid from pg_database where datname = current_database())`)
    return locks?.waiting === 1
  }
  await until(waits, 'the run waits for intake')
  expect(seen).toEqual([])

  mayCommit.resolve()
  await intake
  await until(() => seen.length === 1, 'the run has read')
  expect(seen).toEqual([2])
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
