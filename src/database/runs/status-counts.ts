import { and, count, desc, eq, gte, isNotNull, max, min, sql } from 'drizzle-orm'
import { type RunStatus, runStatuses } from '../../core/runs/run.ts'
import type { Database } from '../connection/database.ts'
import { idsAround } from '../statements/run-ids.ts'
import { journalEvents, runs } from '../tables/schema.ts'

const dayMs = 24 * 60 * 60 * 1000

export type StatusCounts = {
  /** Of the last 24 hours. */
  runsByStatus: Record<RunStatus, number>
  pendingEvents: number
  oldestPendingAt: string | null
  lastEventAt: string | null
  lastRunAt: string | null
}

/** The figures of a portal's status page. Cheap: each comes from an index. */
export async function countsForStatus(db: Database, portalId: number): Promise<StatusCounts> {
  const since = new Date(Date.now() - dayMs)
  const { least } = idsAround({ from: since })
  const [byStatus, [pending], [lastEvent], [lastRun]] = await Promise.all([
    db.orm
      .select({ status: runs.status, runs: count() })
      .from(runs)
      .where(
        and(
          eq(runs.portalId, portalId),
          least === undefined ? undefined : gte(runs.id, least),
          gte(runs.startedAt, since.toISOString()),
        ),
      )
      .groupBy(runs.status),
    db.orm
      .select({ events: count(), oldest: min(journalEvents.receivedAt) })
      .from(journalEvents)
      .where(
        and(
          eq(journalEvents.portalId, portalId),
          isNotNull(journalEvents.dealId),
          sql`${journalEvents.status} = 'pending'`,
        ),
      ),
    db.orm
      .select({ at: max(journalEvents.receivedAt) })
      .from(journalEvents)
      .where(eq(journalEvents.portalId, portalId)),
    db.orm
      .select({ at: runs.finishedAt })
      .from(runs)
      .where(eq(runs.portalId, portalId))
      .orderBy(desc(runs.id))
      .limit(1),
  ])
  return {
    runsByStatus: {
      ...countingFromZero(),
      ...Object.fromEntries(byStatus.map((row) => [row.status, row.runs])),
    },
    pendingEvents: pending?.events ?? 0,
    oldestPendingAt: pending?.oldest ?? null,
    lastEventAt: lastEvent?.at ?? null,
    lastRunAt: lastRun?.at ?? null,
  }
}

function countingFromZero(): Record<RunStatus, number> {
  // The keys are the statuses themselves, which fromEntries cannot know.
  return Object.fromEntries(runStatuses.map((status) => [status, 0])) as Record<RunStatus, number>
}
