import type { PGlite } from '@electric-sql/pglite'
import type { SQL } from 'drizzle-orm'
import type { PgDatabase, PgQueryResultHKT } from 'drizzle-orm/pg-core'
import type * as schema from '../tables/schema.ts'

/** Runs queries: the pool itself, or one transaction of it. */
export type Queries = PgDatabase<PgQueryResultHKT, typeof schema>

/** One transaction under way. On PGlite there is one connection: never wait in it for anything outside it. */
export type Transaction = Queries

/** An open, migrated database. */
export type Database = {
  kind: 'postgres' | 'pglite'
  orm: Queries
  /** Commits when `work` resolves and rolls back when it throws. */
  transaction<Result>(work: (tx: Transaction) => Promise<Result>): Promise<Result>
  /**
   * Carries out one statement, its placeholders filled in, never behind others that wait for a connection: for what
   * somebody outside waits for. A statement that is the same object is put into words once.
   */
  urgently(statement: SQL, values: Record<string, unknown>): Promise<void>
  /** Resolves when the database answers; throws `DatabaseUnavailable` within about three seconds otherwise. */
  ping(): Promise<void>
  /** How many of this program's migrations the database has not seen. */
  pendingMigrations(): Promise<number>
  /** Calls `heard` with every notification on the channel, and with null once it listens (again). Ends with what it answers. */
  listen(channel: string, heard: (payload: string | null) => void): Promise<() => Promise<void>>
  /** Lets queries under way end, then closes every connection. */
  close(): Promise<void>
  /**
   * What the queue needs to reach the same database by its own means: the address for a pool of its own, or the one
   * embedded connection. A function, as the address holds the password and must not show up when a database is logged.
   */
  queueConnection(): { url: string } | { pglite: PGlite }
}
