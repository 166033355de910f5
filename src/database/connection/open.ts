import type { Database } from './database.ts'
import { openPglite } from './pglite.ts'
import { openPostgres } from './postgres.ts'
import { failWithoutValues } from './statement-failed.ts'

export type { Database, Queries, Transaction } from './database.ts'
export { DatabaseUnavailable, isConnectionFault } from './unavailable.ts'

/**
 * The database, with its tables up to date: PostgreSQL at `url`, or without one the embedded database under `dataDir`
 * (`memory://` keeps nothing). Throws `DatabaseUnavailable`, whose message a person can act on.
 */
export async function openDatabase(options: { url: string | null; dataDir: string }): Promise<Database> {
  failWithoutValues()
  return options.url === null ? openPglite(options.dataDir) : openPostgres(options.url)
}
