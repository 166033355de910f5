import { and, eq, type SQL, sql } from 'drizzle-orm'
import type { PgColumn } from 'drizzle-orm/pg-core'

/** The rows of these deals, of whatever table has such. The ids are one array, so any number makes the same statement. */
export function ofDeals(
  table: { portalId: PgColumn; dealId: PgColumn },
  portalId: number,
  dealIds: readonly number[],
): SQL | undefined {
  return and(eq(table.portalId, portalId), sql`${table.dealId} = any(${sql.param(dealIds)}::bigint[])`)
}
