import { and, asc, isNull, sql } from 'drizzle-orm'
import type { DealSnapshot, SeenCompany } from '../../core/deal/snapshot.ts'
import type { Deed } from '../../core/runs/deed.ts'
import type { DealMemory } from '../../core/turns/store.ts'
import type { Database, Queries, Transaction } from '../connection/database.ts'
import { eventColumns, requestColumns } from '../events/journal.ts'
import { openQuarantines, writingRunsOf } from '../guards/quarantines.ts'
import { ofDeals } from '../statements/of-deals.ts'
import { dealSnapshots, deeds, journalEvents, runRequests, unfinishedRuns } from '../tables/schema.ts'

/**
 * Everything that bears on the next run of each of these deals. Call it as the first thing of their runs.
 *
 * It waits for every transaction that is writing an event or request of one of the deals. Without that, an event could
 * be lost: its writer finds a job of the deal waiting and adds none, a worker takes that job and reads before the writer
 * commits, and nobody comes for the event any more. Writers hold the deal's lock shared from before they look for a
 * job until they commit (`enqueue` of the queue sees to it); this takes it exclusively, so each writer has either
 * committed, and its event is in the answer, or has yet to look for a job, and finds this one running and adds another.
 * The locks are let go at once: they guard the reading, not the runs. Like everybody it takes them by ascending deal,
 * as two that took them crosswise would wait for each other.
 */
export async function rememberDeals(
  db: Database,
  portalId: number,
  dealIds: readonly number[],
): Promise<Map<number, DealMemory>> {
  return dealIds.length === 0 ? new Map() : db.transaction((tx) => rememberDealsIn(tx, portalId, dealIds))
}

/** The same within a transaction, which holds the locks until it ends. */
async function rememberDealsIn(
  tx: Transaction,
  portalId: number,
  dealIds: readonly number[],
): Promise<Map<number, DealMemory>> {
  const ids = [...new Set(dealIds)].sort((a, b) => a - b)
  // A function's rows come, and are locked, in the order of the array.
  await tx
    .select({ locked: sql`pg_advisory_xact_lock(deal_lock_key(${portalId}::int, deal_id))` })
    .from(sql`unnest(${sql.param(ids)}::bigint[]) as deal_id`)
    .prepare('lock_deals_to_remember')
    .execute()
  const [snapshots, standing, unfinished, quarantined, writing, events, requests] = await Promise.all([
    readSnapshots(tx, portalId, ids),
    readDeeds(tx, portalId, ids),
    readUnfinished(tx, portalId, ids),
    openQuarantines(tx, portalId, ids),
    writingRunsOf(tx, portalId, ids),
    pendingEvents(tx, portalId, ids),
    pendingRequests(tx, portalId, ids),
  ])
  const memoryOf = (dealId: number): DealMemory => ({
    snapshot: snapshotOf(snapshots.get(dealId)?.[0]),
    deeds: standing.get(dealId) ?? [],
    unfinished: unfinished.get(dealId)?.[0] ?? null,
    quarantine: quarantined.get(dealId) ?? null,
    writingRuns: writing.get(dealId) ?? [],
    events: events.get(dealId) ?? [],
    requests: requests.get(dealId) ?? [],
  })
  return new Map(ids.map((dealId) => [dealId, memoryOf(dealId)]))
}

const snapshotOf = (found: (DealSnapshot & { lately: SeenCompany | null }) | undefined): DealSnapshot | null => {
  if (found === undefined) return null
  const { lately, ...snapshot } = found
  return lately === null ? snapshot : found
}

/** The same for one deal. */
export function rememberDeal(db: Database, portalId: number, dealId: number): Promise<DealMemory> {
  return db.transaction((tx) => rememberDealIn(tx, portalId, dealId))
}

/** The same for one deal within a transaction. */
export async function rememberDealIn(tx: Transaction, portalId: number, dealId: number): Promise<DealMemory> {
  const memory = (await rememberDealsIn(tx, portalId, [dealId])).get(dealId)
  if (memory === undefined) throw new Error(`Deal ${dealId} was not remembered.`)
  return memory
}

