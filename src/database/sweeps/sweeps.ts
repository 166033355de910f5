import { and, asc, between, count, desc, eq, gt, isNotNull, isNull, lt, lte, sql } from 'drizzle-orm'
import { v7 as uuidv7 } from 'uuid'
import { z } from 'zod'
import type { RunError } from '../../core/runs/run.ts'
import {
  clockSetMs,
  overlapMs,
  putBack,
  type Skew,
  type Sweep,
  type SweepKind,
  unknownSinceMs,
} from '../../core/sweeps/sweep.ts'
import type { Page } from '../../core/turns/store.ts'
import type { Database, Queries, Transaction } from '../connection/database.ts'
import { checkLimit, cursorOf, pageOf } from '../statements/page.ts'
import { runRequests, runs, sweepMarks, sweeps } from '../tables/schema.ts'

const skewMs = sql<number>`coalesce(${sweeps.portalAheadMs}, ${sweeps.skewMs})`.mapWith(Number)

const columns = {
  id: sweeps.id,
  kind: sweeps.kind,
  status: sweeps.status,
  requestedBy: sweeps.requestedBy,
  createdAt: sweeps.createdAt,
  finishedAt: sweeps.finishedAt,
  since: sweeps.since,
  until: sweeps.until,
  skewMs,
  movesAfter: sweeps.movesAfter,
  areMovesListed: sweeps.areMovesListed,
  cursor: sweeps.cursor,
  pages: sweeps.pages,
  dealsSeen: sweeps.dealsSeen,
  dealsQueued: sweeps.dealsQueued,
  error: sweeps.error,
}

export const oneSweep = (portalId: number, id: string) => and(eq(sweeps.portalId, portalId), eq(sweeps.id, id))

/** Keeps a sweep, for the process that holds the lease to begin. `since` null: from where the last one went. */
export async function createSweep(
  db: Queries,
  portalId: number,
  { at, ...made }: { kind: SweepKind; requestedBy: string; since: string | null; at: Date },
): Promise<Sweep> {
  const row = { ...made, portalId, id: uuidv7(), status: 'running' as const, createdAt: at.toISOString() }
  const [sweep] = await db.insert(sweeps).values(row).returning(columns)
  if (sweep === undefined) throw new Error('The sweep was not kept.')
  return sweep
}

/** Those that have something to do, oldest first. */
export function sweepsUnderWay(db: Queries, portalId: number): Promise<Sweep[]> {
  return (
    db
      .select(columns)
      .from(sweeps)
      // Written out, as the partial index is only used for a condition that the planner can see.
      .where(and(eq(sweeps.portalId, portalId), sql`${sweeps.status} = 'running'`))
      .orderBy(asc(sweeps.id))
  )
}

/**
 * The newest of a kind, whatever its state; null: there was none. What seems to have been made after `at` was made by a
 * clock that was ahead, and does not count.
 */
export async function newestSweep(
  db: Database,
  portalId: number,
  { kind, at }: { kind: SweepKind; at: Date },
): Promise<Sweep | null> {
  const [row] = await db.orm
    .select(columns)
    .from(sweeps)
    .where(and(eq(sweeps.portalId, portalId), eq(sweeps.kind, kind), lte(sweeps.createdAt, at.toISOString())))
    .orderBy(desc(sweeps.id))
    .limit(1)
  return row ?? null
}

/**
 * The least by which the portal's clock was ahead of ours, of the sweeps that began in the time that this one looks at. Null: one
 * began at a time that the portal's clock has not reached yet, so it was put back. `at`: now by ours.
 */
export async function leastSkewMs(
  db: Database,
  portalId: number,
  { since, until, ...sweep }: Pick<Sweep, 'since' | 'until' | 'skewMs'>,
  at: Date,
): Promise<Skew> {
  const portalNow = new Date(at.getTime() + sweep.skewMs + clockSetMs).toISOString()
  const [ahead] = await db.orm
    .select({ id: sweeps.id })
    .from(sweeps)
    .where(and(eq(sweeps.portalId, portalId), gt(sweeps.until, portalNow)))
    .limit(1)
  if (ahead !== undefined) return null
  if (since === null || until === null) return sweep.skewMs
  const [row] = await db.orm
    .select({ least: sql<number | null>`min(${skewMs})`.mapWith(Number) })
    .from(sweeps)
    .where(and(eq(sweeps.portalId, portalId), between(sweeps.until, since, until)))
  return row?.least ?? sweep.skewMs
}

