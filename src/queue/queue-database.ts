import { type SQL, sql } from 'drizzle-orm'
import { fromDrizzle, type PGliteLike } from 'pg-boss'

/** A transaction of the caller's, as far as the queue needs it. */
export type QueueTransaction = { execute(query: SQL): PromiseLike<unknown> }

/** What the queue needs of the database that it shares. */
export type QueueDatabase<Tx extends QueueTransaction = QueueTransaction> = {
  transaction<Result>(work: (tx: Tx) => Promise<Result>): Promise<Result>
  /** Calls `heard` for every notification on the channel, and once it listens (again). Ends with what it answers. */
  listen(channel: string, heard: () => void): Promise<() => Promise<void>>
  /** Where pg-boss opens a pool of its own, or the one embedded connection that it shares. */
  queueConnection(): { url: string } | { pglite: PGliteLike }
}

/** Has pg-boss run its statements in the caller's transaction. */
export function inTransaction(tx: QueueTransaction): ReturnType<typeof fromDrizzle> {
  // The drivers answer with an array of rows or with an object that holds it, which a transaction on either of them
  // types as unknown; fromDrizzle tells them apart when it runs.
  return fromDrizzle(tx as Parameters<typeof fromDrizzle>[0], sql)
}
