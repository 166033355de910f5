import { randomBytes } from 'node:crypto'
import { mkdir, mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import postgres from 'postgres'
import { afterAll, beforeAll, inject } from 'vitest'
import { type Database, openDatabase } from '../../src/database/connection/open.ts'
import { ensurePortal } from '../../src/database/portals/portals.ts'
import { copyDirectory } from './copy-directory.ts'
import { template } from './postgres.ts'

/** Every database that Bindery runs on; a storage test runs on each. */
export const databaseKinds = ['pglite', 'postgres'] as const
export type DatabaseKind = (typeof databaseKinds)[number]

export type TestDatabase = {
  db: Database
  /** Where it can be opened once more; null when it is embedded. */
  url: string | null
  /** Closes it and leaves nothing behind. */
  remove(): Promise<void>
}

/** A database of the test file's own, migrated and empty. */
export async function openTestDatabase(kind: DatabaseKind): Promise<TestDatabase> {
  if (kind === 'pglite') {
    const dataDir = await copyPgliteTemplate()
    const db = await openDatabase({ url: null, dataDir })
    return {
      db,
      url: null,
      remove: async () => {
        await db.close()
        await rm(dataDir, { recursive: true, force: true })
      },
    }
  }
  const { url, drop } = await createPostgresDatabase()
  const db = await openDatabase({ url, dataDir: '' })
  return {
    db,
    url,
    remove: async () => {
      await db.close()
      await drop()
    },
  }
}

export type OwnDatabase = Pick<TestDatabase, 'db' | 'url'> & {
  /** A portal in it. */
  readonly portalId: number
  /** One more, of which nothing is known yet. */
  aPortal(): Promise<number>
}

/** A database for the tests of the block in which this is called, open from before the first of them until after the last. */
export function ownDatabase(kind: DatabaseKind): OwnDatabase {
  let opened: TestDatabase
  let portalId: number
  let portals = 0
  const aPortal = async () => (await ensurePortal(opened.db, { domain: `${++portals}.bitrix24.com` })).id
  beforeAll(async () => {
    opened = await openTestDatabase(kind)
    portalId = await aPortal()
  })
  afterAll(() => opened.remove())
  return {
    get db() {
      return opened.db
    },
    get url() {
      return opened.url
    },
    get portalId() {
      return portalId
    },
    aPortal,
  }
}

/** Fills a data directory, one of the caller's own unless told, with an empty embedded database; the caller removes it. */
export async function copyPgliteTemplate(to?: string): Promise<string> {
  const dataDir = to ?? (await mkdtemp(join(tmpdir(), 'bindery-data-')))
  if (to !== undefined) await mkdir(to, { recursive: true })
  await copyDirectory(inject('pgliteTemplate'), dataDir)
  return dataDir
}

/** Where an empty database is that outlives a service: `options` for each service on it. */
export async function aKeptDatabase(kind: DatabaseKind) {
  if (kind === 'pglite') {
    const databaseDir = await copyPgliteTemplate()
    return { options: { databaseDir }, remove: () => rm(databaseDir, { recursive: true, force: true }) }
  }
  const { url: databaseUrl, drop } = await createPostgresDatabase()
  return { options: { databaseUrl }, remove: drop }
}

/** A database on the test server: a copy of the migrated template, or an empty one. */
export async function createPostgresDatabase(from: string = template) {
  const serverUrl = inject('postgresUrl')
  const name = `test_${randomBytes(6).toString('hex')}`
  // Nothing of the copy has to be logged, which is what the other strategy does, at twice the cost.
  await onServer((client) => client`create database ${client(name)} template ${client(from)} strategy file_copy`)
  return {
    url: serverUrl.replace(/postgres$/, name),
    drop: () => onServer((client) => client`drop database ${client(name)} with (force)`),
  }
}

async function onServer(work: (client: postgres.Sql) => PromiseLike<unknown>): Promise<void> {
  const client = postgres(inject('postgresUrl'), { max: 1, onnotice: () => {} })
  try {
    await work(client)
  } finally {
    await client.end()
  }
}
