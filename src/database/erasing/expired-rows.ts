import { and, asc, eq, gt, inArray, lt, ne, notInArray, or, sql } from 'drizzle-orm'
import { impersonalFields } from '../../core/record/retention.ts'
import type { Database } from '../connection/database.ts'
import { idsBetween } from '../statements/run-ids.ts'
import { backfills, dealChanges, dealSnapshots, jobs, journalEvents, outages, runRequests } from '../tables/schema.ts'
import { beforeAnyRun, type ErasedPage } from './expired-runs.ts'

type Page = { before: Date; after: string | null; most: number }

/**
 * Takes what is personal out of snapshots of deals that no run has seen since: the deal's words, and what was read of
 * contacts and companies. Numbers, times and references stay, so that the deal is known to have been there.
 */
export async function eraseSnapshots(db: Database, portalId: number, page: Page): Promise<ErasedPage> {
  const kept = sql`array[${sql.join(
    impersonalFields.map((name) => sql`${name}`),
    sql`, `,
  )}]::text[]`
  const { dealId, takenAt, deal, facts } = dealSnapshots
  const found = await db.orm
    .select({ dealId })
    .from(dealSnapshots)
    .where(
      and(
        eq(dealSnapshots.portalId, portalId),
        gt(dealId, Number(page.after ?? 0)),
        lt(takenAt, page.before.toISOString()),
        sql`(${facts} is not null or ${deal} - ${kept} <> '{}'::jsonb)`,
      ),
    )
    .orderBy(asc(dealId))
    .limit(page.most)
  const ids = found.map((row) => row.dealId)
  if (ids.length === 0) return { erased: 0, next: null }
  const erased = await db.orm
    .update(dealSnapshots)
    .set({
      deal: sql`(select coalesce(jsonb_object_agg(key, value), '{}'::jsonb) from jsonb_each(${deal}) where key = any(${kept}))`,
      facts: null,
    })
    // Not one that a run has renewed meanwhile.
    .where(and(eq(dealSnapshots.portalId, portalId), inArray(dealId, ids), lt(takenAt, page.before.toISOString())))
    .returning({ dealId })
  return { erased: erased.length, next: nextOf(ids, page.most) }
}

/**
 * Removes answered events. The newest of a deal that no run has seen stays: it says that the deal was heard of, without
 * which a sweep would take it for a new one.
 */
export async function eraseEvents(db: Database, portalId: number, page: Page): Promise<ErasedPage> {
  const [at, id] = (page.after ?? `1970-01-01T00:00:00.000Z ${beforeAnyRun}`).split(' ')
  const found = await db.orm
    .select({ id: journalEvents.id, receivedAt: journalEvents.receivedAt })
    .from(journalEvents)
    .where(
      and(
        eq(journalEvents.portalId, portalId),
        sql`(${journalEvents.receivedAt}, ${journalEvents.id}) > (${at}::timestamptz, ${id}::uuid)`,
        lt(journalEvents.receivedAt, page.before.toISOString()),
      ),
    )
    .orderBy(asc(journalEvents.receivedAt), asc(journalEvents.id))
    .limit(page.most)
  if (found.length === 0) return { erased: 0, next: null }
  const isKnownOtherwise = sql`exists (select from deal_snapshots known
      where known.portal_id = ${portalId} and known.deal_id = ${journalEvents.dealId})
    or exists (select from journal_events later where later.portal_id = ${portalId}
      and later.deal_id = ${journalEvents.dealId}
      and (later.received_at, later.id) > (${journalEvents.receivedAt}, ${journalEvents.id}))`
  const gone = await db.orm
    .delete(journalEvents)
    .where(
      and(
        eq(journalEvents.portalId, portalId),
        inArray(
          journalEvents.id,
          found.map((row) => row.id),
        ),
        ne(journalEvents.status, 'pending'),
        sql`(${journalEvents.dealId} is null or ${isKnownOtherwise})`,
      ),
    )
    .returning({ id: journalEvents.id })
  const last = found.at(-1)
  const isLast = last === undefined || found.length < page.most
  return { erased: gone.length, next: isLast ? null : `${last.receivedAt} ${last.id}` }
}

/** Removes answered wishes that deals be run, but those of backfills and reverts that have not ended. */
export async function eraseRequests(db: Database, portalId: number, page: Page): Promise<ErasedPage> {
  const { below } = idsBetween(page.before, page.before)
  const found = await db.orm
    .select({ id: runRequests.id })
    .from(runRequests)
    .where(
      and(
        eq(runRequests.portalId, portalId),
        gt(runRequests.id, page.after ?? beforeAnyRun),
        lt(runRequests.id, below),
      ),
    )
    .orderBy(asc(runRequests.id))
    .limit(page.most)
  const ids = found.map((row) => row.id)
  if (ids.length === 0) return { erased: 0, next: null }
  const underWay = db.orm
    .select({ id: backfills.id })
    .from(backfills)
    .where(and(eq(backfills.portalId, portalId), sql`${backfills.finishedAt} is null`))
  const unended = db.orm
    .select({ id: jobs.id })
    .from(jobs)
    .where(and(eq(jobs.portalId, portalId), sql`${jobs.finishedAt} is null`))
  const gone = await db.orm
    .delete(runRequests)
    .where(
      and(
        eq(runRequests.portalId, portalId),
        inArray(runRequests.id, ids),
        sql`${runRequests.runId} is not null`,
        or(
          sql`${runRequests.jobId} is null`,
          and(notInArray(runRequests.jobId, underWay), notInArray(runRequests.jobId, unended)),
        ),
      ),
    )
    .returning({ id: runRequests.id })
  return { erased: gone.length, next: nextOf(ids, page.most) }
}

/** Removes what sweeps noted of days before, and outages that were over by then. */
export async function eraseChanges(db: Database, portalId: number, page: Page): Promise<ErasedPage> {
  const day = page.before.toISOString().slice(0, 10)
  const some = sql`select ctid from deal_changes where portal_id = ${portalId} and day < ${day}::date limit ${page.most}`
  const removed = await db.orm
    .delete(dealChanges)
    .where(sql`ctid = any(array(${some}))`)
    .returning({ dealId: dealChanges.dealId })
  const gone = removed.length
  if (gone < page.most) {
    await db.orm
      .delete(outages)
      .where(and(eq(outages.portalId, portalId), lt(outages.endedAt, page.before.toISOString())))
  }
  return { erased: gone, next: gone < page.most ? null : '' }
}

/** Removes backtests and previews of reverts that ended before; what was done by reverts stays. */
export async function eraseJobs(db: Database, portalId: number, page: Page): Promise<ErasedPage> {
  const gone = await db.orm
    .delete(jobs)
    .where(
      and(
        eq(jobs.portalId, portalId),
        inArray(jobs.kind, ['backtest', 'revert-preview']),
        lt(jobs.finishedAt, page.before.toISOString()),
      ),
    )
    .returning({ id: jobs.id })
  return { erased: gone.length, next: null }
}

const nextOf = (ids: readonly (string | number)[], most: number): string | null =>
  ids.length < most ? null : String(ids.at(-1))
