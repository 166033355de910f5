import { and, asc, desc, eq, lt, or, sql } from 'drizzle-orm'
import { v7 as uuidv7 } from 'uuid'
import { z } from 'zod'
import type { JobChange, JobError, JobKind, JobRecord, JobState } from '../../core/jobs/job.ts'
import type { Page } from '../../core/turns/store.ts'
import type { Database, Queries, Transaction } from '../connection/database.ts'
import { checkLimit, cursorOf, pageOf } from '../statements/page.ts'
import { jobs } from '../tables/schema.ts'

/** A process that works on a job shows a sign of life more often than this. */
const staleAfterSeconds = 20
/** A job in which so many processes have died would only take the next one down as well. */
const mostStarts = 5

const columns = {
  id: jobs.id,
  kind: jobs.kind,
  state: jobs.state,
  params: jobs.params,
  progress: jobs.progress,
  result: jobs.result,
  error: jobs.error,
  createdAt: jobs.createdAt,
  createdBy: jobs.createdBy,
  startedAt: jobs.startedAt,
  finishedAt: jobs.finishedAt,
}

export type NewJob = { kind: JobKind; params: unknown; createdBy: string }

/** Keeps a job for whichever process takes it next. */
export async function createJob(db: Queries, portalId: number, job: NewJob): Promise<JobRecord> {
  const row = { ...job, id: uuidv7(), state: 'queued' as const, createdAt: new Date().toISOString() }
  await db.insert(jobs).values({ ...row, portalId })
  return { ...row, progress: null, result: null, error: null, startedAt: null, finishedAt: null }
}

export async function findJob(db: Database, portalId: number, kind: JobKind, id: string): Promise<JobRecord | null> {
  if (!z.uuid().safeParse(id).success) return null
  const [job] = await db.orm
    .select(columns)
    .from(jobs)
    .where(and(eq(jobs.portalId, portalId), eq(jobs.kind, kind), eq(jobs.id, id)))
  return job ?? null
}

export type JobFilter = { kind: JobKind; cursor?: string | undefined; limit: number }

const place = cursorOf(z.object({ job: z.uuid() }))

/** Jobs of a kind, newest first. Throws `InvalidCursor`. */
export async function listJobs(db: Database, portalId: number, filter: JobFilter): Promise<Page<JobRecord>> {
  checkLimit(filter.limit)
  const after = filter.cursor === undefined ? null : place.read(filter.cursor)
  const rows = await db.orm
    .select(columns)
    .from(jobs)
    .where(and(eq(jobs.portalId, portalId), eq(jobs.kind, filter.kind), after ? lt(jobs.id, after.job) : undefined))
    .orderBy(desc(jobs.id))
    .limit(filter.limit + 1)
  return pageOf(rows, filter.limit, (last) => place.write({ job: last.id }))
}

/**
 * Takes the oldest job of the kind that waits, or whose process has given no sign of life, for this worker; null when
 * there is none. `isAlone`: no other process can be at work, so that what runs was left behind by one that died.
 */
export async function takeJob(
  db: Database,
  portalId: number,
  kind: JobKind,
  { worker, isAlone }: { worker: string; isAlone: boolean },
): Promise<JobRecord | null> {
  return db.transaction(async (tx) => {
    const isLeftBehind = isAlone
      ? sql`${jobs.worker} is distinct from ${worker}`
      : sql`${jobs.beatAt} < now() - ${staleAfterSeconds} * interval '1 second'`
    const [found] = await tx
      .select({ id: jobs.id, starts: jobs.starts })
      .from(jobs)
      .where(
        and(
          eq(jobs.portalId, portalId),
          eq(jobs.kind, kind),
          // Written out, as the partial index is only used for a condition that the planner can see.
          sql`${jobs.state} in ('queued', 'running')`,
          or(eq(jobs.state, 'queued'), isLeftBehind),
        ),
      )
      .orderBy(asc(jobs.id))
      .limit(1)
      .for('update', { skipLocked: true })
    if (found === undefined) return null
    const isHopeless = found.starts >= mostStarts
    const [taken] = await tx
      .update(jobs)
      .set(
        isHopeless
          ? { state: 'interrupted', finishedAt: sql`now()`, error: interrupted, worker: null }
          : {
              state: 'running',
              worker,
              beatAt: sql`now()`,
              startedAt: sql`coalesce(${jobs.startedAt}, now())`,
              starts: found.starts + 1,
            },
      )
      .where(and(eq(jobs.portalId, portalId), eq(jobs.id, found.id)))
      .returning(columns)
    return isHopeless ? null : (taken ?? null)
  })
}

