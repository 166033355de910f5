import { and, eq, sql } from 'drizzle-orm'
import { ruleHolds } from '../tables/schema.ts'

/** What is told of a hold. */
export const holdColumns = {
  id: ruleHolds.id,
  ruleKey: ruleHolds.ruleKey,
  version: ruleHolds.version,
  since: ruleHolds.since,
  reason: ruleHolds.reason,
  endedAt: ruleHolds.endedAt,
  endedBy: ruleHolds.endedBy,
}

// Written out, as the partial index is only used for a condition that the planner can see.
export const isOpenHold = sql`${ruleHolds.endedAt} is null`

export const oneHold = (portalId: number, id: string) => and(eq(ruleHolds.portalId, portalId), eq(ruleHolds.id, id))
