import { sql } from 'drizzle-orm'
import type { Database } from '../connection/database.ts'

/**
 * Has the tables of the next month ready, a week ahead. Each step is a transaction of its own, as what one locks others
 * wait for.
 */
export const keepMonths = (db: Database): Promise<void> => asLongAs(db, sql`keep_months()`)

/** Writes months anew whose runs, or the traces of them, have expired: the room of what has gone is given back. */
export const packMonths = (db: Database): Promise<void> => asLongAs(db, sql`pack_months()`)

async function asLongAs(db: Database, step: ReturnType<typeof sql>): Promise<void> {
  for (;;) {
    const [row] = await db.orm.select({ isMore: sql<boolean>`is_more` }).from(sql`${step} as is_more`)
    if (row?.isMore !== true) return
  }
}
