import { and, count, eq, gte, isNotNull, isNull } from 'drizzle-orm'
import { paceWindowMs, type RunsOfJob } from '../../core/runs/pace.ts'
import type { Database, Transaction } from '../connection/database.ts'
import { runRequests, runs } from '../tables/schema.ts'

/** The wishes of one job that deals be run. */
export const requestOfJob = (portalId: number, id: string) =>
  and(eq(runRequests.portalId, portalId), eq(runRequests.jobId, id), isNotNull(runRequests.jobId))
const waitingOf = (portalId: number, id: string) => and(requestOfJob(portalId, id), isNull(runRequests.runId))

/** What has come of a job's wishes so far; its pace counts from `resumedAt`. */
export async function runsOfJob(
  db: Database,
  portalId: number,
  { id, resumedAt }: { id: string; resumedAt: string },
): Promise<RunsOfJob> {
  const since = new Date(Math.max(Date.now() - paceWindowMs, Date.parse(resumedAt))).toISOString()
  const itsRun = and(eq(runs.portalId, runRequests.portalId), eq(runs.id, runRequests.runId))
  const [waiting, came, [recent]] = await Promise.all([
    waitingOfJob(db, portalId, id),
    db.orm
      .select({ status: runs.status, runs: count() })
      .from(runRequests)
      .innerJoin(runs, itsRun)
      .where(requestOfJob(portalId, id))
      .groupBy(runs.status),
    db.orm
      .select({ runs: count() })
      .from(runRequests)
      .innerJoin(runs, itsRun)
      .where(and(requestOfJob(portalId, id), gte(runs.finishedAt, since))),
  ])
  return { waiting, recent: recent?.runs ?? 0, runs: Object.fromEntries(came.map((row) => [row.status, row.runs])) }
}

/** How many of its wishes wait for their run. */
export async function waitingOfJob(db: Database, portalId: number, id: string): Promise<number> {
  const [row] = await db.orm.select({ waiting: count() }).from(runRequests).where(waitingOf(portalId, id))
  return row?.waiting ?? 0
}

/** How many wishes of all jobs wait for their run. */
export async function waitingOfJobs(db: Database, portalId: number): Promise<number> {
  const [row] = await db.orm
    .select({ waiting: count() })
    .from(runRequests)
    .where(and(eq(runRequests.portalId, portalId), isNotNull(runRequests.jobId), isNull(runRequests.runId)))
  return row?.waiting ?? 0
}

/** Lets be what waits, but for the few that are in a run; how many those were. */
export async function dropWaiting(tx: Transaction, portalId: number, id: string): Promise<number> {
  const dropped = await tx.delete(runRequests).where(waitingOf(portalId, id)).returning({ id: runRequests.id })
  return dropped.length
}
