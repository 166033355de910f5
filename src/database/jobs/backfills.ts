import { and, asc, desc, eq, inArray, lt, sql } from 'drizzle-orm'
import { v7 as uuidv7 } from 'uuid'
import { z } from 'zod'
import { type Backfill, isEnded } from '../../core/jobs/backfill.ts'
import { type JobChange, jobChangesInPast } from '../../core/jobs/job.ts'
import { type Actor, actorOf } from '../../core/people/person.ts'
import type { RunsOfJob } from '../../core/runs/pace.ts'
import type { RunError } from '../../core/runs/run.ts'
import type { Page, RequestTerms } from '../../core/turns/store.ts'
import type { Database, Queries, Transaction } from '../connection/database.ts'
import { recordAudit } from '../record/audit.ts'
import { insertRows } from '../statements/json-rows.ts'
import { checkLimit, cursorOf, pageOf } from '../statements/page.ts'
import { backfills, runRequests } from '../tables/schema.ts'
import { dropWaiting, requestOfJob, runsOfJob } from './runs-of-job.ts'

const columns = {
  id: backfills.id,
  kind: backfills.kind,
  filter: backfills.filter,
  mode: backfills.mode,
  rules: backfills.rules,
  status: backfills.status,
  createdAt: backfills.createdAt,
  createdBy: backfills.createdBy,
  changedBy: backfills.changedBy,
  resumedAt: backfills.resumedAt,
  finishedAt: backfills.finishedAt,
  error: backfills.error,
  counted: backfills.counted,
  enqueued: backfills.enqueued,
  cursor: backfills.cursor,
  isListed: backfills.isListed,
  dropped: backfills.dropped,
}

const one = (portalId: number, id: string) => and(eq(backfills.portalId, portalId), eq(backfills.id, id))

export type NewBackfill = Pick<Backfill, 'kind' | 'filter' | 'mode' | 'rules' | 'createdBy'>

/** Keeps a backfill, for the process that holds the lease to begin. */
export async function createBackfill(db: Queries, portalId: number, made: NewBackfill): Promise<Backfill> {
  const at = new Date().toISOString()
  const [row] = await db
    .insert(backfills)
    .values({ ...made, portalId, id: uuidv7(), status: 'counting', createdAt: at, resumedAt: at })
    .returning(columns)
  if (row === undefined) throw new Error('The backfill was not kept.')
  return row
}

export async function findBackfill(db: Database, portalId: number, id: string): Promise<Backfill | null> {
  if (!z.uuid().safeParse(id).success) return null
  const [row] = await db.orm.select(columns).from(backfills).where(one(portalId, id))
  return row ?? null
}

const place = cursorOf(z.object({ backfill: z.uuid() }))

/** Newest first. Throws `InvalidCursor`. */
export async function listBackfills(
  db: Database,
  portalId: number,
  filter: { kind?: Backfill['kind'] | undefined; cursor?: string | undefined; limit: number },
): Promise<Page<Backfill>> {
  checkLimit(filter.limit)
  const after = filter.cursor === undefined ? null : place.read(filter.cursor)
  const rows = await db.orm
    .select(columns)
    .from(backfills)
    .where(
      and(
        eq(backfills.portalId, portalId),
        filter.kind && eq(backfills.kind, filter.kind),
        after ? lt(backfills.id, after.backfill) : undefined,
      ),
    )
    .orderBy(desc(backfills.id))
    .limit(filter.limit + 1)
  return pageOf(rows, filter.limit, (last) => place.write({ backfill: last.id }))
}

/** Those that have something to do, oldest first. */
export function backfillsUnderWay(db: Database, portalId: number): Promise<Backfill[]> {
  return (
    db.orm
      .select(columns)
      .from(backfills)
      // Written out, as the partial index is only used for a condition that the planner can see.
      .where(and(eq(backfills.portalId, portalId), sql`${backfills.status} in ('counting', 'running')`))
      .orderBy(asc(backfills.id))
  )
}

/** What has come of its deals so far. */
export async function backfillOutcome(
  db: Database,
  portalId: number,
  { id, resumedAt }: Pick<Backfill, 'id' | 'resumedAt'>,
): Promise<RunsOfJob> {
  const [outcome, [kept]] = await Promise.all([
    runsOfJob(db, portalId, { id, resumedAt }),
    db.orm.select({ runs: backfills.runs }).from(backfills).where(one(portalId, id)),
  ])
  return { ...outcome, runs: kept?.runs ?? outcome.runs }
}

/** Notes how many deals there are and lets the listing begin, unless somebody has stopped it meanwhile. */
export async function noteCounted(db: Database, portalId: number, id: string, counted: number): Promise<void> {
  await db.orm
    .update(backfills)
    .set({ counted, status: 'running' })
    .where(and(one(portalId, id), eq(backfills.status, 'counting')))
}

