import { and, count, eq, gte, lt, lte, type SQL, sql } from 'drizzle-orm'
import type { DayStatement } from '../../core/sweeps/completeness.ts'
import type { Database } from '../connection/database.ts'
import { outagesBetween } from '../events/outages.ts'
import { dealChanges, journalEvents, runRequests, runs } from '../tables/schema.ts'
import { sweepMark } from './sweeps.ts'

const dayMs = 86_400_000

/** What is known of each day (UTC) from `from` to `to`, both included and written as 2026-08-21; oldest first. */
export async function completeness(
  db: Database,
  portalId: number,
  { from, to }: { from: string; to: string },
): Promise<DayStatement[]> {
  const [first, end] = [new Date(from), new Date(Date.parse(to) + dayMs)]
  const [changes, events, outages, mark] = await Promise.all([
    changesByDay(db, portalId, from, to),
    eventsByDay(db, portalId, first, end),
    outagesBetween(db, portalId, { from: first, to: end }),
    sweepMark(db, portalId),
  ])
  const days: DayStatement[] = []
  for (let at = first.getTime(); at < end.getTime(); at += dayMs) {
    const day = new Date(at).toISOString().slice(0, 10)
    const known = changes.find((row) => row.day === day)
    const { changed = 0, received = 0, unheard = 0, healed = 0, failed = 0, open = 0 } = known ?? {}
    const overlaps = outages.filter((one) => Date.parse(one.startedAt) < at + dayMs && Date.parse(one.endedAt) >= at)
    days.push({
      ...{ day, changed, received, healed, failed, open, unheard },
      events: events.find((row) => row.day === day)?.events ?? 0,
      ...sweptOf(mark, at),
      outages: overlaps,
    })
  }
  return days
}

/** Whether changes of the whole day have been looked at, and up to when. */
function sweptOf(mark: { begunAt: string; sweptUntil: string } | null, at: number) {
  if (mark === null || Date.parse(mark.sweptUntil) <= at) return { sweptUntil: null, isComplete: false }
  const until = Math.min(Date.parse(mark.sweptUntil), at + dayMs)
  const isComplete = Date.parse(mark.begunAt) <= at && until === at + dayMs
  return { sweptUntil: new Date(until).toISOString(), isComplete }
}

/**
 * A deal counts once on a day, though both it and a move of it were seen, or one change after another: what was missed goes
 * before what was told of, and of that what is not put right yet before what is.
 */
function changesByDay(db: Database, portalId: number, from: string, to: string) {
  const { day, dealId, verdict } = dealChanges
  const any = (condition: SQL, name: string) => sql<boolean>`coalesce(bool_or(${condition}), false)`.as(name)
  const missed = sql`${verdict} = 'missed'`
  const ofDeals = db.orm
    .select({
      day,
      isMissed: any(missed, 'is_missed'),
      isOpen: any(sql`${missed} and ${runRequests.runId} is null`, 'is_open'),
      isFailed: any(sql`${missed} and ${runs.status} = 'failed'`, 'is_failed'),
      isReceived: any(sql`${verdict} = 'received'`, 'is_received'),
    })
    .from(dealChanges)
    .leftJoin(
      runRequests,
      and(eq(runRequests.portalId, dealChanges.portalId), eq(runRequests.id, dealChanges.requestId)),
    )
    .leftJoin(runs, and(eq(runs.portalId, runRequests.portalId), eq(runs.id, runRequests.runId)))
    .where(and(eq(dealChanges.portalId, portalId), gte(day, from), lte(day, to)))
    .groupBy(day, dealId)
    .as('of_deals')
  const { isMissed, isOpen, isFailed, isReceived } = ofDeals
  const deals = (condition: SQL) => sql<number>`(count(*) filter (where ${condition}))::int`
  return db.orm
    .select({
      day: ofDeals.day,
      changed: sql<number>`count(*)::int`,
      received: deals(sql`not ${isMissed} and ${isReceived}`),
      unheard: deals(sql`not ${isMissed} and not ${isReceived}`),
      healed: deals(sql`${isMissed} and not ${isOpen} and not ${isFailed}`),
      failed: deals(sql`${isFailed} and not ${isOpen}`),
      open: deals(sql`${isOpen}`),
    })
    .from(ofDeals)
    .groupBy(ofDeals.day)
}

function eventsByDay(db: Database, portalId: number, from: Date, to: Date) {
  const day = sql<string>`to_char(${journalEvents.receivedAt} at time zone 'UTC', 'YYYY-MM-DD')`
  return db.orm
    .select({ day, events: count() })
    .from(journalEvents)
    .where(
      and(
        eq(journalEvents.portalId, portalId),
        gte(journalEvents.receivedAt, from.toISOString()),
        lt(journalEvents.receivedAt, to.toISOString()),
      ),
    )
    .groupBy(sql`1`)
}
