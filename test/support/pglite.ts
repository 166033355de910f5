import { appendFile, mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import type { TestProject } from 'vitest/node'
import { openDatabase } from '../../src/database/connection/open.ts'
import { startDealQueue } from '../../src/queue/deal-queue.ts'
import { fillFromKept } from './kept-directory.ts'

declare module 'vitest' {
  interface ProvidedContext {
    /** A data directory with a closed embedded database, migrated and with the queue's tables, to be copied: making one takes seconds. */
    pgliteTemplate: string
  }
}

export default async function setup({ provide }: TestProject): Promise<() => Promise<void>> {
  const dataDir = await mkdtemp(join(tmpdir(), 'bindery-pglite-'))
  await fillFromKept('pglite', dataDir, makeDatabase)
  provide('pgliteTemplate', dataDir)
  return () => rm(dataDir, { recursive: true, force: true })
}

async function makeDatabase(dataDir: string): Promise<void> {
  const db = await openDatabase({ url: null, dataDir })
  const queue = await startDealQueue(db, { onError: () => {} })
  await queue.stop({ timeoutMs: 1_000 })
  await db.close()
  // Each start fills these with zeros, 128 MB unless told: half of what it costs. Nothing that a test stores needs as many.
  await appendFile(join(dataDir, 'database/postgresql.conf'), 'shared_buffers = 8MB\n')
}
