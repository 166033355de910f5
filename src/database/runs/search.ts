import { and, desc, eq, exists, gte, inArray, isNotNull, lt, or, type SQL, sql } from 'drizzle-orm'
import { unionAll } from 'drizzle-orm/pg-core'
import { type RunStatus, runStatuses, type TriggerType, triggerTypes } from '../../core/runs/run.ts'
import type { Queries } from '../connection/database.ts'
import { idsAround } from '../statements/run-ids.ts'
import { contactsDecided, contactsLinked, runRequests, runRules, runs } from '../tables/schema.ts'

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
 * have, a few dozen short walks, and the newest of all are taken. Only the runs of one deal, of a contact that is in few and of one
 * backfill are looked through.
 */
export function newestRuns(orm: Queries, portalId: number, filter: RunSearch, page: Page) {
  if (filter.contactId === undefined || filter.dealId !== undefined || filter.backfill !== undefined)
    return newestOfAnybody(orm, portalId, filter, page)
  return newestOfContact(orm, portalId, { ...filter, contactId: filter.contactId }, page)
}

function newestOfAnybody(orm: Queries, portalId: number, filter: RunSearch, page: Page) {
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
function newestOfFew(orm: Queries, portalId: number, filter: RunSearch, page: Page, more?: SQL) {
  return orm
    .select({ id: runs.id })
    .from(runs)
    .where(
      and(
        eq(runs.portalId, portalId),
        filter.dealId === undefined ? undefined : eq(runs.dealId, filter.dealId),
        isOfKind(orm, portalId, filter),
        filter.contactId === undefined ? undefined : isOfContact(orm, portalId, filter.contactId),
        filter.backfill === undefined ? undefined : inArray(runs.id, runsOfBackfill(orm, portalId, filter.backfill)),
        idIn(runs.id, filter, page),
        startedIn(filter),
        more,
      ),
    )
    .orderBy(desc(runs.id))
    .limit(page.limit)
}

function isOfKind(orm: Queries, portalId: number, { status, trigger, rule }: RunSearch) {
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
  return and(
    status && eq(runs.status, status),
    trigger && eq(runs.triggerType, trigger),
    rule === undefined ? undefined : exists(matched(rule)),
  )
}

/** So many runs are looked through one by one for each that is wanted. */
const lookedThrough = 10

/**
 * Of one contact. One that is in many runs has a page of them among the newest that pass the rest of the filter; to look up all of
 * its runs would take the longer the more history there is. Where these do not make a page, it is in few, and all are looked up.
 */
function newestOfContact(orm: Queries, portalId: number, filter: RunSearch & { contactId: number }, page: Page) {
  const { contactId, ...rest } = filter
  const most = page.limit * lookedThrough
  const newest = newestOfAnybody(orm, portalId, rest, { ...page, limit: most })
  const looked = orm.$with('looked', { id: runs.id }).as(sql`select id from ${newest} as newest(id)`)
  const decided = orm
    .select({ one: sql`1` })
    .from(runRules)
    .where(
      and(
        eq(runRules.portalId, portalId),
        eq(runRules.runId, runs.id),
        sql`matched`,
        hasContact(contactsDecided, contactId),
      ),
    )
  const near = orm.$with('near').as(
    orm
      .select({ id: runs.id })
      .from(runs)
      .where(
        and(
          eq(runs.portalId, portalId),
          inArray(runs.id, orm.select({ id: looked.id }).from(looked)),
          or(hasContact(contactsLinked, contactId), exists(decided)),
        ),
      )
      .orderBy(desc(runs.id))
      .limit(page.limit),
  )
  const isLeft = sql`(select count(*) from near) < ${page.limit} and (select count(*) from looked) = ${most}`
  const isBehind = sql`${runs.id} < (select id from looked order by id limit 1)`
  const far = newestOfFew(orm, portalId, filter, page, and(isLeft, isBehind))
  const found = unionAll(orm.select({ id: near.id }).from(near), far).as('found')
  return orm.with(looked, near).select({ id: found.id }).from(found).orderBy(desc(found.id)).limit(page.limit)
}

/**
 * Whether a run's deal had the contact before or after, or a rule that matched decided about it. As an array, so that
 * those runs are looked up once, by their index, and not for every run that is looked through.
 */
export function isOfContact(orm: Queries, portalId: number, contactId: number) {
  const ofContact = unionAll(
    orm
      .select({ id: runs.id })
      .from(runs)
      .where(and(eq(runs.portalId, portalId), hasContact(contactsLinked, contactId))),
    orm
      .select({ id: runRules.runId })
      .from(runRules)
      .where(and(eq(runRules.portalId, portalId), sql`matched`, hasContact(contactsDecided, contactId))),
  )
  return sql`${runs.id} = any(array${ofContact})`
}

const hasContact = (contacts: SQL, contactId: number) => sql`${contacts} @> ${JSON.stringify([contactId])}::jsonb`

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
