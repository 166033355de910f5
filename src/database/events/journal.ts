import { and, desc, eq, gte, lt, type SQL, sql } from 'drizzle-orm'
import { v7 as uuidv7 } from 'uuid'
import { z } from 'zod'
import type { EventStatus, JournalEvent, Page, RunRequest } from '../../core/turns/store.ts'
import type { Database, Transaction } from '../connection/database.ts'
import { insertOf, insertRows } from '../statements/json-rows.ts'
import { checkLimit, cursorOf, pageOf } from '../statements/page.ts'
import { journalEvents as events, runRequests } from '../tables/schema.ts'
import { storableJson } from '../tables/storable.ts'

export type JournalEntry = {
  id: string
  event: string
  dealId: number | null
  aboutId?: number | null
  receivedAt: Date
  status: Exclude<EventStatus, 'done'>
}

/** Writes accepted events. One whose id is there already is passed over, so a repeated write does no harm. */
export const insertOfEvents: SQL = sql`${insertOf(events, sql.placeholder('events'))} on conflict do nothing`

/** What `insertOfEvents` is carried out with. */
export function valuesOfEvents(portalId: number, entries: readonly JournalEntry[]): { events: string } {
  return { events: `[${entries.map((entry) => storableJson({ ...entry, portalId })).join(',')}]` }
}

export type EventFilter = {
  dealId?: number | undefined
  status?: EventStatus | undefined
  event?: string | undefined
  /** Of `receivedAt`; `from` is inside, `to` outside. */
  from?: Date | undefined
  to?: Date | undefined
  cursor?: string | undefined
  /** 1 to 1000. */
  limit: number
}

const place = cursorOf(z.object({ at: z.iso.datetime(), event: z.uuid() }))

/** The journal, newest first. Filters combine. Throws `InvalidCursor`. */
export async function listEvents(db: Database, portalId: number, filter: EventFilter): Promise<Page<JournalEvent>> {
  checkLimit(filter.limit)
  const after = filter.cursor === undefined ? null : place.read(filter.cursor)
  const wanted: (SQL | undefined)[] = [
    eq(events.portalId, portalId),
    filter.dealId === undefined ? undefined : eq(events.dealId, filter.dealId),
    filter.status && eq(events.status, filter.status),
    filter.event === undefined ? undefined : eq(events.event, filter.event),
    filter.from && gte(events.receivedAt, filter.from.toISOString()),
    filter.to && lt(events.receivedAt, filter.to.toISOString()),
    after ? sql`(${events.receivedAt}, ${events.id}) < (${after.at}::timestamptz, ${after.event}::uuid)` : undefined,
  ]
  const rows = await db.orm
    .select(eventColumns)
    .from(events)
    .where(and(...wanted))
    .orderBy(desc(events.receivedAt), desc(events.id))
    .limit(filter.limit + 1)
  return pageOf(rows, filter.limit, (last) => place.write({ at: last.receivedAt, event: last.id }))
}

/** The columns that make a `JournalEvent`. */
export const eventColumns = {
  id: events.id,
  event: events.event,
  dealId: events.dealId,
  receivedAt: events.receivedAt,
  status: events.status,
  runId: events.runId,
  aboutId: events.aboutId,
  note: events.note,
}

/** Writes the wish that a deal be run now. Enqueue the deal in the same transaction. */
export async function requestRun(
  tx: Transaction,
  portalId: number,
  request: { dealId: number; requestedBy: string },
): Promise<RunRequest> {
  const row = { ...request, id: uuidv7(), kind: 'run' as const, requestedAt: new Date().toISOString() }
  await tx.insert(runRequests).values({ ...row, portalId })
  return { ...row, jobId: null, terms: null, runId: null }
}

/** Writes the wishes that held changes of deals be made. Enqueue the deals in the same transaction. */
export function requestReleases(
  tx: Transaction,
  portalId: number,
  wishes: readonly Pick<RunRequest, 'id' | 'dealId' | 'terms' | 'requestedBy'>[],
): Promise<void> {
  const requestedAt = new Date().toISOString()
  return insertRows(
    tx,
    runRequests,
    wishes.map((wish) => ({ ...wish, portalId, kind: 'run' as const, requestedAt })),
  )
}

/** A request, with the run that answered it once there is one. */
export async function findRequest(db: Database, portalId: number, id: string): Promise<RunRequest | null> {
  if (!z.uuid().safeParse(id).success) return null
  const [request] = await db.orm
    .select(requestColumns)
    .from(runRequests)
    .where(and(eq(runRequests.portalId, portalId), eq(runRequests.id, id)))
  return request ?? null
}

/** The columns that make a `RunRequest`. */
export const requestColumns = {
  id: runRequests.id,
  dealId: runRequests.dealId,
  kind: runRequests.kind,
  jobId: runRequests.jobId,
  terms: runRequests.terms,
  requestedAt: runRequests.requestedAt,
  requestedBy: runRequests.requestedBy,
  runId: runRequests.runId,
}
