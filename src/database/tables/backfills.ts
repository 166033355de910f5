import { sql } from 'drizzle-orm'
import { boolean, index, integer, pgTable, primaryKey, text, uuid } from 'drizzle-orm/pg-core'
import type { Backfill } from '../../core/jobs/backfill.ts'
import type { RunsOfJob } from '../../core/runs/pace.ts'
import { authoredDocument, document, instant, portalObjectId, words } from './columns.ts'
import { portalId } from './portals.ts'

/** Rules over deals that are there already; which deals is in `run_requests`, by the job's id. The id is a UUIDv7. */
export const backfills = pgTable(
  'backfills',
  {
    portalId: portalId(),
    id: uuid().notNull(),
    kind: text().$type<Backfill['kind']>().notNull(),
    filter: authoredDocument().$type<Backfill['filter']>().notNull(),
    mode: text().$type<Backfill['mode']>().notNull(),
    rules: document().$type<string[]>(),
    status: text().$type<Backfill['status']>().notNull(),
    createdAt: instant('created_at').notNull(),
    createdBy: words('created_by').notNull(),
    changedBy: words('changed_by'),
    resumedAt: instant('resumed_at').notNull(),
    finishedAt: instant('finished_at'),
    error: document().$type<NonNullable<Backfill['error']>>(),
    counted: integer(),
    enqueued: integer().notNull().default(0),
    cursor: portalObjectId('cursor').notNull().default(0),
    isListed: boolean('is_listed').notNull().default(false),
    dropped: integer().notNull().default(0),
    /** What came of it, kept at its end, so that nobody has to count again. */
    runs: document().$type<RunsOfJob['runs']>(),
  },
  (table) => [
    primaryKey({ columns: [table.portalId, table.id] }),
    index('backfills_under_way').on(table.portalId, table.id).where(sql`status in ('counting', 'running')`),
  ],
)

/** Up to when each rule's schedule has been looked at: what was due before has been done. */
export const ruleSchedules = pgTable(
  'rule_schedules',
  {
    portalId: portalId(),
    ruleKey: text('rule_key').notNull(),
    /** As it was then: another one begins anew. */
    schedule: text().notNull(),
    lookedAt: instant('looked_at').notNull(),
  },
  (table) => [primaryKey({ columns: [table.portalId, table.ruleKey] })],
)
