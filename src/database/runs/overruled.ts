import { and, desc, eq, sql } from 'drizzle-orm'
import type { Database, Queries } from '../connection/database.ts'
import { runRules, runs } from '../tables/schema.ts'

/** A rule that can be held back, and the one that then prevails. */
export type OverruledBy = { overruled: string; by: string }
export type OverruledRun = OverruledBy & { dealId: number; runId: string; startedAt: string }

/** How far back to look: runs in which the rule was overruled by any other. */
const mostLookedAt = 1_000

/** Of each pair the newest runs in which its rule was overruled by the other, at most `limit`; newest first. */
export async function overruledRuns(
  db: Database,
  portalId: number,
  pairs: readonly OverruledBy[],
  limit: number,
): Promise<OverruledRun[]> {
  if (pairs.length === 0) return []
  return overruledIn(db.orm, portalId, pairs, limit)
}

export function overruledIn(orm: Queries, portalId: number, pairs: readonly OverruledBy[], limit: number) {
  const asked = pairs.map(({ overruled, by }) => {
    const heldBack = JSON.stringify([{ contacts: [{ effect: 'overruled', by }] }])
    return sql`(${overruled}::text, ${by}::text, ${heldBack}::jsonb)`
  })
  const recent = orm
    .select({ runId: runRules.runId, actions: runRules.actions })
    .from(runRules)
    .where(
      and(
        eq(runRules.portalId, portalId),
        eq(runRules.key, sql`pair.overruled`),
        // Written out, as the partial index is only used for a condition that the planner can see.
        sql`${runRules.actions} @> '[{"contacts":[{"effect":"overruled"}]}]'`,
      ),
    )
    .orderBy(desc(runRules.runId))
    .limit(mostLookedAt)
    .as('recent')
  const found = orm
    .select({ runId: recent.runId })
    .from(recent)
    .where(sql`${recent.actions} @> pair.held_back`)
    .orderBy(desc(recent.runId))
    .limit(limit)
    .as('found')
  return orm
    .select({
      dealId: runs.dealId,
      runId: runs.id,
      startedAt: runs.startedAt,
      overruled: sql<string>`pair.overruled`,
      by: sql<string>`pair.prevailed`,
    })
    .from(sql`(values ${sql.join(asked, sql`, `)}) as pair(overruled, prevailed, held_back)`)
    .crossJoinLateral(found)
    .innerJoin(runs, and(eq(runs.portalId, portalId), eq(runs.id, found.runId)))
    .orderBy(desc(runs.id))
}
