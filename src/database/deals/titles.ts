import { sql } from 'drizzle-orm'
import type { Database } from '../connection/database.ts'
import { ofDeals } from '../statements/of-deals.ts'
import { dealSnapshots } from '../tables/schema.ts'

/** What deals were called when their last run saw them; a deal without a title is left out. */
export async function dealTitles(
  db: Database,
  portalId: number,
  dealIds: readonly number[],
): Promise<Map<number, string>> {
  if (dealIds.length === 0) return new Map()
  const rows = await db.orm
    .select({ dealId: dealSnapshots.dealId, title: sql<string | null>`${dealSnapshots.deal} ->> 'title'` })
    .from(dealSnapshots)
    .where(ofDeals(dealSnapshots, portalId, dealIds))
  return new Map(rows.flatMap(({ dealId, title }) => (title === null || title === '' ? [] : [[dealId, title]])))
}
