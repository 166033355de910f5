import { join } from 'node:path'
import { PGlite } from '@electric-sql/pglite'
import { sql } from 'drizzle-orm'
import { drizzle } from 'drizzle-orm/pglite'
import { migrate } from 'drizzle-orm/pglite/migrator'
import * as schema from '../tables/schema.ts'
import { createDirectory } from './create-directory.ts'
import type { Database, Queries } from './database.ts'
import { lockDirectory } from './directory-lock.ts'
import { puttingIntoWords } from './in-words.ts'
import { countPendingMigrations, migrationsFolder } from './migrate.ts'
import { DatabaseUnavailable } from './unavailable.ts'

const inMemory = 'memory://'

/**
 * Opens the embedded database under `dataDir` (or in memory, for `memory://`) and brings its tables up to date. It
 * belongs to this process alone: two would ruin each other's files. Throws `DatabaseUnavailable`.
 */
export async function openPglite(dataDir: string): Promise<Database> {
  const isInMemory = dataDir === inMemory
  const directory = isInMemory ? inMemory : join(dataDir, 'database')
  if (!isInMemory) await claimDirectory(dataDir)
  const release = isInMemory ? async () => {} : await lockDirectory(dataDir)
  let client: PGlite | undefined
  try {
    client = await PGlite.create(directory)
    const orm = drizzle(client, { schema })
    await migrate(orm, { migrationsFolder })
    return asDatabase(client, orm, release)
  } catch (error) {
    await client?.close().catch(() => {})
    await release()
    throw new DatabaseUnavailable(
      'database_broken',
      `DATA_DIR: the embedded database in ${directory} could not be opened (${error instanceof Error ? error.message : error}). Restore that directory from a backup, or move it away to begin with an empty one.`,
    )
  }
}

function asDatabase(client: PGlite, orm: Queries, release: () => Promise<void>): Database {
  const inWords = puttingIntoWords()
  return {
    kind: 'pglite',
    orm,
    transaction: (work) => orm.transaction(work),
    // There is one connection.
    async urgently(statement, values) {
      const { text, parameters } = inWords(statement, values)
      await client.query(text, parameters)
    },
    ping: async () => void (await orm.execute(sql`select 1`)),
    pendingMigrations: () => countPendingMigrations(orm),
    close: async () => {
      if (!client.closed) await client.close()
      await release()
    },
    async listen(channel, heard) {
      const stop = await client.listen(channel, heard)
      heard(null)
      return () => stop()
    },
    queueConnection: () => ({ pglite: client }),
  }
}

async function claimDirectory(dataDir: string): Promise<void> {
  try {
    await createDirectory(dataDir)
  } catch (error) {
    throw new DatabaseUnavailable(
      'database_not_permitted',
      `DATA_DIR: ${dataDir} cannot be created (${error instanceof Error ? error.message : error}). Name a directory that this user may write to.`,
    )
  }
}
