import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import type { TestProject } from 'vitest/node'
import { openDatabase } from '../../src/database/open.ts'

declare module 'vitest' {
  interface ProvidedContext {
    /** A data directory with a migrated, closed embedded database, to be copied: making one takes seconds. */
    pgliteTemplate: string
  }
}

export default async function setup({ provide }: TestProject): Promise<() => Promise<void>> {
  const dataDir = await mkdtemp(join(tmpdir(), 'bindery-pglite-'))
  const db = await openDatabase({ url: null, dataDir })
  await db.close()
  provide('pgliteTemplate', dataDir)
  return () => rm(dataDir, { recursive: true, force: true })
}
