import { and, eq, inArray, sql } from 'drizzle-orm'
import type { UnfinishedRun } from '../../core/turns/store.ts'
import type { Database, Transaction } from '../connection/database.ts'
import { ofDeals } from '../statements/of-deals.ts'
import { unfinishedRuns } from '../tables/schema.ts'
import { storableJson } from '../tables/storable.ts'

/**
 * Keeps what runs have seen and meant, before their first write and after each: one statement, so all of them or none.
 * Of two entries of one deal the later one stands. Each ends when its run is recorded.
 */
export async function saveUnfinishedRuns(
  db: Database,
  portalId: number,
  entries: readonly { dealId: number; unfinished: UnfinishedRun }[],
): Promise<void> {
  const latest = new Map(entries.map(({ dealId, unfinished }) => [dealId, unfinished]))
  if (latest.size === 0) return
  // Rows are locked as they are written: in one order, so that two that meet do not wait for each other crosswise.
  const rows = [...latest].sort(([a], [b]) => a - b).map(([dealId, run]) => ({ dealId, run }))
  await db.orm
    .insert(unfinishedRuns)
    .select(
      sql`select ${portalId}::int, "dealId", now(), run
        from json_to_recordset(${storableJson(rows)}::text::json) as given("dealId" bigint, run jsonb)`,
    )
    .onConflictDoUpdate({
      target: [unfinishedRuns.portalId, unfinishedRuns.dealId],
      set: { run: sql`excluded.run`, savedAt: sql`excluded.saved_at` },
    })
    .prepare('save_unfinished')
    .execute()
}

/** The same for one deal. */
export function saveUnfinished(
  db: Database,
  portalId: number,
  dealId: number,
  unfinished: UnfinishedRun,
): Promise<void> {
  return saveUnfinishedRuns(db, portalId, [{ dealId, unfinished }])
}

/** Forgets a run that had written nothing yet. */
export function forgetUnfinished(db: Database, portalId: number, dealId: number): Promise<void> {
  return db.transaction((tx) => dropUnfinished(tx, portalId, [dealId]))
}

/** Forgets what was kept of these deals' runs, by ascending deal as well. */
export async function dropUnfinished(tx: Transaction, portalId: number, dealIds: readonly number[]): Promise<void> {
  const ended = tx.$with('ended').as(
    tx
      .select({ dealId: unfinishedRuns.dealId })
      .from(unfinishedRuns)
      .where(ofDeals(unfinishedRuns, portalId, dealIds))
      .orderBy(unfinishedRuns.dealId)
      .for('update'),
  )
  await tx
    .with(ended)
    .delete(unfinishedRuns)
    .where(
      and(
        eq(unfinishedRuns.portalId, portalId),
        inArray(unfinishedRuns.dealId, tx.select({ dealId: ended.dealId }).from(ended)),
      ),
    )
    .prepare('drop_unfinished')
    .execute()
}