const interrupted: JobError = {
  code: 'interrupted',
  message: `The service stopped ${mostStarts} times while it worked on this; the log of those times may say why. Ask for it again once that is mended.`,
}

/**
 * A sign of life, with how far the job has come if that is news. False: it is not this worker's any more; stop. In a
 * transaction nobody can change the job's state before that ends.
 */
export async function keepJob(
  db: Queries,
  portalId: number,
  { id, worker, progress }: { id: string; worker: string; progress?: unknown },
): Promise<boolean> {
  const kept = await db
    .update(jobs)
    .set({ beatAt: sql`now()`, ...(progress === undefined ? {} : { progress }) })
    .where(ours(portalId, id, worker))
    .returning({ id: jobs.id })
  return kept.length > 0
}

export type JobEnd = { state: 'done'; result: unknown } | { state: 'failed'; error: JobError }

/** Ends a job, unless somebody else has. */
export async function endJob(
  db: Database,
  portalId: number,
  { id, worker, end }: { id: string; worker: string; end: JobEnd },
): Promise<boolean> {
  const ended = await db.orm
    .update(jobs)
    .set({ ...end, finishedAt: sql`now()`, worker: null })
    .where(ours(portalId, id, worker))
    .returning({ id: jobs.id })
  return ended.length > 0
}

/** Lets another process, or the next start, go on with what this worker has not finished. */
export async function handBackJobs(db: Database, portalId: number, worker: string): Promise<void> {
  await db.orm
    .update(jobs)
    .set({ state: 'queued', worker: null, starts: sql`${jobs.starts} - 1` })
    .where(and(eq(jobs.portalId, portalId), eq(jobs.state, 'running'), eq(jobs.worker, worker)))
}

export type JobChanged = { isChanged: boolean; job: JobRecord }

/**
 * Pauses, resumes or cancels a job: at once when it waits, at its next sign of life when it runs. `isChanged` is false,
 * and the job as it was, where it is not in a state for that. Null: there is none.
 */
export async function changeJob(
  tx: Transaction,
  portalId: number,
  { kind, id, change }: { kind: JobKind; id: string; change: JobChange },
): Promise<JobChanged | null> {
  if (!z.uuid().safeParse(id).success) return null
  const one = and(eq(jobs.portalId, portalId), eq(jobs.kind, kind), eq(jobs.id, id))
  const [present] = await tx.select(columns).from(jobs).where(one).for('update')
  if (present === undefined) return null
  if (!changeableFrom[change].includes(present.state)) return { isChanged: false, job: present }
  const set = {
    pause: { state: 'paused' as const, worker: null },
    // How often processes died in it counts anew: a person looks after it now.
    resume: { state: 'queued' as const, starts: 0 },
    cancel: { state: 'cancelled' as const, finishedAt: sql`now()`, worker: null },
  }[change]
  const [job] = await tx.update(jobs).set(set).where(one).returning(columns)
  return job === undefined ? null : { isChanged: true, job }
}

/** Keeps a last word on how far a job came that has just been ended; the job as it is then. */
export async function keepLastProgress(
  tx: Transaction,
  portalId: number,
  job: JobRecord,
  progress: unknown,
): Promise<JobRecord> {
  await tx
    .update(jobs)
    .set({ progress })
    .where(and(eq(jobs.portalId, portalId), eq(jobs.id, job.id)))
  return { ...job, progress }
}

const changeableFrom: Record<JobChange, readonly JobState[]> = {
  pause: ['queued', 'running'],
  resume: ['paused'],
  cancel: ['queued', 'running', 'paused'],
}

const ours = (portalId: number, id: string, worker: string) =>
  and(eq(jobs.portalId, portalId), eq(jobs.id, id), eq(jobs.state, 'running'), eq(jobs.worker, worker))