export async function findSweep(db: Database, portalId: number, id: string): Promise<Sweep | null> {
  if (!z.uuid().safeParse(id).success) return null
  const [row] = await db.orm.select(columns).from(sweeps).where(oneSweep(portalId, id))
  return row ?? null
}

const place = cursorOf(z.object({ sweep: z.uuid() }))

/** Newest first. Throws `InvalidCursor`. */
export async function listSweeps(
  db: Database,
  portalId: number,
  { cursor, limit }: { cursor?: string | undefined; limit: number },
): Promise<Page<Sweep>> {
  checkLimit(limit)
  const after = cursor === undefined ? null : place.read(cursor)
  const rows = await db.orm
    .select(columns)
    .from(sweeps)
    .where(and(eq(sweeps.portalId, portalId), after ? lt(sweeps.id, after.sweep) : undefined))
    .orderBy(desc(sweeps.id))
    .limit(limit + 1)
  return pageOf(rows, limit, (last) => place.write({ sweep: last.id }))
}

/** How many deals that sweeps found wait for their run. */
export async function waitingOfSweeps(db: Database, portalId: number): Promise<number> {
  const [row] = await db.orm
    .select({ deals: count() })
    .from(runRequests)
    .where(and(eq(runRequests.portalId, portalId), isNull(runRequests.runId), eq(runRequests.kind, 'sweep')))
  return row?.deals ?? 0
}

/** What came of the deals that a sweep found. A failed run has put nothing right. */
export async function sweepOutcome(
  db: Database,
  portalId: number,
  id: string,
): Promise<{ waiting: number; healed: number }> {
  const isOfSweep = and(eq(runRequests.portalId, portalId), eq(runRequests.jobId, id), isNotNull(runRequests.jobId))
  const [row] = await db.orm
    .select({
      waiting: sql<number>`(count(*) filter (where ${runRequests.runId} is null))::int`,
      healed: sql<number>`(count(*) filter (where ${runs.status} <> 'failed'))::int`,
    })
    .from(runRequests)
    .leftJoin(runs, and(eq(runs.portalId, runRequests.portalId), eq(runs.id, runRequests.runId)))
    .where(isOfSweep)
  return row ?? { waiting: 0, healed: 0 }
}

/** Up to when the portal's changes have been looked at without a gap; null: nobody has begun. */
export async function sweepMark(
  db: Database,
  portalId: number,
): Promise<{ begunAt: string; sweptUntil: string; movesAfter: number } | null> {
  const { begunAt, sweptUntil, movesAfter } = sweepMarks
  const [mark] = await db.orm
    .select({ begunAt, sweptUntil, movesAfter })
    .from(sweepMarks)
    .where(eq(sweepMarks.portalId, portalId))
  return mark ?? null
}

/**
 * Sets where a sweep begins, unless it has begun: what was asked for, else some minutes before the mark. The first of a
 * portal makes the mark: what was there before it is left as it is. `until`: the portal's time.
 */
export async function beginSweep(
  db: Database,
  portalId: number,
  sweep: Pick<Sweep, 'id' | 'since'>,
  { newestMove, ...now }: { until: Date; skewMs: number; newestMove: () => Promise<number> },
): Promise<void> {
  const at = now.until.toISOString()
  if ((await sweepMark(db, portalId)) === null) {
    const movesAfter = await newestMove()
    await db.orm.insert(sweepMarks).values({ portalId, begunAt: at, sweptUntil: at, movesAfter }).onConflictDoNothing()
  }
  const mark = await sweepMark(db, portalId)
  if (mark === null) return
  const { earlyMs, backMs } = await earliest(db, portalId, mark, now)
  const early = new Date(earlyMs).toISOString()
  if (backMs > 0) {
    // A beginning that the portal has not reached by its clock was told by one that was ahead, and would hide what changes until then.
    const begunAt = early < mark.begunAt ? early : mark.begunAt
    // And a sweep that somebody has begin later than this leaves something between.
    const sweptUntil = new Date(Math.max(Date.parse(mark.sweptUntil) - backMs, Date.parse(begunAt))).toISOString()
    await db.orm.update(sweepMarks).set({ begunAt, sweptUntil }).where(eq(sweepMarks.portalId, portalId))
  }
  await db.orm
    .update(sweeps)
    .set({
      ...{ until: at, since: sweep.since ?? early, movesAfter: mark.movesAfter },
      ...{ portalAheadMs: now.skewMs, skewMs: Math.max(-mostInteger, Math.min(now.skewMs, mostInteger)) },
    })
    .where(and(oneSweep(portalId, sweep.id), isNull(sweeps.until)))
}

