import { and, eq, inArray, max, sql } from 'drizzle-orm'
import { v7 as uuidv7 } from 'uuid'
import type { KnownDeal, Sweep, Verdict } from '../../core/sweeps/sweep.ts'
import type { RequestTerms } from '../../core/turns/store.ts'
import type { Database, Transaction } from '../connection/database.ts'
import { insertRows } from '../statements/json-rows.ts'
import { ofDeals } from '../statements/of-deals.ts'
import { dealChanges, dealSnapshots, journalEvents, runRequests, sweepMarks, sweeps } from '../tables/schema.ts'
import { holdSweep, oneSweep } from './sweeps.ts'

/** What is known here of deals, as far as it tells whether a change of theirs was heard of. */
export async function knownDeals(
  db: Database,
  portalId: number,
  dealIds: readonly number[],
): Promise<Map<number, KnownDeal>> {
  if (dealIds.length === 0) return new Map()
  const [snapshots, events, requests] = await Promise.all([
    db.orm
      .select({ dealId: dealSnapshots.dealId, deal: dealSnapshots.deal })
      .from(dealSnapshots)
      .where(ofDeals(dealSnapshots, portalId, dealIds)),
    db.orm
      .select({
        dealId: journalEvents.dealId,
        event: journalEvents.event,
        status: journalEvents.status,
        receivedAt: max(journalEvents.receivedAt),
      })
      .from(journalEvents)
      .where(ofDeals(journalEvents, portalId, dealIds))
      .groupBy(journalEvents.dealId, journalEvents.event, journalEvents.status),
    db.orm
      .select({ dealId: runRequests.dealId, at: max(runRequests.requestedAt) })
      .from(runRequests)
      .where(and(ofDeals(runRequests, portalId, dealIds), inArray(runRequests.kind, ['run', 'event', 'sweep'])))
      .groupBy(runRequests.dealId),
  ])
  const known = (dealId: number): KnownDeal => ({
    snapshot: snapshots.find((row) => row.dealId === dealId)?.deal ?? null,
    events: events
      .filter((row) => row.dealId === dealId)
      .map(({ event, status, receivedAt }) => ({ event, status, receivedAt: receivedAt ?? '' })),
    requestedAt: requests.find((row) => row.dealId === dealId)?.at ?? null,
  })
  return new Map([...new Set(dealIds)].map((dealId) => [dealId, known(dealId)]))
}

/** `changedAt` null: nobody knows. `events`: what its run counts as; empty: none is asked for. */
type Found = { dealId: number; changedAt: string | null; verdict: Verdict; events: string[] }

type FoundMove = Found & { moveId: number; changedAt: string }

/**
 * Has a page's deals wait for their runs, notes what was seen, and moves the cursor: all or nothing. The deals that are
 * to be enqueued in the same transaction; none when somebody has moved the cursor meanwhile.
 */
export async function keepChanged(
  tx: Transaction,
  portalId: number,
  sweep: Sweep,
  { found, after, seen }: { found: readonly Found[]; after: number; seen: number },
): Promise<number[]> {
  const present = await holdSweep(tx, portalId, sweep)
  if (present === null) return []
  const asked = await request(tx, portalId, sweep, found)
  const at = new Date().toISOString()
  await note(
    tx,
    portalId,
    found.map((one) => ({
      ...one,
      changedAt: one.changedAt ?? at,
      moveId: 0,
      requestId: asked.get(one.dealId) ?? null,
    })),
  )
  await tx
    .update(sweeps)
    .set({
      cursor: after,
      pages: present.pages + 1,
      dealsSeen: present.dealsSeen + seen,
      dealsQueued: present.dealsQueued + asked.size,
      error: null,
    })
    .where(oneSweep(portalId, sweep.id))
  return [...asked.keys()]
}

