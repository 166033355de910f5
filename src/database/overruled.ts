import { and, desc, eq, sql } from 'drizzle-orm'
import type { Database } from './database.ts'
import { runRules, runs } from './schema.ts'

export type OverruledRun = { dealId: number; runId: string; startedAt: string; overruled: string; by: string }

/** How far back to look: runs in which the rule was overruled by any other. */
const mostLookedAt = 2_000

/** The newest runs in which one of two rules was overruled by the other, at most `limit`. */
export async function overruledRuns(
  db: Database,
  portalId: number,
  [one, other]: readonly [string, string],
  limit: number,
): Promise<OverruledRun[]> {
  const both = await Promise.all([
    heldBack(db, portalId, { key: one, by: other }, limit),
    heldBack(db, portalId, { key: other, by: one }, limit),
  ])
  return both
    .flat()
    .sort((a, b) => (a.runId < b.runId ? 1 : -1))
    .slice(0, limit)
}

async function heldBack(
  db: Database,
  portalId: number,
  { key, by }: { key: string; by: string },
  limit: number,
): Promise<OverruledRun[]> {
  const recent = db.orm
    .select({ runId: runRules.runId, actions: runRules.actions })
    .from(runRules)
    .where(
      and(
        eq(runRules.portalId, portalId),
        eq(runRules.key, key),
        // Written out, as the partial index is only used for a condition that the planner can see.
        sql`${runRules.actions} @> '[{"contacts":[{"effect":"overruled"}]}]'`,
      ),
    )
    .orderBy(desc(runRules.runId))
    .limit(mostLookedAt)
    .as('recent')
  const rows = await db.orm
    .select({ dealId: runs.dealId, runId: runs.id, startedAt: runs.startedAt })
    .from(recent)
    .innerJoin(runs, and(eq(runs.portalId, portalId), eq(runs.id, recent.runId)))
    .where(sql`${recent.actions} @> ${JSON.stringify([{ contacts: [{ effect: 'overruled', by }] }])}::jsonb`)
    .orderBy(desc(recent.runId))
    .limit(limit)
  return rows.map((row) => ({ ...row, overruled: key, by }))
}
