import { and, eq } from 'drizzle-orm'
import type { Database } from '../connection/database.ts'
import { dealSnapshots, deeds, heldChanges, quarantines, sweepMarks, sweeps, unfinishedRuns } from '../tables/schema.ts'

/** Forgets what was known of a portal's deals, for a portal whose deals are others now. Runs and events stay. */
export async function forgetDeals(db: Database, portalId: number): Promise<void> {
  await db.transaction(async (tx) => {
    await tx.delete(dealSnapshots).where(eq(dealSnapshots.portalId, portalId))
    await tx.delete(deeds).where(eq(deeds.portalId, portalId))
    await tx.delete(unfinishedRuns).where(eq(unfinishedRuns.portalId, portalId))
    await tx.delete(quarantines).where(eq(quarantines.portalId, portalId))
    await tx.delete(heldChanges).where(eq(heldChanges.portalId, portalId))
    await tx.delete(sweepMarks).where(eq(sweepMarks.portalId, portalId))
    await tx.delete(sweeps).where(and(eq(sweeps.portalId, portalId), eq(sweeps.status, 'running')))
  })
}
