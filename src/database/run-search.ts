import { and, desc, eq, exists, gte, inArray, isNotNull, lt, sql } from 'drizzle-orm'
import { unionAll } from 'drizzle-orm/pg-core'
import { type RunStatus, runStatuses, type TriggerType, triggerTypes } from '../core/runs/run.ts'
import type { Queries } from './database.ts'
import { idsAround } from './run-ids.ts'
import { contactsDecided, contactsLinked, runRequests, runRules, runs } from './schema.ts'

export type RunSearch = {
  dealId?: number | undefined
  status?: RunStatus | undefined
  /** A rule's key: only runs in which that rule matched, whatever came of its actions. */
  rule?: string | undefined
  trigger?: TriggerType | undefined
  /** Only runs whose deal had the contact before or after, or in which a rule that matched decided about it. */
  contactId?: number | undefined
  /** Runs of one backfill's deals, by its id. */
  backfill?: string | undefined
  /** Of `startedAt`; `from` is inside, `to` outside. */
  from?: Date | undefined
  to?: Date | undefined
}

type Page = { before: string | undefined; limit: number }

/**
 * Selects the ids of the newest `limit` runs that pass the filter and are older than the run `before`, newest first.
 *
 * However much history there is, no combination may look through runs that another part of the filter turns away.
 * Times bound the ids, by which every index ends. Status and trigger lead an index together, and so they do in that of
 * the runs that a rule matched: where one of them is left open, the newest runs are looked up for each value that it can
 * have, a few dozen short walks, and the newest of all are taken. Only the runs of one deal, of one contact and of one
 * backfill are looked through.
 */
export function newestRuns(orm: Queries, portalId: number, filter: RunSearch, page: Page) {
  if ([filter.dealId, filter.contactId, filter.backfill].some((one) => one !== undefined))
    return newestOfFew(orm, portalId, filter, page)
  if (filter.rule !== undefined) return newestOfRule(orm, portalId, filter, page)
  if (filter.status !== undefined || filter.trigger !== undefined) return newestOfKinds(orm, portalId, filter, page)
  return orm
    .select({ id: runs.id })
    .from(runs)
    .where(and(eq(runs.portalId, portalId), idIn(runs.id, filter, page), startedIn(filter)))
    .orderBy(desc(runs.id))
    .limit(page.limit)
}

/** Of one deal, of one contact, or of the deals of a backfill. */
function newestOfFew(orm: Queries, portalId: number, filter: RunSearch, page: Page) {
  const matched = (key: string) =>
    orm
      .select({ one: sql`1` })
      .from(runRules)
      .where(
        and(
          eq(runRules.portalId, portalId),
          eq(runRules.runId, runs.id),
          eq(runRules.key, key),
          sql`${runRules.matched}`,
        ),
      )
  return orm
    .select({ id: runs.id })
    .from(runs)
    .where(
      and(
        eq(runs.portalId, portalId),
        filter.dealId === undefined ? undefined : eq(runs.dealId, filter.dealId),
        filter.status && eq(runs.status, filter.status),
        filter.trigger && eq(runs.triggerType, filter.trigger),
        filter.rule === undefined ? undefined : exists(matched(filter.rule)),
        filter.contactId === undefined ? undefined : isOfContact(orm, portalId, filter.contactId),
        filter.backfill === undefined ? undefined : inArray(runs.id, runsOfBackfill(orm, portalId, filter.backfill)),
        idIn(runs.id, filter, page),
        startedIn(filter),
      ),
    )
    .orderBy(desc(runs.id))
    .limit(page.limit)
}

/**
 * Whether a run's deal had the contact before or after, or a rule that matched decided about it. As an array, so that
 * those runs are looked up once, by their index, and not for every run that is looked through.
 */
export function isOfContact(orm: Queries, portalId: number, contactId: number) {
  const has = (contacts: typeof contactsLinked) => sql`${contacts} @> ${JSON.stringify([contactId])}::jsonb`
  const ofContact = unionAll(
    orm
      .select({ id: runs.id })
      .from(runs)
      .where(and(eq(runs.portalId, portalId), has(contactsLinked))),
    orm
      .select({ id: runRules.runId })
      .from(runRules)
      .where(and(eq(runRules.portalId, portalId), sql`matched`, has(contactsDecided))),
  )
  return sql`${runs.id} = any(array${ofContact})`
}

const runsOfBackfill = (orm: Queries, portalId: number, id: string) =>
  orm
    .select({ id: runRequests.runId })
    .from(runRequests)
    .where(and(eq(runRequests.portalId, portalId), eq(runRequests.jobId, id), isNotNull(runRequests.runId)))

function newestOfKinds(orm: Queries, portalId: number, filter: RunSearch, page: Page) {
  const ofKind = orm
    .select({ id: runs.id })
    .from(runs)
    .where(
      and(
        eq(runs.portalId, portalId),
        eq(runs.status, kind.status),
        eq(runs.triggerType, kind.trigger),
        idIn(runs.id, filter, page),
        startedIn(filter),
      ),
    )
    .orderBy(desc(runs.id))
    .limit(page.limit)
    .as('of_kind')
  return orm
    .select({ id: ofKind.id })
    .from(kindsIn(filter))
    .crossJoinLateral(ofKind)
    .orderBy(desc(ofKind.id))
    .limit(page.limit)
}

function newestOfRule(orm: Queries, portalId: number, filter: RunSearch, page: Page) {
  const hasTime = filter.from !== undefined || filter.to !== undefined
  const began = orm
    .select({ one: sql`1` })
    .from(runs)
    .where(and(eq(runs.portalId, runRules.portalId), eq(runs.id, runRules.runId), startedIn(filter)))
  const ofKind = orm
    .select({ id: runRules.runId })
    .from(runRules)
    .where(
      and(
        eq(runRules.portalId, portalId),
        filter.rule === undefined ? undefined : eq(runRules.key, filter.rule),
        // Written out, as the partial index is only used for a condition that the planner can see.
        sql`${runRules.matched}`,
        eq(runRules.runStatus, kind.status),
        eq(runRules.runTrigger, kind.trigger),
        idIn(runRules.runId, filter, page),
        hasTime ? exists(began) : undefined,
      ),
    )
    .orderBy(desc(runRules.runId))
    .limit(page.limit)
    .as('of_kind')
  return orm
    .select({ id: ofKind.id })
    .from(kindsIn(filter))
    .crossJoinLateral(ofKind)
    .orderBy(desc(ofKind.id))
    .limit(page.limit)
}

const kind = { status: sql`kind.status`, trigger: sql`kind.trigger` }

/** Every pair of a status and a trigger that the filter lets through. */
function kindsIn({ status, trigger }: RunSearch) {
  const pairs = (status ? [status] : runStatuses).flatMap((one) =>
    (trigger ? [trigger] : triggerTypes).map((other) => sql`(${one}::text, ${other}::text)`),
  )
  return sql`(values ${sql.join(pairs, sql`, `)}) as kind(status, trigger)`
}

function idIn(id: typeof runs.id | typeof runRules.runId, filter: RunSearch, { before }: Page) {
  const { least, below } = idsAround(filter)
  const older = (than: string | undefined) => (than === undefined ? undefined : lt(id, than))
  return and(least === undefined ? undefined : gte(id, least), older(below), older(before))
}

function startedIn({ from, to }: RunSearch) {
  return and(from && gte(runs.startedAt, from.toISOString()), to && lt(runs.startedAt, to.toISOString()))
}
