import { fileURLToPath } from 'node:url'
import { sql } from 'drizzle-orm'
import { readMigrationFiles } from 'drizzle-orm/migrator'
import type { Queries } from './database.ts'

/** Where drizzle-kit writes the migrations; they are applied in order and never edited. */
export const migrationsFolder = fileURLToPath(new URL('../../../drizzle', import.meta.url))

/** How many of this program's migrations are newer than the last one that the database has seen. */
export async function countPendingMigrations(orm: Pick<Queries, 'select'>): Promise<number> {
  const [seen] = await orm.select({ last: sql<string | null>`max(created_at)` }).from(sql`drizzle.__drizzle_migrations`)
  const last = Number(seen?.last ?? 0)
  return readMigrationFiles({ migrationsFolder }).filter((migration) => migration.folderMillis > last).length
}

/** Whether nothing is left to migrate. */
export async function areUpToDate(orm: Pick<Queries, 'select'>): Promise<boolean> {
  const [known] = await orm
    .select({ isThere: sql<boolean>`to_regclass('drizzle.__drizzle_migrations') is not null` })
    .from(sql`(values (1)) as one`)
  return known?.isThere === true && (await countPendingMigrations(orm)) === 0
}
