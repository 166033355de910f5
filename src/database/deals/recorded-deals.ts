import { and, count, desc, eq, inArray, lt, sql } from 'drizzle-orm'
import type { Link } from '../../core/deal/link.ts'
import type { Fields, SeenFacts } from '../../core/deal/snapshot.ts'
import type { Deed } from '../../core/runs/deed.ts'
import type { Database } from '../connection/database.ts'
import { dealSnapshots, runs } from '../tables/schema.ts'
import { readDeeds } from './memory.ts'

/** A deal as its last run left it, with everything that the rules may ask for. */
export type RecordedDealRow = {
  dealId: number
  takenAt: string
  deal: Fields
  facts: SeenFacts | null
  links: Link[]
  deeds: Deed[]
}

/** Deals with a snapshot, newest first, `limit` of those below `beforeId`; `ids`: only among these. */
export async function recordedDeals(
  db: Database,
  portalId: number,
  { beforeId, limit, ids }: { beforeId: number | null; limit: number; ids?: readonly number[] | undefined },
): Promise<RecordedDealRow[]> {
  const lastLinks = db.orm
    .select({ links: runs.linksAfter })
    .from(runs)
    .where(
      and(
        eq(runs.portalId, dealSnapshots.portalId),
        eq(runs.dealId, dealSnapshots.dealId),
        sql`${runs.status} not in ('failed', 'skipped')`,
      ),
    )
    .orderBy(desc(runs.id))
    .limit(1)
  const { dealId, takenAt, deal, facts } = dealSnapshots
  const rows = await db.orm
    .select({ dealId, takenAt, deal, facts, links: sql<Link[] | null>`(${lastLinks})` })
    .from(dealSnapshots)
    .where(and(eq(dealSnapshots.portalId, portalId), among(ids), beforeId === null ? undefined : lt(dealId, beforeId)))
    .orderBy(desc(dealId))
    .limit(limit)
  const standing = await readDeeds(
    db.orm,
    portalId,
    rows.map((row) => row.dealId),
  )
  return rows.map((row) => ({ ...row, links: row.links ?? [], deeds: standing.get(row.dealId) ?? [] }))
}

export async function countRecordedDeals(db: Database, portalId: number, ids?: readonly number[]): Promise<number> {
  const [row] = await db.orm
    .select({ deals: count() })
    .from(dealSnapshots)
    .where(and(eq(dealSnapshots.portalId, portalId), among(ids)))
  return row?.deals ?? 0
}

const among = (ids: readonly number[] | undefined) =>
  ids === undefined ? undefined : inArray(dealSnapshots.dealId, [...ids])
