import { and, desc, eq, sql } from 'drizzle-orm'
import { v7 as uuidv7 } from 'uuid'
import { type Actor, actorOf } from '../../core/people/person.ts'
import type { Deed } from '../../core/runs/deed.ts'
import type { DealRelease, RunRecord } from '../../core/turns/store.ts'
import type { Database, Transaction } from '../connection/database.ts'
import { recordAudit } from '../record/audit.ts'
import { lockDealsToRecord } from '../statements/lock-deals.ts'
import { ofDeals } from '../statements/of-deals.ts'
import { dealReleases, deeds } from '../tables/schema.ts'
import { endQuarantine } from './quarantines.ts'

/**
 * Has the rules forget what people undid on a deal, so that they may do it again, and ends its quarantine. Under the lock of the deal's records,
 * and kept: a run that began before must not bring back what is forgotten here (`withoutReleased`).
 */
export async function releaseDeal(
  db: Database,
  portalId: number,
  { dealId, by }: { dealId: number; by: Actor },
): Promise<DealRelease> {
  return db.transaction(async (tx) => {
    await lockDealsToRecord(tx, portalId, [dealId])
    const forgotten = await tx
      .delete(deeds)
      .where(and(eq(deeds.portalId, portalId), eq(deeds.dealId, dealId), eq(deeds.state, 'undone')))
      .returning({ ruleKey: deeds.ruleKey, contactId: deeds.contactId, kind: deeds.kind, state: deeds.state })
    const release = { releasedAt: new Date().toISOString(), releasedBy: by.name, forgotten }
    await tx.insert(dealReleases).values({ ...release, portalId, dealId, id: uuidv7() })
    const wasQuarantined = await endQuarantine(tx, portalId, dealId, release)
    const subject = { kind: 'deal', id: String(dealId) }
    const details = { forgotten: forgotten.length, wasQuarantined }
    await recordAudit(tx, { actor: actorOf(by), action: 'deal.released', subject, details })
    return release
  })
}

/** The releases of a deal, newest first, at most 20. */
export async function releasesOf(db: Database, portalId: number, dealId: number): Promise<DealRelease[]> {
  const { releasedAt, releasedBy, forgotten } = dealReleases
  return db.orm
    .select({ releasedAt, releasedBy, forgotten })
    .from(dealReleases)
    .where(and(eq(dealReleases.portalId, portalId), eq(dealReleases.dealId, dealId)))
    .orderBy(desc(dealReleases.id))
    .limit(20)
}

/** The deeds to keep of runs, without the undone ones of deals that were released while their run was under way. */
export async function withoutReleased(
  tx: Transaction,
  portalId: number,
  replaced: readonly [dealId: number, deeds: Deed[]][],
  records: readonly RunRecord[],
): Promise<[number, Deed[]][]> {
  const startedAt = new Map(records.map(({ run }) => [run.dealId, Date.parse(run.startedAt)]))
  const dealIds = replaced.filter(([, now]) => now.some(({ state }) => state === 'undone')).map(([dealId]) => dealId)
  if (dealIds.length === 0) return [...replaced]
  const latest = await tx
    .select({ dealId: dealReleases.dealId, at: sql<string>`max(${dealReleases.releasedAt})` })
    .from(dealReleases)
    .where(ofDeals(dealReleases, portalId, dealIds))
    .groupBy(dealReleases.dealId)
    .prepare('latest_releases')
    .execute()
  const releasedAt = new Map(latest.map(({ dealId, at }) => [dealId, new Date(at).getTime()]))
  return replaced.map(([dealId, now]) => {
    const isReleased = (releasedAt.get(dealId) ?? Number.NEGATIVE_INFINITY) >= (startedAt.get(dealId) ?? 0)
    return [dealId, isReleased ? now.filter(({ state }) => state !== 'undone') : now]
  })
}
