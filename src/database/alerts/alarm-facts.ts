import { and, asc, count, desc, eq, gt, gte, inArray, isNotNull, isNull, lt, lte, max, min, ne, sql } from 'drizzle-orm'
import type { AlarmKind } from '../../core/alarms/alert.ts'
import { mostCounted } from '../../core/alarms/silence.ts'
import type { Swing } from '../../core/guards/swing.ts'
import { triggerTypes } from '../../core/runs/run.ts'
import type { SweepsSince } from '../../core/sweeps/overdue.ts'
import type { Sweep, SweepKind } from '../../core/sweeps/sweep.ts'
import type { Database } from '../connection/database.ts'
import { kind, kindsBy } from '../runs/kinds.ts'
import { idsBetween, startedAtOf } from '../statements/run-ids.ts'
import { alerts, journalEvents, outages, quarantines, runRules, runs, sweeps } from '../tables/schema.ts'

type Span = { from: Date; to: Date }

/** One try takes no longer. A run that began earlier has gone on after a try that wrote, as when the portal was away. */
const longestTryMs = 15 * 60_000
/** Of those, failed ones are looked for as far back as this, and no more of a kind than these. */
const longestWaitMs = 24 * 60 * 60_000
const mostFailed = 10_000

/** Runs that ended in this time, and how many of them failed. */
export async function runsIn(db: Database, portalId: number, span: Span): Promise<{ all: number; failed: number }> {
  const triesFrom = new Date(span.from.getTime() - longestTryMs)
  const [row] = await db.orm
    .select({ all: count(), failed: sql<number>`(count(*) filter (where ${runs.status} = 'failed'))::int` })
    .from(runs)
    .where(and(isBegunIn(portalId, { from: triesFrom, to: span.to }), isEndedIn(span)))
  const waited = await failedAfterWaiting(db, portalId, { ...span, before: triesFrom })
  return { all: (row?.all ?? 0) + waited, failed: (row?.failed ?? 0) + waited }
}

function isBegunIn(portalId: number, { from, to }: Span) {
  const { least, below } = idsBetween(from, to)
  return and(eq(runs.portalId, portalId), gte(runs.id, least), lt(runs.id, below))
}

const isEndedIn = ({ from, to }: Span) =>
  and(gte(runs.finishedAt, from.toISOString()), lt(runs.finishedAt, to.toISOString()))

/** Runs that began before that moment and failed in this time. */
async function failedAfterWaiting(db: Database, portalId: number, { before, ...span }: Span & { before: Date }) {
  const begun = isBegunIn(portalId, { from: new Date(span.from.getTime() - longestWaitMs), to: before })
  const newest = db.orm
    .select({ finishedAt: runs.finishedAt })
    .from(runs)
    .where(and(begun, eq(runs.status, kind.status), eq(runs.triggerType, kind.trigger)))
    .orderBy(desc(runs.id))
    .limit(mostFailed)
    .as('newest')
  const [row] = await db.orm
    .select({ failed: count() })
    .from(everyTrigger)
    .crossJoinLateral(newest)
    .where(
      and(
        eq(kind.status, 'failed'),
        gte(newest.finishedAt, span.from.toISOString()),
        lt(newest.finishedAt, span.to.toISOString()),
      ),
    )
  return row?.failed ?? 0
}

/** The deals that have been quarantined for longest. */
export async function longestQuarantined(
  db: Database,
  portalId: number,
  limit: number,
): Promise<{ dealId: number; since: string; swing: Swing }[]> {
  const { dealId, since, swing } = quarantines
  return db.orm
    .select({ dealId, since, swing })
    .from(quarantines)
    .where(and(eq(quarantines.portalId, portalId), isNull(quarantines.releasedAt)))
    .orderBy(asc(since), asc(dealId))
    .limit(limit)
}

/** The last sweep for changes that went to its end, of those that began up to then; null: there was none. */
export async function lastSweepDone(
  db: Database,
  portalId: number,
  upTo: Date,
): Promise<Pick<Sweep, 'id' | 'finishedAt' | 'dealsSeen' | 'dealsQueued'> | null> {
  const { id, finishedAt, dealsSeen, dealsQueued } = sweeps
  const [sweep] = await db.orm
    .select({ id, finishedAt, dealsSeen, dealsQueued })
    .from(sweeps)
    .where(and(isBegunSweep(portalId, 'changes', upTo), eq(sweeps.status, 'done')))
    .orderBy(desc(id))
    .limit(1)
  return sweep ?? null
}

/** What seems to begin later was begun by a clock that was ahead. */
const isBegunSweep = (portalId: number, of: SweepKind, upTo: Date) =>
  and(eq(sweeps.portalId, portalId), eq(sweeps.kind, of), lte(sweeps.createdAt, upTo.toISOString()))

