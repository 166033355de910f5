import { mkdtemp, readFile, rm, utimes, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import postgres from 'postgres'
import { afterEach, beforeEach, describe, expect, inject, test } from 'vitest'
import { lockDirectory } from '../../src/database/connection/directory-lock.ts'
import { openDatabase } from '../../src/database/connection/open.ts'
import { DatabaseUnavailable } from '../../src/database/connection/unavailable.ts'
import { ensurePortal } from '../../src/database/portals/portals.ts'
import { createSweep } from '../../src/database/sweeps/sweeps.ts'
import { copyPgliteTemplate, createPostgresDatabase } from '../support/databases.ts'
import { template } from '../support/postgres.ts'

describe('PostgreSQL', () => {
  test('processes that start at once on an empty database all find it migrated', async () => {
    const { url, drop } = await createPostgresDatabase('template1')
    const databases = await Promise.all(Array.from({ length: 4 }, () => openDatabase({ url, dataDir: '' })))
    for (const db of databases) {
      expect(await db.pendingMigrations()).toBe(0)
      await db.ping()
      await db.close()
    }
    await drop()
  })

  test('a database whose name has other signs than letters is found under its encoded name', async () => {
    const client = postgres(inject('postgresUrl'), { max: 1 })
    await client`create database ${client('deals & contacts')} template ${client(template)} strategy file_copy`
    const url = inject('postgresUrl').replace(/postgres$/, 'deals%20%26%20contacts')
    const db = await openDatabase({ url, dataDir: '' })
    await db.ping()
    await db.close()
    await client`drop database ${client('deals & contacts')} with (force)`
    await client.end()
  })

  test('times are read as they were written, however the database would show them', async () => {
    const { url, drop } = await createPostgresDatabase()
    const client = postgres(url, { max: 1 })
    const [database] = await client`select current_database() as name`
    await client`alter database ${client(database?.name)} set datestyle = 'SQL, DMY'`
    await client`alter database ${client(database?.name)} set timezone = 'Asia/Kathmandu'`
    await client.end()
    const db = await openDatabase({ url, dataDir: '' })
    const portal = await ensurePortal(db, { domain: 'acme.bitrix24.com' })
    const at = new Date('2026-02-03T04:05:06.789Z')
    const sweep = await createSweep(db.orm, portal.id, { kind: 'changes', requestedBy: 'sweep', since: null, at })
    expect(sweep.createdAt).toBe(at.toISOString())
    await db.close()
    await drop()
  })

  test('a database that has no room for all letters is refused, with what to do', async () => {
    const client = postgres(inject('postgresUrl'), { max: 1 })
    await client`create database few_letters template template0 encoding 'LATIN1' locale 'C'`
    const url = inject('postgresUrl').replace(/postgres$/, 'few_letters')
    await expect(openDatabase({ url, dataDir: '' })).rejects.toMatchObject({
      code: 'database_cannot_hold_text',
      message: expect.stringMatching(/LATIN1.*--encoding=UTF8/),
    })
    await client`drop database few_letters with (force)`
    await client.end()
  })

  test.each([
    { set: ['search_path', 'other, public'], says: /schema public.*led to other.*SET search_path = public/ },
    { set: ['search_path', 'none_such'], says: /led to none first/ },
    { set: ['default_transaction_isolation', "'repeatable read'"], says: /are repeatable read.*'read committed'/ },
  ])('a database that is told to do otherwise ($set) is refused, with what to do', async ({ set, says }) => {
    const { url, drop } = await createPostgresDatabase()
    const client = postgres(url, { max: 1 })
    const [database] = await client`select current_database() as name`
    await client`create schema other`
    await client.unsafe(`alter database ${database?.name} set ${set.join(' = ')}`)
    await client.end()
    await expect(openDatabase({ url, dataDir: '' })).rejects.toMatchObject({
      code: 'database_set_otherwise',
      message: expect.stringMatching(says),
    })
    await drop()
  })

  test('a database whose transactions are called read uncommitted is taken: PostgreSQL has them read what is committed', async () => {
    const { url, drop } = await createPostgresDatabase()
    const client = postgres(url, { max: 1 })
    const [database] = await client`select current_database() as name`
    await client.unsafe(`alter database ${database?.name} set default_transaction_isolation = 'read uncommitted'`)
    await client.end()
    const db = await openDatabase({ url, dataDir: '' })
    await db.close()
    await drop()
  })

  const wrong = (change: (url: URL) => void) => () => {
    const url = new URL(inject('postgresUrl'))
    url.password = 'sesame'
    change(url)
    return url.href
  }
  test.each([
    { name: 'a wrong password', url: wrong(() => {}), code: 'database_refused_login', says: /refused/ },
    {
      name: 'nobody there',
      url: wrong((url) => {
        url.port = '1'
      }),
      code: 'database_unreachable',
      says: /ECONNREFUSED/,
    },
    {
      name: 'a database that does not exist',
      url: () => inject('postgresUrl').replace(/postgres$/, 'none'),
      code: 'database_missing',
      says: /createdb/,
    },
    {
      name: 'TLS that the server does not speak',
      url: () => `${inject('postgresUrl')}?sslmode=require`,
      code: 'database_unreachable',
      says: /without TLS.*sslmode/,
    },
    { name: 'no address', url: () => 'sesame', code: 'bad_database_url', says: /postgres:\/\/USER/ },
    {
      name: 'half a sign',
      url: () => 'postgres://u:sesame@h/50%',
      code: 'bad_database_url',
      says: /postgres:\/\/USER/,
    },
    { name: 'another kind of address', url: () => 'mysql://u:sesame@h/d', code: 'bad_database_url', says: /postgres/ },
  ])('$name is explained without the password', async ({ url, code, says }) => {
    const error = await openDatabase({ url: url(), dataDir: '' }).then(
      () => null,
      (reason: unknown) => reason,
    )
    expect(error).toBeInstanceOf(DatabaseUnavailable)
    expect(error).toMatchObject({ code, message: expect.stringMatching(says) })
    const shown = `${error} ${JSON.stringify(error)} ${error instanceof Error && error.cause}`
    expect(shown).not.toMatch(/sesame|for%20tests|for tests/)
  })
})

describe('PGlite', () => {
  let dataDir: string
  beforeEach(async () => {
    dataDir = await mkdtemp(join(tmpdir(), 'bindery-data-'))
  })
  afterEach(() => rm(dataDir, { recursive: true }))

  test('makes what is missing: the directory, the database, its tables', async () => {
    const db = await openDatabase({ url: null, dataDir: join(dataDir, 'not/there/yet') })
    expect(await db.pendingMigrations()).toBe(0)
    await db.close()
  })

  test('keeps what was written, and serves one process at a time', async () => {
    await copyPgliteTemplate(dataDir)
    const db = await openDatabase({ url: null, dataDir })
    const portal = await ensurePortal(db, { domain: 'example.bitrix24.com' })
    await expect(openDatabase({ url: null, dataDir })).rejects.toMatchObject({
      code: 'database_in_use',
      message: expect.stringContaining(`process ${process.pid}`),
    })
    await db.close()
    const again = await openDatabase({ url: null, dataDir })
    expect(portal.isNew).toBe(true)
    expect(await ensurePortal(again, { domain: 'example.bitrix24.com' })).toEqual({ ...portal, isNew: false })
    await again.close()
  })

  const lock = () => join(dataDir, 'database.lock')
  const heldBy = (holder: object | string) =>
    writeFile(lock(), typeof holder === 'string' ? holder : JSON.stringify(holder))
  const longAgo = () => utimes(lock(), new Date(0), new Date(0))

  test('the lock of a process that is gone is taken over', async () => {
    const release = await lockDirectory(dataDir)
    const mine = JSON.parse(await readFile(lock(), 'utf8'))
    await release()
    for (const gone of [
      { ...mine, pid: 2 ** 22 + 1 },
      { ...mine, startedAt: 'another boot' },
    ]) {
      await heldBy(gone)
      await (await lockDirectory(dataDir))()
    }
  })

  test('the lock of another machine holds while it is renewed', async () => {
    await heldBy({ pid: 1, startedAt: null, host: 'elsewhere' })
    await expect(lockDirectory(dataDir)).rejects.toThrow('process 1 on elsewhere')
    await longAgo()
    await (await lockDirectory(dataDir))()
  })

  test('a lock that is just being written holds, one that never was does not', async () => {
    await heldBy('')
    await expect(lockDirectory(dataDir)).rejects.toThrow('another process')
    await longAgo()
    await (await lockDirectory(dataDir))()
  })
})
