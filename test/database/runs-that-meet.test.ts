import { sql } from 'drizzle-orm'
import { v7 as uuidv7 } from 'uuid'
import { expect, test } from 'vitest'
import { rememberDeals } from '../../src/database/deals/memory.ts'
import { recordRuns } from '../../src/database/runs/record-runs.ts'
import { saveUnfinishedRuns } from '../../src/database/runs/unfinished.ts'
import { openTestDatabase } from '../support/databases.ts'
import { queueBench } from '../support/queue-bench.ts'
import { anEvent, aRecord, aRuleResult, journalEvents } from '../support/stored.ts'

/** A deterministic shuffle, so that a failure comes again. */
function shuffled<Item>(items: readonly Item[], seed: number): Item[] {
  const rank = new Map(items.map((item, at) => [item, Math.sin(seed * 1_000 + at * 7.3)]))
  return [...items].sort((a, b) => (rank.get(a) ?? 0) - (rank.get(b) ?? 0))
}

test('groups over the same deals, in any order and with intake between them, do not block each other', async () => {
  const opened = await openTestDatabase('postgres')
  const { db } = opened
  const bench = await queueBench(opened)
  const queue = await bench.start()
  const { portalId } = bench
  const all = Array.from({ length: 60 }, (_, at) => at + 1)
  const some = (seed: number) => shuffled(all, seed).slice(0, 40)

  const intake = (seed: number) =>
    db.transaction(async (tx) => {
      const dealIds = some(seed)
      await journalEvents(
        tx,
        portalId,
        dealIds.map((dealId) => anEvent({ dealId })),
      )
      await queue.enqueue(
        tx,
        dealIds.map((dealId) => ({ portalId, dealId })),
      )
    })
  const run = async (seed: number) => {
    const memory = await rememberDeals(db, portalId, some(seed))
    const unfinished = { startedAt: new Date().toISOString(), linksBefore: [], rules: [], operations: [] }
    await saveUnfinishedRuns(
      db,
      portalId,
      [...memory.keys()].map((dealId) => ({ dealId, unfinished: { ...unfinished, runId: uuidv7() } })),
    )
    const records = [...memory].map(([dealId, { events }]) =>
      aRecord(
        { dealId, rules: [aRuleResult()] },
        {
          eventIds: events.map(({ id }) => id),
          snapshot: { takenAt: new Date().toISOString(), deal: { id: dealId } },
          deeds: [{ ruleKey: 'a-rule', contactId: seed, kind: 'attached', state: 'standing' }],
        },
      ),
    )
    // The second is the caller that got no answer and tries again, at the same time even.
    await Promise.all([recordRuns(db, portalId, shuffled(records, seed)), recordRuns(db, portalId, records)])
    return records.length
  }

  let recorded = 0
  for (let round = 0; round < 8; round++) {
    const seeds = Array.from({ length: 6 }, (_, at) => round * 6 + at)
    const [counts] = await Promise.all([Promise.all(seeds.map(run)), Promise.all(seeds.map(intake))])
    recorded += counts.reduce((sum, count) => sum + count, 0)
  }
  const [stored] = await db.orm
    .select({
      runs: sql<number>`(select count(*)::int from runs)`,
      rules: sql<number>`(select count(*)::int from run_rules)`,
      deedsOfDeal: sql<number>`(select max(deeds) from (select count(*)::int as deeds from deeds group by deal_id) d)`,
      deadlocks: sql<number>`(select deadlocks::int from pg_stat_database where datname = current_database())`,
    })
    .from(sql`(values (1)) as one`)
  expect(stored).toEqual({ runs: recorded, rules: recorded, deedsOfDeal: 1, deadlocks: 0 })

  // Each event is answered, by a run of its own deal.
  await recordRuns(
    db,
    portalId,
    [...(await rememberDeals(db, portalId, all))].map(([dealId, { events }]) =>
      aRecord({ dealId }, { eventIds: events.map(({ id }) => id) }),
    ),
  )
  const [wrong] = await db.orm
    .select({ events: sql<number>`count(*)::int` })
    .from(sql`journal_events e left join runs r on r.portal_id = e.portal_id and r.id = e.run_id`)
    .where(sql`e.status <> 'done' or r.deal_id <> e.deal_id`)
  expect(wrong?.events).toBe(0)
  await bench.end()
  await opened.remove()
})
