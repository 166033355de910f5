import { sql } from 'drizzle-orm'
import { boolean, foreignKey, index, integer, pgTable, primaryKey, smallint, text, uuid } from 'drizzle-orm/pg-core'
import type { TraceNode } from '../../core/conditions/trace.ts'
import type { Link } from '../../core/deal/link.ts'
import type { ActionResult, Operation, RuleResult, RunError, RunStatus, TriggerType } from '../../core/runs/run.ts'
import { document, instant, portalObjectId } from './columns.ts'
import { portalId } from './portals.ts'

/** Ids of the contacts that a deal had before a run or after it; written out, as it is the expression of an index. */
export const contactsLinked = sql`jsonb_path_query_array(links_before || links_after, '$[*].contactId')`

/**
 * One evaluation of one deal. The id is a UUIDv7 that is made when the run starts: ids sort by that time, lists are in
 * their order, and a filter on times is turned into one on ids (see `run-ids.ts`).
 */
export const runs = pgTable(
  'runs',
  {
    portalId: portalId(),
    id: uuid().notNull(),
    dealId: portalObjectId('deal_id').notNull(),
    triggerType: text('trigger_type').$type<TriggerType>().notNull(),
    events: document().$type<string[]>().notNull(),
    eventIds: document('event_ids').$type<string[]>().notNull(),
    status: text().$type<RunStatus>().notNull(),
    attempt: integer().notNull(),
    queuedAt: instant('queued_at').notNull(),
    startedAt: instant('started_at').notNull(),
    finishedAt: instant('finished_at').notNull(),
    linksBefore: document('links_before').$type<Link[]>().notNull(),
    linksAfter: document('links_after').$type<Link[]>().notNull(),
    error: document().$type<RunError>(),
    /** The run that this one takes back. */
    reverts: uuid(),
  },
  (table) => [
    primaryKey({ columns: [table.portalId, table.id] }),
    index('runs_that_revert').on(table.portalId, table.reverts).where(sql`reverts is not null`),
    index('runs_of_deal').on(table.portalId, table.dealId, table.id),
    index('runs_by_kind').on(table.portalId, table.status, table.triggerType, table.id),
    index('runs_of_contact').using('gin', sql`${contactsLinked} jsonb_path_ops`),
  ],
)

/** That the rule itself changed links in the run; written out, as it is the condition of a partial index. */
export const hasApplied = sql`run_status = 'applied' and actions @> '[{"contacts":[{"effect":"applied"}]}]'::jsonb`

/** Ids of the contacts that a rule decided about in a run; written out as well. */
export const contactsDecided = sql`jsonb_path_query_array(actions, '$[*].contacts[*].contactId')`

/** What each rule came to in a run. Its run's status and trigger are kept along: a run never changes. */
export const runRules = pgTable(
  'run_rules',
  {
    portalId: portalId(),
    runId: uuid('run_id').notNull(),
    place: smallint().notNull(),
    key: text().notNull(),
    version: integer().notNull(),
    mode: text().$type<RuleResult['mode']>().notNull(),
    matched: boolean().notNull(),
    runStatus: text('run_status').$type<RunStatus>().notNull(),
    runTrigger: text('run_trigger').$type<TriggerType>().notNull(),
    trace: document().$type<TraceNode>().notNull(),
    actions: document().$type<ActionResult[]>().notNull(),
  },
  (table) => [
    primaryKey({ columns: [table.portalId, table.runId, table.place] }),
    foreignKey({ columns: [table.portalId, table.runId], foreignColumns: [runs.portalId, runs.id] }),
    index('run_rules_by_rule')
      .on(table.portalId, table.key, table.runStatus, table.runTrigger, table.runId)
      .where(sql`matched`),
    index('run_rules_that_applied').on(table.portalId, table.key, table.runId).where(hasApplied),
    index('run_rules_of_contact').using('gin', sql`${contactsDecided} jsonb_path_ops`).where(sql`matched`),
    // What rules in shadow mode would have done, and what rules were held back from: seldom, and asked for by itself.
    index('run_rules_that_would')
      .on(table.portalId, table.key, table.version, table.runId)
      .where(sql`mode = 'shadow' and actions @> '[{"effect":"shadow"}]'`),
    index('run_rules_overruled')
      .on(table.portalId, table.key, table.runId)
      .where(sql`actions @> '[{"contacts":[{"effect":"overruled"}]}]'`),
  ],
)

/** The writes of a run, in order. */
export const runOperations = pgTable(
  'run_operations',
  {
    portalId: portalId(),
    runId: uuid('run_id').notNull(),
    place: smallint().notNull(),
    method: text().$type<Operation['method']>().notNull(),
    params: document().$type<Operation['params']>().notNull(),
    result: document(),
    error: document().$type<RunError>(),
  },
  (table) => [
    primaryKey({ columns: [table.portalId, table.runId, table.place] }),
    foreignKey({ columns: [table.portalId, table.runId], foreignColumns: [runs.portalId, runs.id] }),
  ],
)
