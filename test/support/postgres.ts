import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import postgres from 'postgres'
import type { TestProject } from 'vitest/node'
import { openDatabase } from '../../src/database/connection/open.ts'
import { startDealQueue } from '../../src/queue/deal-queue.ts'
import { fillFromKept } from './kept-directory.ts'
import { aPostgresServer, type PostgresServer } from './postgres-server.ts'

declare module 'vitest' {
  interface ProvidedContext {
    /** The server's own database; tests make theirs from the template `bindery_template`. */
    postgresUrl: string
  }
}

export const template = 'bindery_template'

/** Runs one PostgreSQL on a free port of this machine for the whole test run, with a migrated database to copy. */
export default async function setup({ provide }: TestProject): Promise<() => Promise<void>> {
  const { url, databaseDir, server } = await startPostgres()
  provide('postgresUrl', url)
  return async () => {
    await server.stop()
    await rm(databaseDir, { recursive: true, force: true })
  }
}

/** A PostgreSQL of the caller's own, who stops it and removes its directory. */
export async function startPostgres(): Promise<PostgresServer & { databaseDir: string }> {
  const databaseDir = await mkdtemp(join(tmpdir(), 'bindery-postgres-'))
  const { server, url, output } = await aPostgresServer(databaseDir)
  try {
    await fillFromKept('postgres', databaseDir, async () => {
      await server.initialise()
      await server.start()
      await migrateTemplate(url)
      await server.stop()
    })
    await server.start()
  } catch (error) {
    await rm(databaseDir, { recursive: true, force: true })
    throw new Error(`The tests' PostgreSQL did not start:\n${output.join('')}`, { cause: error })
  }
  return { url, databaseDir, server, output }
}

async function migrateTemplate(url: string): Promise<void> {
  const client = postgres(url, { max: 1 })
  await client`create database ${client(template)}`
  await client.end()
  const database = await openDatabase({ url: url.replace(/postgres$/, template), dataDir: '' })
  const queue = await startDealQueue(database, { onError: () => {} })
  await queue.stop({ timeoutMs: 1_000 })
  await database.close()
}
