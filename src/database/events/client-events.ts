import { and, asc, count, eq, inArray, isNull, sql } from 'drizzle-orm'
import { v7 as uuidv7 } from 'uuid'
import { isClientEvent } from '../../core/rules/client-events.ts'
import type { RequestTerms } from '../../core/turns/store.ts'
import type { Database, Transaction } from '../connection/database.ts'
import { insertRows } from '../statements/json-rows.ts'
import { journalEvents as events, runRequests } from '../tables/schema.ts'

type ClientEvents = { event: Parameters<typeof isClientEvent>[0]; aboutId: number; eventIds: string[] }

const atOnce = 1_000

/** Events of companies and contacts that wait for their deals to be found, those of one company together, oldest first. */
export async function waitingClientEvents(db: Database, portalId: number) {
  const rows = await db.orm
    .select({ id: events.id, event: events.event, aboutId: events.aboutId })
    .from(events)
    // Written out, as the partial index is only used for a condition that the planner can see.
    .where(and(eq(events.portalId, portalId), isNull(events.dealId), sql`${events.status} = 'pending'`))
    .orderBy(asc(events.receivedAt), asc(events.id))
    .limit(atOnce)
  const groups = new Map<string, { event: string; aboutId: number; eventIds: string[] }>()
  for (const { id, event, aboutId } of rows) {
    const key = `${event} ${aboutId}`
    const group = groups.get(key)
    if (group) group.eventIds.push(id)
    else groups.set(key, { event, aboutId: aboutId ?? 0, eventIds: [id] })
  }
  return [...groups.values()].flatMap(({ event, ...rest }) => (isClientEvent(event) ? [{ event, ...rest }] : []))
}

/** How many deals wait for a run that such events ask for. */
export async function waitingOfClientEvents(db: Database, portalId: number): Promise<number> {
  const [row] = await db.orm
    .select({ deals: count() })
    .from(runRequests)
    .where(and(eq(runRequests.portalId, portalId), isNull(runRequests.runId), eq(runRequests.kind, 'event')))
  return row?.deals ?? 0
}

/**
 * Has deals wait for a run that answers these events, and marks the events done. Enqueue the deals in the same
 * transaction; none when another process has done it meanwhile.
 */
export async function requestRunsOf(
  tx: Transaction,
  portalId: number,
  { event, eventIds }: ClientEvents,
  { dealIds, note }: { dealIds: readonly number[]; note: string },
): Promise<number[]> {
  const done = await tx
    .update(events)
    .set({ status: 'done', note })
    .where(and(eq(events.portalId, portalId), inArray(events.id, eventIds), eq(events.status, 'pending')))
    .returning({ id: events.id })
  if (done.length === 0) return []
  const terms: RequestTerms = { type: 'event', event, eventIds: done.map(({ id }) => id) }
  const requestedAt = new Date().toISOString()
  const asked = { portalId, kind: 'event' as const, terms, requestedAt, requestedBy: 'bitrix24' }
  await insertRows(
    tx,
    runRequests,
    dealIds.map((dealId) => ({ ...asked, id: uuidv7(), dealId })),
  )
  return [...dealIds]
}
