import { setTimeout as wait } from 'node:timers/promises'
import { drizzle } from 'drizzle-orm/postgres-js'
import { migrate } from 'drizzle-orm/postgres-js/migrator'
import type postgres from 'postgres'
import { migrationsFolder } from './migrate.ts'
import { errorCode } from './unavailable.ts'

/** Less than the second after which PostgreSQL looks for a deadlock, and fails one of those in it. */
const longestLockWaitMs = 400
const pauseMs = 200
const giveUpAfterMs = 120_000

/** 55P03: a lock was not to be had in that time; 40P01: a deadlock. */
const isLockFault = (error: unknown): boolean => ['55P03', '40P01'].includes(errorCode(error))

/**
 * Brings the tables up to date while processes of an older version work on them, all in one transaction. It locks table
 * after table, and others may hold what it wants next and wait for what it has. So that none of their statements fails for
 * it, it gives up first, gives back all its locks, and tries again.
 */
export async function migrateBesideOthers(client: postgres.Sql): Promise<void> {
  await client`select set_config('lock_timeout', ${`${longestLockWaitMs}ms`}, false)`
  const until = Date.now() + giveUpAfterMs
  for (;;) {
    try {
      return await migrate(drizzle(client), { migrationsFolder })
    } catch (error) {
      if (!isLockFault(error) || Date.now() > until) throw error
    }
    await wait(pauseMs)
  }
}
