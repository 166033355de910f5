import type postgres from 'postgres'

/** Divides the empty tables as they would be had the service been there for all these days. */
export async function makeMonths(sql: postgres.Sql, days: number): Promise<void> {
  await sql`select rewrite_months(array(select name from run_months order by below), 'first', null, null)`
  const now = new Date()
  const oldest = new Date(now.getTime() - days * 86_400_000)
  const count = (now.getUTCFullYear() - oldest.getUTCFullYear()) * 12 + now.getUTCMonth() - oldest.getUTCMonth() + 1
  for (let month = 0; month <= count; month += 1) {
    const begin = new Date(Date.UTC(oldest.getUTCFullYear(), oldest.getUTCMonth() + month)).toISOString().slice(0, 10)
    for (let isMore = true; isMore; ) {
      const [row] = await sql<{ isMore: boolean }[]>`select end_last_month(${begin}::date) as "isMore"`
      isMore = row?.isMore === true
    }
  }
}
