import { sql } from 'drizzle-orm'
import { index, pgTable, primaryKey, smallint, text, uuid } from 'drizzle-orm/pg-core'
import type { JobError, JobKind, JobState } from '../../core/jobs/job.ts'
import { authoredDocument, document, instant, words } from './columns.ts'
import { portalId } from './portals.ts'

/** Long work: what was asked for, how far it has come, what came of it. The id is a UUIDv7. */
export const jobs = pgTable(
  'jobs',
  {
    portalId: portalId(),
    id: uuid().notNull(),
    kind: text().$type<JobKind>().notNull(),
    state: text().$type<JobState>().notNull(),
    params: authoredDocument().notNull(),
    progress: document(),
    result: document(),
    error: document().$type<JobError>(),
    createdAt: instant('created_at').notNull(),
    createdBy: words('created_by').notNull(),
    startedAt: instant('started_at'),
    finishedAt: instant('finished_at'),
    /** The process at work on it, and its last sign of life. */
    worker: text(),
    beatAt: instant('beat_at'),
    /** How often a process has taken it up. */
    starts: smallint().notNull().default(0),
  },
  (table) => [
    primaryKey({ columns: [table.portalId, table.id] }),
    index('jobs_newest').on(table.portalId, table.kind, table.id),
    index('jobs_open').on(table.portalId, table.kind, table.id).where(sql`state in ('queued', 'running')`),
  ],
)
