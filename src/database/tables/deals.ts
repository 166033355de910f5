import { sql } from 'drizzle-orm'
import { pgTable, primaryKey, text, uuid } from 'drizzle-orm/pg-core'
import type { DealSnapshot, SeenFacts } from '../../core/deal/snapshot.ts'
import type { Deed } from '../../core/runs/deed.ts'
import type { UnfinishedRun } from '../../core/turns/store.ts'
import { document, instant, portalObjectId, words } from './columns.ts'
import { portalId } from './portals.ts'

/** The fields of each deal as its last recorded run saw them. */
export const dealSnapshots = pgTable(
  'deal_snapshots',
  {
    portalId: portalId(),
    dealId: portalObjectId('deal_id').notNull(),
    takenAt: instant('taken_at').notNull(),
    deal: document().$type<DealSnapshot['deal']>().notNull(),
    /** What else that run had read; null for runs of versions that did not keep it. */
    facts: document().$type<SeenFacts>(),
  },
  (table) => [primaryKey({ columns: [table.portalId, table.dealId] })],
)

/** What rules last did to the contacts of a deal. */
export const deeds = pgTable(
  'deeds',
  {
    portalId: portalId(),
    dealId: portalObjectId('deal_id').notNull(),
    ruleKey: text('rule_key').notNull(),
    contactId: portalObjectId('contact_id').notNull(),
    kind: text().$type<Deed['kind']>().notNull(),
    state: text().$type<Deed['state']>().notNull(),
  },
  (table) => [primaryKey({ columns: [table.portalId, table.dealId, table.ruleKey, table.contactId, table.kind] })],
)

/** Runs that began to write and are not recorded yet: at most one of a deal. */
export const unfinishedRuns = pgTable(
  'unfinished_runs',
  {
    portalId: portalId(),
    dealId: portalObjectId('deal_id').notNull(),
    savedAt: instant('saved_at').notNull().default(sql`now()`),
    run: document().$type<UnfinishedRun>().notNull(),
  },
  (table) => [primaryKey({ columns: [table.portalId, table.dealId] })],
)

/** When people had the rules forget what was undone on a deal, and what was forgotten. */
export const dealReleases = pgTable(
  'deal_releases',
  {
    portalId: portalId(),
    dealId: portalObjectId('deal_id').notNull(),
    id: uuid().notNull(),
    releasedAt: instant('released_at').notNull(),
    releasedBy: words('released_by').notNull(),
    forgotten: document().$type<Deed[]>().notNull(),
  },
  (table) => [primaryKey({ columns: [table.portalId, table.dealId, table.id] })],
)
