import { and, asc, eq, isNull, sql } from 'drizzle-orm'
import type { Deed } from '../core/deed.ts'
import type { DealSnapshot } from '../core/snapshot.ts'
import type { DealMemory, JournalEvent, RunRequest, UnfinishedRun } from '../core/store.ts'
import type { Database, Queries } from './database.ts'
import { eventColumns, requestColumns } from './journal.ts'
import { dealSnapshots, deeds, journalEvents, runRequests, unfinishedRuns } from './schema.ts'

/**
 * Everything that bears on the deal's next run. Call it as the first thing of a run.
 *
 * It waits for every transaction that is writing an event or request of this deal. Without that, an event could be
 * lost: its writer finds a job of the deal waiting and adds none, a worker takes that job and reads before the writer
 * commits, and nobody comes for the event any more. Writers hold the deal's lock shared from before they look for a
 * job until they commit (`enqueue` of the queue sees to it); this takes it exclusively, so each writer has either
 * committed, and its event is in the answer, or has yet to look for a job, and finds this one running and adds another.
 * The lock is let go at once: it guards the reading, not the run.
 */
export async function rememberDeal(db: Database, portalId: number, dealId: number): Promise<DealMemory> {
  return db.transaction(async (tx) => {
    await tx.execute(sql`select pg_advisory_xact_lock(deal_lock_key(${portalId}::int, ${dealId}::bigint))`)
    const [snapshot, standing, unfinished, events, requests] = await Promise.all([
      readSnapshot(tx, portalId, dealId),
      readDeeds(tx, portalId, dealId),
      readUnfinished(tx, portalId, dealId),
      pendingEvents(tx, portalId, dealId),
      pendingRequests(tx, portalId, dealId),
    ])
    return { snapshot, deeds: standing, unfinished, events, requests }
  })
}

/** The fields of the deal as its last recorded run saw them; null for a deal never seen. */
export function dealSnapshot(db: Database, portalId: number, dealId: number): Promise<DealSnapshot | null> {
  return readSnapshot(db.orm, portalId, dealId)
}

/** What rules last did to the contacts of the deal. */
export function dealDeeds(db: Database, portalId: number, dealId: number): Promise<Deed[]> {
  return readDeeds(db.orm, portalId, dealId)
}

/** Keeps what a run has seen and meant, before its first write and after each. It ends when the run is recorded. */
export async function saveUnfinished(
  db: Database,
  portalId: number,
  dealId: number,
  unfinished: UnfinishedRun,
): Promise<void> {
  await db.orm
    .insert(unfinishedRuns)
    .values({ portalId, dealId, run: unfinished })
    .onConflictDoUpdate({
      target: [unfinishedRuns.portalId, unfinishedRuns.dealId],
      set: { run: unfinished, savedAt: sql`now()` },
    })
}

async function readSnapshot(orm: Queries, portalId: number, dealId: number): Promise<DealSnapshot | null> {
  const [snapshot] = await orm
    .select({ takenAt: dealSnapshots.takenAt, deal: dealSnapshots.deal })
    .from(dealSnapshots)
    .where(and(eq(dealSnapshots.portalId, portalId), eq(dealSnapshots.dealId, dealId)))
  return snapshot ?? null
}

async function readDeeds(orm: Queries, portalId: number, dealId: number): Promise<Deed[]> {
  return orm
    .select({ ruleKey: deeds.ruleKey, contactId: deeds.contactId, kind: deeds.kind, state: deeds.state })
    .from(deeds)
    .where(and(eq(deeds.portalId, portalId), eq(deeds.dealId, dealId)))
    .orderBy(asc(deeds.ruleKey), asc(deeds.contactId), asc(deeds.kind))
}

async function readUnfinished(orm: Queries, portalId: number, dealId: number): Promise<UnfinishedRun | null> {
  const [unfinished] = await orm
    .select({ run: unfinishedRuns.run })
    .from(unfinishedRuns)
    .where(and(eq(unfinishedRuns.portalId, portalId), eq(unfinishedRuns.dealId, dealId)))
  return unfinished?.run ?? null
}

async function pendingEvents(orm: Queries, portalId: number, dealId: number): Promise<JournalEvent[]> {
  return orm
    .select(eventColumns)
    .from(journalEvents)
    .where(
      and(
        eq(journalEvents.portalId, portalId),
        eq(journalEvents.dealId, dealId),
        // Written out, as the partial index is only used for a condition that the planner can see.
        sql`${journalEvents.status} = 'pending'`,
      ),
    )
    .orderBy(asc(journalEvents.receivedAt), asc(journalEvents.id))
}

async function pendingRequests(orm: Queries, portalId: number, dealId: number): Promise<RunRequest[]> {
  return orm
    .select(requestColumns)
    .from(runRequests)
    .where(and(eq(runRequests.portalId, portalId), eq(runRequests.dealId, dealId), isNull(runRequests.runId)))
    .orderBy(asc(runRequests.requestedAt), asc(runRequests.id))
}
