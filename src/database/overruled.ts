import { and, desc, eq, inArray, sql } from 'drizzle-orm'
import type { Database } from './database.ts'
import { runRules, runs } from './schema.ts'

export type OverruledRun = { dealId: number; runId: string; startedAt: string; overruled: string; by: string }

/** How far back to look: runs in which one of the two rules matched. */
const mostLookedAt = 2_000

/** The newest runs in which one of two rules was overruled by the other, at most `limit`. */
export async function overruledRuns(
  db: Database,
  portalId: number,
  [one, other]: readonly [string, string],
  limit: number,
): Promise<OverruledRun[]> {
  const recent = db.orm
    .select({ runId: runRules.runId, key: runRules.key, actions: runRules.actions })
    .from(runRules)
    .where(and(eq(runRules.portalId, portalId), inArray(runRules.key, [one, other]), sql`${runRules.matched}`))
    .orderBy(desc(runRules.runId))
    .limit(mostLookedAt)
    .as('recent')
  const rows = await db.orm
    .select({ dealId: runs.dealId, runId: runs.id, startedAt: runs.startedAt, overruled: recent.key })
    .from(recent)
    .innerJoin(runs, and(eq(runs.portalId, portalId), eq(runs.id, recent.runId)))
    .where(sql`${recent.actions} @> ${heldBackBy(other)}::jsonb and ${recent.key} = ${one}
      or ${recent.actions} @> ${heldBackBy(one)}::jsonb and ${recent.key} = ${other}`)
    .orderBy(desc(runs.id))
    .limit(limit)
  return rows.map((row) => ({ ...row, by: row.overruled === one ? other : one }))
}

const heldBackBy = (key: string) => JSON.stringify([{ contacts: [{ effect: 'overruled', by: key }] }])