/** The same for a page of moves. A move that was seen by an earlier sweep is passed over. */
export async function keepMoved(
  tx: Transaction,
  portalId: number,
  sweep: Sweep,
  page: { found: readonly FoundMove[]; after: number; settledUpTo: number; isLast: boolean },
): Promise<number[]> {
  const present = await holdSweep(tx, portalId, sweep)
  if (present === null) return []
  const fresh = await notSeen(tx, portalId, page.found)
  const asked = await request(tx, portalId, sweep, fresh)
  await note(
    tx,
    portalId,
    fresh.map((one) => ({ ...one, requestId: asked.get(one.dealId) ?? null })),
  )
  await tx
    .update(sweeps)
    .set({
      movesAfter: page.after,
      areMovesListed: page.isLast,
      dealsQueued: present.dealsQueued + asked.size,
      error: null,
    })
    .where(oneSweep(portalId, sweep.id))
  await tx
    .update(sweepMarks)
    .set({ movesAfter: sql`greatest(${sweepMarks.movesAfter}, ${page.settledUpTo}::bigint)` })
    .where(eq(sweepMarks.portalId, portalId))
  return [...asked.keys()]
}

async function notSeen(tx: Transaction, portalId: number, found: readonly FoundMove[]): Promise<FoundMove[]> {
  if (found.length === 0) return []
  const seen = await tx
    .select({ moveId: dealChanges.moveId })
    .from(dealChanges)
    .where(
      and(
        eq(dealChanges.portalId, portalId),
        // Day and deal lead the key.
        inArray(dealChanges.day, [...new Set(found.map(({ changedAt }) => dayOf(changedAt)))]),
        inArray(dealChanges.dealId, [...new Set(found.map(({ dealId }) => dealId))]),
        inArray(
          dealChanges.moveId,
          found.map(({ moveId }) => moveId),
        ),
      ),
    )
  const known = new Set(seen.map(({ moveId }) => moveId))
  return found.filter(({ moveId }) => !known.has(moveId))
}

/** In UTC. */
const dayOf = (moment: string): string => new Date(moment).toISOString().slice(0, 10)

/** One request for each deal, with all that its changes count as. The requests by deal. */
async function request(
  tx: Transaction,
  portalId: number,
  { id: jobId, requestedBy }: Sweep,
  found: readonly Found[],
): Promise<Map<number, string>> {
  const ofDeal = new Map<number, { id: string; events: Set<string> }>()
  for (const { dealId, events } of found) {
    if (events.length === 0) continue
    const present = ofDeal.get(dealId) ?? { id: uuidv7(), events: new Set<string>() }
    for (const event of events) present.events.add(event)
    ofDeal.set(dealId, present)
  }
  const requestedAt = new Date().toISOString()
  await insertRows(
    tx,
    runRequests,
    [...ofDeal].map(([dealId, { id, events }]) => {
      const terms: RequestTerms = { type: 'sweep', events: [...events] }
      return { portalId, id, dealId, kind: 'sweep' as const, jobId, terms, requestedAt, requestedBy }
    }),
  )
  return new Map([...ofDeal].map(([dealId, { id }]) => [dealId, id]))
}

type Change = { dealId: number; moveId: number; changedAt: string; verdict: Verdict; requestId: string | null }

/** What was missed once on a day stays so, whatever came after it on that day. */
async function note(tx: Transaction, portalId: number, changes: readonly Change[]): Promise<void> {
  if (changes.length === 0) return
  const rows = changes.map(({ dealId, moveId, changedAt, verdict, requestId }) => {
    return { portalId, dealId, moveId, changedAt, day: dayOf(changedAt), verdict, requestId }
  })
  const keeps = sql`${dealChanges.verdict} = 'missed' and excluded.verdict <> 'missed'`
  await tx
    .insert(dealChanges)
    .values(rows)
    .onConflictDoUpdate({
      target: [dealChanges.portalId, dealChanges.day, dealChanges.dealId, dealChanges.moveId],
      set: {
        changedAt: sql`greatest(${dealChanges.changedAt}, excluded.changed_at)`,
        verdict: sql`case when ${keeps} then ${dealChanges.verdict} else excluded.verdict end`,
        requestId: sql`case when ${keeps} then ${dealChanges.requestId} else excluded.request_id end`,
      },
    })
}