/** The fields of the deal as its last recorded run saw them; null for a deal never seen. */
export async function dealSnapshot(db: Database, portalId: number, dealId: number): Promise<DealSnapshot | null> {
  const [found] = (await readSnapshots(db.orm, portalId, [dealId])).get(dealId) ?? []
  return found === undefined ? null : { takenAt: found.takenAt, deal: found.deal }
}

/** What rules last did to the contacts of the deal. */
export async function dealDeeds(db: Database, portalId: number, dealId: number): Promise<Deed[]> {
  return (await readDeeds(db.orm, portalId, [dealId])).get(dealId) ?? []
}

// Prepared, as they are the same for any number of deals; the drivers make nothing of the names.

/** Only where it may still serve, as it is much to carry for nothing. */
const seenLately = sql<SeenCompany | null>`case
  when (${dealSnapshots.facts} ->> 'companyReadAt')::timestamptz > now() - interval '2 minutes'
  then jsonb_build_object(
    'companyReadAt', ${dealSnapshots.facts} -> 'companyReadAt',
    'company', ${dealSnapshots.facts} -> 'company',
    'companyContacts', ${dealSnapshots.facts} -> 'companyContacts') end`

async function readSnapshots(orm: Queries, portalId: number, dealIds: readonly number[]) {
  const rows = await orm
    .select({
      dealId: dealSnapshots.dealId,
      of: { takenAt: dealSnapshots.takenAt, deal: dealSnapshots.deal, lately: seenLately },
    })
    .from(dealSnapshots)
    .where(ofDeals(dealSnapshots, portalId, dealIds))
    .prepare('read_snapshots')
    .execute()
  return byDeal(rows)
}

export async function readDeeds(orm: Queries, portalId: number, dealIds: readonly number[]) {
  const rows = await orm
    .select({
      dealId: deeds.dealId,
      of: { ruleKey: deeds.ruleKey, contactId: deeds.contactId, kind: deeds.kind, state: deeds.state },
    })
    .from(deeds)
    .where(ofDeals(deeds, portalId, dealIds))
    .orderBy(asc(deeds.ruleKey), asc(deeds.contactId), asc(deeds.kind))
    .prepare('read_deeds')
    .execute()
  return byDeal(rows)
}

async function readUnfinished(orm: Queries, portalId: number, dealIds: readonly number[]) {
  const rows = await orm
    .select({ dealId: unfinishedRuns.dealId, of: unfinishedRuns.run })
    .from(unfinishedRuns)
    .where(ofDeals(unfinishedRuns, portalId, dealIds))
    .prepare('read_unfinished')
    .execute()
  return byDeal(rows)
}

async function pendingEvents(orm: Queries, portalId: number, dealIds: readonly number[]) {
  const rows = await orm
    .select({ dealId: journalEvents.dealId, of: eventColumns })
    .from(journalEvents)
    // Written out, as the partial index is only used for a condition that the planner can see.
    .where(and(ofDeals(journalEvents, portalId, dealIds), sql`${journalEvents.status} = 'pending'`))
    .orderBy(asc(journalEvents.receivedAt), asc(journalEvents.id))
    .prepare('pending_events')
    .execute()
  return byDeal(rows)
}

async function pendingRequests(orm: Queries, portalId: number, dealIds: readonly number[]) {
  const rows = await orm
    .select({ dealId: runRequests.dealId, of: requestColumns })
    .from(runRequests)
    .where(and(ofDeals(runRequests, portalId, dealIds), isNull(runRequests.runId)))
    .orderBy(asc(runRequests.requestedAt), asc(runRequests.id))
    .prepare('pending_requests')
    .execute()
  return byDeal(rows)
}

/** Each deal's rows, in the order in which they came. */
function byDeal<DealId, Of>(rows: { dealId: DealId; of: Of }[]): Map<DealId, Of[]> {
  const grouped = new Map<DealId, Of[]>()
  for (const { dealId, of } of rows) {
    const present = grouped.get(dealId)
    if (present) present.push(of)
    else grouped.set(dealId, [of])
  }
  return grouped
}
