import { sql } from 'drizzle-orm'
import type { Transaction } from '../connection/database.ts'

/**
 * Makes whoever writes what is kept of the same deals wait for this transaction. Everybody takes these by ascending
 * deal. It is not the lock of `rememberDeals`: no event waits for a record.
 */
export async function lockDealsToRecord(tx: Transaction, portalId: number, deals: readonly number[]): Promise<void> {
  const dealIds = [...new Set(deals)].sort((a, b) => a - b)
  await tx
    .select({
      locked: sql`pg_advisory_xact_lock(hashtextextended('bindery record ' || ${portalId}::int || ':' || deal_id, 0))`,
    })
    .from(sql`unnest(${sql.param(dealIds)}::bigint[]) as deal_id`)
    .prepare('lock_deals_to_record')
    .execute()
}
