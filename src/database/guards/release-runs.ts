import { and, desc, eq, gt, gte, inArray, sql } from 'drizzle-orm'
import type { Queries } from '../connection/database.ts'
import { heldChanges, runRequests, runs } from '../tables/schema.ts'

/** The runs that followed the release of these deals of a hold, by deal; none for those whose run is yet to come. */
export async function releaseRuns(
  orm: Queries,
  portalId: number,
  { holdId, dealIds }: { holdId: string; dealIds: readonly number[] },
): Promise<Map<number, string>> {
  if (dealIds.length === 0) return new Map()
  const rows = await orm
    .selectDistinctOn([runs.dealId], { dealId: runs.dealId, runId: runs.id })
    .from(heldChanges)
    // Only what has run since the hold began: of a busy deal few runs, told by the time in their ids.
    .innerJoin(
      runs,
      and(eq(runs.portalId, portalId), eq(runs.dealId, heldChanges.dealId), gt(runs.id, heldChanges.holdId)),
    )
    .innerJoin(
      runRequests,
      and(
        eq(runRequests.portalId, portalId),
        eq(runRequests.runId, runs.id),
        eq(runRequests.kind, 'run'),
        sql`${runRequests.terms}->>'holdId' = ${holdId}`,
        // A deal that was held again after its release awaits the run of the next one.
        gte(runRequests.requestedAt, heldChanges.settledAt),
      ),
    )
    .where(
      and(
        eq(heldChanges.portalId, portalId),
        eq(heldChanges.holdId, holdId),
        inArray(heldChanges.dealId, [...dealIds]),
        eq(heldChanges.state, 'released'),
      ),
    )
    .orderBy(runs.dealId, desc(runs.id))
  return new Map(rows.map(({ dealId, runId }) => [dealId, runId]))
}
