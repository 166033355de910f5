import { and, asc, count, countDistinct, desc, eq, sql } from 'drizzle-orm'
import type { Fields } from '../../core/deal/snapshot.ts'
import type { LinksSeen } from '../../core/reverts/undone.ts'
import type { Deed } from '../../core/runs/deed.ts'
import type { Database } from '../connection/database.ts'
import { ofDeals } from '../statements/of-deals.ts'
import { dealSnapshots, deeds, runs } from '../tables/schema.ts'

/** The deals on which a rule did something, and whether somebody has undone any of it. */
function dealsOf(db: Database, portalId: number, ruleKey: string) {
  return db.orm
    .select({ dealId: deeds.dealId, isUndone: sql<boolean>`bool_or(${deeds.state} = 'undone')`.as('is_undone') })
    .from(deeds)
    .where(and(eq(deeds.portalId, portalId), eq(deeds.ruleKey, ruleKey)))
    .groupBy(deeds.dealId)
    .as('of_rule')
}

export async function countUndone(
  db: Database,
  portalId: number,
  ruleKey: string,
): Promise<{ undone: number; kept: number }> {
  const ofRule = dealsOf(db, portalId, ruleKey)
  const [row] = await db.orm
    .select({ deals: count(), undone: sql<number>`(count(*) filter (where ${ofRule.isUndone}))::int` })
    .from(ofRule)
  const { deals = 0, undone = 0 } = row ?? {}
  return { undone, kept: deals - undone }
}

/** Deals on which the rule's work was undone, or stands, as their last runs saw them; those that ran last first. */
export async function dealsJudged(
  db: Database,
  portalId: number,
  ruleKey: string,
  { isUndone, limit }: { isUndone: boolean; limit: number },
): Promise<{ dealId: number; deal: Fields }[]> {
  const ofRule = dealsOf(db, portalId, ruleKey)
  return db.orm
    .select({ dealId: dealSnapshots.dealId, deal: dealSnapshots.deal })
    .from(ofRule)
    .innerJoin(dealSnapshots, and(eq(dealSnapshots.portalId, portalId), eq(dealSnapshots.dealId, ofRule.dealId)))
    .where(sql`${ofRule.isUndone} = ${isUndone}`)
    .orderBy(desc(dealSnapshots.takenAt), desc(dealSnapshots.dealId))
    .limit(limit)
}

/** Whom people undid it for most often, and by how many deals. */
export async function contactsUndone(
  db: Database,
  portalId: number,
  ruleKey: string,
  limit: number,
): Promise<{ contactId: number; deals: number }[]> {
  const deals = countDistinct(deeds.dealId)
  return db.orm
    .select({ contactId: deeds.contactId, deals })
    .from(deeds)
    .where(isUndoneOf(portalId, ruleKey))
    .groupBy(deeds.contactId)
    .orderBy(desc(deals), asc(deeds.contactId))
    .limit(limit)
}

/** What was undone on these deals. */
export async function undoneDeeds(
  db: Database,
  portalId: number,
  ruleKey: string,
  dealIds: readonly number[],
): Promise<{ dealId: number; contactId: number; kind: Deed['kind'] }[]> {
  return db.orm
    .select({ dealId: deeds.dealId, contactId: deeds.contactId, kind: deeds.kind })
    .from(deeds)
    .where(and(ofDeals(deeds, portalId, dealIds), isUndoneOf(portalId, ruleKey)))
    .orderBy(asc(deeds.dealId), asc(deeds.contactId), asc(deeds.kind))
}

const isUndoneOf = (portalId: number, ruleKey: string) =>
  and(eq(deeds.portalId, portalId), eq(deeds.ruleKey, ruleKey), eq(deeds.state, 'undone'))

/** Of each deal the newest runs that saw its links, newest first. */
export async function lastLinksSeen(
  db: Database,
  portalId: number,
  dealIds: readonly number[],
  perDeal: number,
): Promise<Map<number, LinksSeen[]>> {
  const last = db.orm
    .select({
      dealId: runs.dealId,
      id: runs.id,
      startedAt: runs.startedAt,
      finishedAt: runs.finishedAt,
      linksBefore: runs.linksBefore,
      linksAfter: runs.linksAfter,
    })
    .from(runs)
    .where(
      and(
        eq(runs.portalId, portalId),
        eq(runs.dealId, sql`asked.deal_id`),
        sql`${runs.status} not in ('failed', 'skipped')`,
      ),
    )
    .orderBy(desc(runs.id))
    .limit(perDeal)
    .as('last')
  const rows = await db.orm
    .select({
      dealId: last.dealId,
      id: last.id,
      startedAt: last.startedAt,
      finishedAt: last.finishedAt,
      linksBefore: last.linksBefore,
      linksAfter: last.linksAfter,
    })
    .from(sql`unnest(${sql.param(dealIds)}::bigint[]) as asked(deal_id)`)
    .crossJoinLateral(last)
    .orderBy(desc(last.id))
  const byDeal = Map.groupBy(rows, ({ dealId }) => dealId)
  return new Map([...byDeal].map(([dealId, some]) => [dealId, some.map(({ dealId: _dealId, ...run }) => run)]))
}