export type BackfillPage = { backfill: Backfill; dealIds: readonly number[]; isLast: boolean }

/**
 * Has a page of deals wait for their runs and moves the cursor behind it: both or neither. The deals that are to be
 * enqueued in the same transaction; none when somebody has moved the cursor or stopped the backfill meanwhile.
 */
export async function requestPage(
  tx: Transaction,
  portalId: number,
  { backfill, dealIds, isLast }: BackfillPage,
): Promise<number[]> {
  const [present] = await tx.select(columns).from(backfills).where(one(portalId, backfill.id)).for('update')
  if (present?.status !== 'running' || present.cursor !== backfill.cursor || present.isListed) return []
  const { mode, rules, kind } = backfill
  const terms: RequestTerms = { type: 'backfill', mode, rules, event: kind }
  const fresh = await freshOf(tx, portalId, backfill.id, dealIds)
  const requestedAt = new Date().toISOString()
  await insertRows(
    tx,
    runRequests,
    fresh.map((dealId) => ({
      portalId,
      id: uuidv7(),
      dealId,
      kind: 'backfill' as const,
      jobId: backfill.id,
      terms,
      requestedAt,
      requestedBy: backfill.createdBy,
    })),
  )
  await tx
    .update(backfills)
    .set({
      cursor: Math.max(present.cursor, ...dealIds),
      enqueued: present.enqueued + fresh.length,
      isListed: isLast,
    })
    .where(one(portalId, backfill.id))
  return fresh
}

async function freshOf(tx: Transaction, portalId: number, id: string, dealIds: readonly number[]): Promise<number[]> {
  if (dealIds.length === 0) return []
  const known = await tx
    .select({ dealId: runRequests.dealId })
    .from(runRequests)
    .where(and(requestOfJob(portalId, id), inArray(runRequests.dealId, [...dealIds])))
  const taken = new Set(known.map(({ dealId }) => dealId))
  return [...new Set(dealIds)].filter((dealId) => !taken.has(dealId))
}

/** Ends it, with what came of it. Leaves one that somebody has stopped as it is. */
export async function endBackfill(
  db: Database,
  portalId: number,
  id: string,
  end: { status: 'done' } | { status: 'failed'; error: RunError },
): Promise<void> {
  const backfill = await findBackfill(db, portalId, id)
  if (backfill === null) return
  const { runs: came } = await backfillOutcome(db, portalId, backfill)
  await db.orm
    .update(backfills)
    .set({ ...end, runs: came, finishedAt: new Date().toISOString() })
    .where(and(one(portalId, id), inArray(backfills.status, ['counting', 'running'])))
}

export type BackfillChanged = { isChanged: boolean; backfill: Backfill }

/**
 * Pauses, resumes or cancels. Paused, it enqueues no more deals; those that wait already are still run. Cancelled, it
 * drops those as well, but for the few that are in a run. Null: there is none. What has ended stays as it is.
 */
export async function changeBackfill(
  db: Database,
  portalId: number,
  { id, change, by }: { id: string; change: JobChange; by: Actor },
): Promise<BackfillChanged | null> {
  if (!z.uuid().safeParse(id).success) return null
  return db.transaction(async (tx) => {
    const [present] = await tx.select(columns).from(backfills).where(one(portalId, id)).for('update')
    if (present === undefined) return null
    const set = await changed(tx, portalId, present, change)
    if (set === null) return { isChanged: false, backfill: present }
    const [backfill] = await tx
      .update(backfills)
      .set({ ...set, changedBy: by.name })
      .where(one(portalId, id))
      .returning(columns)
    if (backfill === undefined) return null
    const action = `${backfill.kind}.${jobChangesInPast[change]}` as const
    await recordAudit(tx, {
      actor: actorOf(by),
      action,
      subject: { kind: backfill.kind, id },
      details: { from: present.status },
    })
    return { isChanged: true, backfill }
  })
}

async function changed(
  tx: Transaction,
  portalId: number,
  { id, status, counted }: Backfill,
  change: JobChange,
): Promise<Partial<Backfill> | null> {
  const at = new Date().toISOString()
  if (isEnded(status)) return null
  switch (change) {
    case 'pause':
      return status === 'paused' ? null : { status: 'paused' }
    case 'resume':
      return status === 'paused' ? { status: counted === null ? 'counting' : 'running', resumedAt: at } : null
    case 'cancel': {
      return { status: 'cancelled', finishedAt: at, dropped: await dropWaiting(tx, portalId, id) }
    }
    default:
      return change satisfies never
  }
}