const mostInteger = 2 ** 31 - 1

/** From when on changes may not have been looked at, by the portal's clock as it goes now, and by how much that was put back at most. */
async function earliest(
  db: Database,
  portalId: number,
  mark: { begunAt: string; sweptUntil: string },
  now: { until: Date; skewMs: number },
): Promise<{ earlyMs: number; backMs: number }> {
  const [sweptUntil, begunAt] = [Date.parse(mark.sweptUntil), Date.parse(mark.begunAt)]
  const { backMs, withOursMs } = putBack(
    { until: new Date(sweptUntil), skewMs: (await skewOfMark(db, portalId, mark)) ?? now.skewMs },
    now,
  )
  // Only a clock that was put back says less than before; what was there before the first sweep is left as it is otherwise.
  const isLess = now.until.getTime() < sweptUntil
  const certainMs = isLess ? backMs + withOursMs : 0
  const mostMs = backMs + (withOursMs > 0 ? withOursMs + unknownSinceMs : 0)
  return { earlyMs: Math.max(sweptUntil - mostMs - overlapMs, begunAt - certainMs), backMs: mostMs }
}

/** How far the portal's clock was ahead of ours when it said what the mark holds; null: nothing has begun since. */
async function skewOfMark(
  db: Database,
  portalId: number,
  { sweptUntil }: { sweptUntil: string },
): Promise<number | null> {
  // A sweep that found the clock put back has put the mark back with it, also where it did not come to its end.
  const isOfMark = sql`${sweeps.until} = ${sweptUntil}::timestamptz`
  const [swept] = await db.orm
    .select({ skewMs })
    .from(sweeps)
    .where(and(eq(sweeps.portalId, portalId), isNotNull(sweeps.until)))
    .orderBy(desc(isOfMark), desc(sweeps.id))
    .limit(1)
  return swept?.skewMs ?? null
}

/** The sweep as it is, held until the transaction ends; null when it has ended or is another's step ahead. */
export async function holdSweep(tx: Transaction, portalId: number, known: Sweep): Promise<Sweep | null> {
  const [present] = await tx.select(columns).from(sweeps).where(oneSweep(portalId, known.id)).for('update')
  const isSame =
    present?.status === 'running' &&
    present.cursor === known.cursor &&
    present.movesAfter === known.movesAfter &&
    present.areMovesListed === known.areMovesListed
  return isSame ? present : null
}

export async function noteInSweep(db: Queries, portalId: number, id: string, error: RunError): Promise<void> {
  await db.update(sweeps).set({ error }).where(oneSweep(portalId, id))
}

/** So long what sweeps saw and found is kept. */
const keptDays = 92

/**
 * Ends it. What was done moves the mark, if nothing lies between, also back where the portal's clock was put back; what failed
 * leaves it, so that the next sweep looks at the same time again.
 */
export async function endSweep(
  db: Database,
  portalId: number,
  { id, kind, since, until }: Sweep,
  end: { status: 'done' } | { status: 'failed'; error: RunError },
): Promise<void> {
  await db.transaction(async (tx) => {
    const ended = await tx
      .update(sweeps)
      .set({ ...end, finishedAt: new Date().toISOString() })
      .where(and(oneSweep(portalId, id), eq(sweeps.status, 'running')))
      .returning({ id: sweeps.id })
    if (ended.length === 0 || end.status === 'failed' || kind !== 'changes' || since === null || until === null) return
    await tx
      .update(sweepMarks)
      .set({ sweptUntil: until })
      .where(and(eq(sweepMarks.portalId, portalId), sql`${sweepMarks.sweptUntil} >= ${since}::timestamptz`))
    const old = sql`now() - ${keptDays}::int * interval '1 day'`
    await tx.delete(sweeps).where(and(eq(sweeps.portalId, portalId), sql`${sweeps.createdAt} < ${old}`))
  })
}
