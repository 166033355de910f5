import { integer, pgTable, primaryKey, text, uuid } from 'drizzle-orm/pg-core'
import type { ErasureReason, RetentionCounts } from '../../core/record/retention.ts'
import { document, instant, words } from './columns.ts'
import { portalId } from './portals.ts'

/** How long things are kept, where an administrator has said so; null: for ever. Without a row the environment says it. */
export const retentionPolicies = pgTable('retention_policies', {
  portalId: portalId().primaryKey(),
  personalDataDays: integer('personal_data_days'),
  runsDays: integer('runs_days'),
  eventsDays: integer('events_days'),
  setAt: instant('set_at').notNull(),
  setBy: words('set_by').notNull(),
})

/** What became of the last time that everything older was erased. */
export const retentionPasses = pgTable('retention_passes', {
  portalId: portalId().primaryKey(),
  /** Traces of runs before this moment are erased, all of them. */
  tracesBefore: instant('traces_before'),
  endedAt: instant('ended_at').notNull(),
  erased: document().$type<RetentionCounts>().notNull(),
})

/** Traces of a run that were replaced on request. Rows are never changed, and stand on the chain. The id is a UUIDv7. */
export const runErasures = pgTable(
  'run_erasures',
  {
    portalId: portalId(),
    runId: uuid('run_id').notNull(),
    id: uuid().notNull(),
    erasedAt: instant('erased_at').notNull(),
    reason: text().$type<ErasureReason>().notNull(),
    /** SHA-256 of the traces as they were left. */
    detailsHash: text('details_hash'),
  },
  (table) => [primaryKey({ columns: [table.portalId, table.runId, table.id] })],
)
