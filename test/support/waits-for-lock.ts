import { sql } from 'drizzle-orm'
import type { Database } from '../../src/database/connection/open.ts'

/** Whether anybody waits for a lock on this PostgreSQL database. */
export async function waitsForLock({ orm }: Database): Promise<boolean> {
  const waiting = await orm
    .select({ pid: sql`pid` })
    .from(sql`pg_stat_activity`)
    .where(sql`datname = current_database() and wait_event_type = 'Lock'`)
  return waiting.length > 0
}
