import { sql } from 'drizzle-orm'
import { index, pgTable, primaryKey, text, uniqueIndex, uuid } from 'drizzle-orm/pg-core'
import type { EventStatus, RequestKind, RequestTerms } from '../../core/turns/store.ts'
import { document, instant, portalObjectId, words } from './columns.ts'
import { portalId } from './portals.ts'

/** Every accepted message of Bitrix24. It, not the queue, says what has still to be answered. */
export const journalEvents = pgTable(
  'journal_events',
  {
    portalId: portalId(),
    id: uuid().notNull(),
    event: words().notNull(),
    dealId: portalObjectId('deal_id'),
    /** The company or contact that the event is about. */
    aboutId: portalObjectId('about_id'),
    receivedAt: instant('received_at').notNull(),
    status: text().$type<EventStatus>().notNull(),
    runId: uuid('run_id'),
    /** What became of it, where no run says so. */
    note: words(),
  },
  (table) => [
    primaryKey({ columns: [table.portalId, table.id] }),
    index('journal_events_newest').on(table.portalId, table.receivedAt, table.id),
    index('journal_events_of_deal').on(table.portalId, table.dealId, table.receivedAt, table.id),
    index('journal_events_by_name').on(table.portalId, table.event, table.receivedAt, table.id),
    index('journal_events_by_status').on(table.portalId, table.status, table.receivedAt, table.id),
    // What the queue's guard and every run look for; small, as answered events leave it.
    index('journal_events_pending').on(table.portalId, table.dealId).where(sql`status = 'pending'`),
  ],
)

/** Wishes that a deal be run: of people and programs, and of jobs over many deals. */
export const runRequests = pgTable(
  'run_requests',
  {
    portalId: portalId(),
    id: uuid().notNull(),
    dealId: portalObjectId('deal_id').notNull(),
    kind: text().$type<RequestKind>().notNull().default('run'),
    jobId: uuid('job_id'),
    terms: document().$type<RequestTerms>(),
    requestedAt: instant('requested_at').notNull(),
    requestedBy: words('requested_by').notNull(),
    runId: uuid('run_id'),
  },
  (table) => [
    primaryKey({ columns: [table.portalId, table.id] }),
    index('run_requests_pending').on(table.portalId, table.dealId).where(sql`run_id is null`),
    // Who asked for a run. What events and sweeps ask for, by far the most, is in no need of it.
    index('run_requests_of_run')
      .on(table.portalId, table.runId)
      .where(sql`run_id is not null and kind in ('run', 'revert', 'backfill')`),
    index('run_requests_of_job').on(table.portalId, table.jobId, table.dealId).where(sql`job_id is not null`),
    // No deal twice in one backfill, whatever is tried again.
    uniqueIndex('run_requests_once_in_backfill')
      .on(table.portalId, table.jobId, table.dealId)
      .where(sql`kind = 'backfill'`),
    index('run_requests_waiting_of_job')
      .on(table.portalId, table.jobId)
      .where(sql`run_id is null and job_id is not null`),
  ],
)