/** How sweeps of a kind have gone up to then since the last one that came to its end. */
export async function sweepsSinceDone(
  db: Database,
  portalId: number,
  sweepKind: SweepKind,
  upTo: Date,
): Promise<Omit<SweepsSince, 'isMoving'>> {
  const { id, createdAt, status, error } = sweeps
  const isOfKind = isBegunSweep(portalId, sweepKind, upTo)
  const [done] = await db.orm
    .select({ id, createdAt })
    .from(sweeps)
    .where(and(isOfKind, eq(status, 'done')))
    .orderBy(desc(id))
    .limit(1)
  const isSince = and(isOfKind, done && gt(id, done.id))
  const [counted] = await db.orm
    .select({ triedFrom: min(createdAt), failed: sql<number>`(count(*) filter (where ${status} = 'failed'))::int` })
    .from(sweeps)
    .where(isSince)
  const [hindered] = await db.orm
    .select({ error })
    .from(sweeps)
    .where(and(isSince, isNotNull(error)))
    .orderBy(desc(id))
    .limit(1)
  return {
    ...{ kind: sweepKind, doneFrom: done?.createdAt ?? null, triedFrom: counted?.triedFrom ?? null },
    ...{ failed: counted?.failed ?? 0, error: hindered?.error ?? null },
  }
}

/** When the last alert of these kinds was over, of those that were up to then; null: there was none. */
export async function lastOverOf(
  db: Database,
  portalId: number,
  alarms: readonly AlarmKind[],
  upTo: Date,
): Promise<string | null> {
  const [row] = await db.orm
    .select({ at: max(alerts.overAt) })
    .from(alerts)
    .where(
      and(eq(alerts.portalId, portalId), inArray(alerts.kind, [...alarms]), lte(alerts.overAt, upTo.toISOString())),
    )
  return row?.at ?? null
}

/** Since when events have been taken in without an outage, where one is on record that ended up to then. */
export async function lastOutageEnd(db: Database, portalId: number, upTo?: Date): Promise<string | null> {
  const [row] = await db.orm
    .select({ at: max(outages.endedAt) })
    .from(outages)
    .where(and(eq(outages.portalId, portalId), upTo && lte(outages.endedAt, upTo.toISOString())))
  return row?.at ?? null
}

/** When the last event came, of those up to then. */
export async function lastEventAt(db: Database, portalId: number, upTo?: Date): Promise<string | null> {
  const { receivedAt } = journalEvents
  const [row] = await db.orm
    .select({ at: max(receivedAt) })
    .from(journalEvents)
    .where(and(eq(journalEvents.portalId, portalId), upTo && lte(receivedAt, upTo.toISOString())))
  return row?.at ?? null
}

/** Events that came in this time; nobody counts further than `mostCounted`. */
export async function countEvents(db: Database, portalId: number, { from, to }: Span): Promise<number> {
  const some = db.orm
    .select({ one: sql`1`.as('one') })
    .from(journalEvents)
    .where(
      and(
        eq(journalEvents.portalId, portalId),
        gte(journalEvents.receivedAt, from.toISOString()),
        lt(journalEvents.receivedAt, to.toISOString()),
      ),
    )
    .limit(mostCounted)
    .as('some')
  const [row] = await db.orm.select({ events: count() }).from(some)
  return row?.events ?? 0
}

/** Of events and what sweeps found: what people and jobs ask for says nothing of what is usual. */
const everyKind = kindsBy(['event', 'sweep'])
const everyTrigger = kindsBy(triggerTypes)

const matchesOf = (portalId: number, key: string) =>
  and(
    eq(runRules.portalId, portalId),
    eq(runRules.key, key),
    // Written out, as the partial index is only used for a condition that the planner can see.
    sql`${runRules.matched}`,
    eq(runRules.runStatus, kind.status),
    eq(runRules.runTrigger, kind.trigger),
  )

/** When the rule last matched by itself in this time; null: it did not. */
export async function lastMatchOf(
  db: Database,
  portalId: number,
  key: string,
  { from, to }: { from: Date; to?: Date | undefined },
): Promise<string | null> {
  const { least } = idsBetween(from, from)
  const isBefore = to && lt(runRules.runId, idsBetween(to, to).below)
  const newest = db.orm
    .select({ runId: runRules.runId })
    .from(runRules)
    .where(and(matchesOf(portalId, key), gte(runRules.runId, least), isBefore))
    .orderBy(desc(runRules.runId))
    .limit(1)
    .as('newest')
  const rows = await db.orm.select({ runId: newest.runId }).from(everyKind).crossJoinLateral(newest)
  const last = rows.map(({ runId }) => startedAtOf(runId)).sort()
  return last.at(-1) ?? null
}

/** When the last run began in which rules could match by themselves; null: there was none. */
export async function lastRunAt(db: Database, portalId: number): Promise<string | null> {
  const newest = db.orm
    .select({ id: runs.id })
    .from(runs)
    .where(and(eq(runs.portalId, portalId), eq(runs.status, kind.status), eq(runs.triggerType, kind.trigger)))
    .orderBy(desc(runs.id))
    .limit(1)
    .as('newest')
  const rows = await db.orm
    .select({ id: newest.id })
    .from(everyKind)
    .crossJoinLateral(newest)
    .where(ne(kind.status, 'failed'))
  return (
    rows
      .map(({ id }) => startedAtOf(id))
      .sort()
      .at(-1) ?? null
  )
}

/** How often the rule matched by itself in this time; nobody counts further than `mostCounted` of a kind. */
export async function countMatches(db: Database, portalId: number, key: string, { from, to }: Span): Promise<number> {
  const { least, below } = idsBetween(from, to)
  const some = db.orm
    .select({ one: sql`1`.as('one') })
    .from(runRules)
    .where(and(matchesOf(portalId, key), gte(runRules.runId, least), lt(runRules.runId, below)))
    .limit(mostCounted)
    .as('some')
  const [row] = await db.orm.select({ matches: count() }).from(everyKind).crossJoinLateral(some)
  return row?.matches ?? 0
}
