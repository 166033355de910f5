import { sql } from 'drizzle-orm'
import { bigint, boolean, date, index, integer, pgTable, primaryKey, text, uuid } from 'drizzle-orm/pg-core'
import type { OutageKind } from '../../core/sweeps/completeness.ts'
import type { Sweep, Verdict } from '../../core/sweeps/sweep.ts'
import { document, instant, portalObjectId, words } from './columns.ts'
import { portalId } from './portals.ts'

/** Looks at the portal for what no event told of. The id is a UUIDv7. */
export const sweeps = pgTable(
  'sweeps',
  {
    portalId: portalId(),
    id: uuid().notNull(),
    kind: text().$type<Sweep['kind']>().notNull(),
    status: text().$type<Sweep['status']>().notNull(),
    requestedBy: words('requested_by').notNull(),
    createdAt: instant('created_at').notNull(),
    finishedAt: instant('finished_at'),
    since: instant(),
    until: instant(),
    /** As far as an integer holds it: programs from before `portal_ahead_ms` read this one and write nothing else. */
    skewMs: integer('skew_ms').notNull().default(0),
    portalAheadMs: bigint('portal_ahead_ms', { mode: 'number' }),
    movesAfter: portalObjectId('moves_after').notNull().default(0),
    areMovesListed: boolean('are_moves_listed').notNull().default(false),
    cursor: portalObjectId('cursor').notNull().default(0),
    pages: integer().notNull().default(0),
    dealsSeen: integer('deals_seen').notNull().default(0),
    dealsQueued: integer('deals_queued').notNull().default(0),
    error: document().$type<NonNullable<Sweep['error']>>(),
  },
  (table) => [
    primaryKey({ columns: [table.portalId, table.id] }),
    index('sweeps_under_way').on(table.portalId, table.id).where(sql`status = 'running'`),
  ],
)

/** Up to when the portal's changes have been looked at, without a gap since `begun_at`. */
export const sweepMarks = pgTable('sweep_marks', {
  portalId: portalId().primaryKey(),
  /** By the portal's clock. What changed before is nobody's business: it was there when Bindery came. */
  begunAt: instant('begun_at').notNull(),
  sweptUntil: instant('swept_until').notNull(),
  /** Moves between pipelines up to this id have been looked at. */
  movesAfter: portalObjectId('moves_after').notNull(),
})

/** What the portal says has changed, by the day (UTC) of the change, and whether an event had told of it. */
export const dealChanges = pgTable(
  'deal_changes',
  {
    portalId: portalId(),
    day: date({ mode: 'string' }).notNull(),
    dealId: portalObjectId('deal_id').notNull(),
    /** The move's id in the stage history; 0: any other change of that day. */
    moveId: portalObjectId('move_id').notNull().default(0),
    changedAt: instant('changed_at').notNull(),
    verdict: text().$type<Verdict>().notNull(),
    /** The request that its run answers, of one that was missed. */
    requestId: uuid('request_id'),
  },
  (table) => [primaryKey({ columns: [table.portalId, table.day, table.dealId, table.moveId] })],
)

/** Times in which events could not be taken in as usual. */
export const outages = pgTable(
  'outages',
  {
    portalId: portalId(),
    id: uuid().notNull(),
    kind: text().$type<OutageKind>().notNull(),
    startedAt: instant('started_at').notNull(),
    endedAt: instant('ended_at').notNull(),
    /** Events that were kept elsewhere meanwhile and taken in after it. */
    spooled: integer().notNull().default(0),
    /** Events that were turned away. */
    refused: integer().notNull().default(0),
  },
  (table) => [
    primaryKey({ columns: [table.portalId, table.id] }),
    index('outages_by_end').on(table.portalId, table.endedAt),
  ],
)

/** The last sign of life of whoever takes events in. */
export const signsOfLife = pgTable('signs_of_life', {
  portalId: portalId().primaryKey(),
  at: instant().notNull(),
})
