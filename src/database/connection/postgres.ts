import { sql } from 'drizzle-orm'
import { drizzle } from 'drizzle-orm/postgres-js'
import postgres from 'postgres'
import { within } from '../../within.ts'
import * as schema from '../tables/schema.ts'
import type { Database, Queries } from './database.ts'
import { puttingIntoWords } from './in-words.ts'
import { areUpToDate, countPendingMigrations } from './migrate.ts'
import { migrateBesideOthers } from './migrate-beside-others.ts'
import { preparingInTransactions } from './prepared.ts'
import { refuseUnfit } from './server-fit.ts'
import { DatabaseUnavailable, explainUnavailable } from './unavailable.ts'

const connections = 10
/** Few, so that each soon has what it is asked prepared. */
const urgentConnections = 2
const pingTimeoutMs = 3_000
const closeTimeoutSeconds = 5
/** The driver's own pauses grow to 20 s, for which nothing is stored although the database is back. */
const secondsToReconnect = (tries: number) => Math.min(2, 0.05 * 2 ** tries)

/** Times come as they are read here, whatever the server, the database or the role says otherwise. */
const asWeRead = { DateStyle: 'ISO, MDY', TimeZone: 'UTC' }

/** Opens PostgreSQL at `url` and brings its tables up to date. Throws `DatabaseUnavailable`. */
export async function openPostgres(url: string): Promise<Database> {
  const address = addressOf(url)
  const options = {
    ...databaseIn(url),
    onnotice: () => {},
    connect_timeout: 10,
    connection: { application_name: 'bindery', ...asWeRead },
  }
  try {
    await migrateUnderLock(url, options, address)
  } catch (error) {
    throw explainUnavailable(error, address)
  }
  const client = postgres(url, { ...options, max: connections, backoff: secondsToReconnect })
  const orm: Queries = drizzle(preparingInTransactions(client), { schema })
  const urgentClient = postgres(url, { ...options, max: urgentConnections, backoff: secondsToReconnect })
  const inWords = puttingIntoWords()
  const unanswered = () =>
    new DatabaseUnavailable('database_unreachable', `DATABASE_URL (${address}): no answer in ${pingTimeoutMs} ms.`)
  return {
    kind: 'postgres',
    orm,
    transaction: (work) => orm.transaction(work),
    async urgently(statement, values) {
      const { text, parameters } = inWords(statement, values)
      // Whoever puts a statement together puts in it what the database takes.
      await urgentClient.unsafe(text, parameters as postgres.ParameterOrJSON<never>[], { prepare: true })
    },
    ping: () =>
      within(pingTimeoutMs, orm.execute(sql`select 1`), unanswered).then(
        () => {},
        (error: unknown) => Promise.reject(explainUnavailable(error, address)),
      ),
    pendingMigrations: () => countPendingMigrations(orm),
    async listen(channel, heard) {
      // On a connection of its own, which the driver opens again when it is lost; what was missed meanwhile is unknown.
      const { unlisten } = await client.listen(channel, heard, () => heard(null))
      return unlisten
    },
    close: async () => {
      await Promise.all([client, urgentClient].map((one) => one.end({ timeout: closeTimeoutSeconds })))
    },
    queueConnection: () => ({ url }),
  }
}

/**
 * Several processes may start at once: the first takes the lock and migrates, the others wait and find nothing left to
 * do. The lock belongs to the session, so it is on one connection of its own and goes with it, whatever happens.
 */
async function migrateUnderLock(url: string, options: postgres.Options<Record<string, never>>, address: string) {
  const client = postgres(url, { ...options, max: 1 })
  try {
    await refuseUnfit(client, address)
    await client`select pg_advisory_lock(hashtextextended('bindery migrations', 0))`
    // A role that may not make tables works with those that are up to date.
    if (await areUpToDate(drizzle(client))) return
    await migrateBesideOthers(client)
  } finally {
    await client.end({ timeout: closeTimeoutSeconds })
  }
}

/**
 * Which database `url` names: the driver takes a percent-encoded name as it stands. Without one it is the user's own. Throws
 * `DatabaseUnavailable` when it cannot be decoded.
 */
export function databaseIn(url: string): { database?: string } {
  const name = URL.parse(url)?.pathname.slice(1) ?? ''
  try {
    return name === '' ? {} : { database: decodeURIComponent(name) }
  } catch {
    throw noAddress()
  }
}

/** Where `url` leads, for messages: no password, no parameters. Throws `DatabaseUnavailable` when it is no address. */
function addressOf(url: string): string {
  const parsed = URL.parse(url)
  if (!parsed || !/^postgres(ql)?:$/.test(parsed.protocol)) {
    throw noAddress()
  }
  const user = parsed.username && `${parsed.username}@`
  return `postgres://${user}${parsed.host}${parsed.pathname}`
}

const noAddress = () =>
  new DatabaseUnavailable(
    'bad_database_url',
    'DATABASE_URL is not an address of PostgreSQL. Write it as postgres://USER:PASSWORD@HOST:PORT/DATABASE.',
  )
