import { existsSync } from 'node:fs'
import { join } from 'node:path'
import type { Config } from '../../config/config.ts'

/** Where the configured database is. */
export function databaseOptions({ database }: Config): { url: string | null; dataDir: string } {
  return database.kind === 'postgres' ? { url: database.url, dataDir: '' } : { url: null, dataDir: database.dataDir }
}

/** Whether the embedded database is still to be made. */
export function isFirstStart({ database }: Config): boolean {
  return database.kind === 'embedded' && !existsSync(join(database.dataDir, 'database'))
}
