import postgres from 'postgres'
import { expect, test } from 'vitest'
import { openDatabase } from '../../src/database/connection/open.ts'
import { createPostgresDatabase } from '../support/databases.ts'
import { makeOldestSchema } from '../support/oldest-schema.ts'
import { until } from '../support/until.ts'

test('no statement of an older program fails as its tables are brought up to date, whichever locks each holds first', async () => {
  const { url, drop } = await createPostgresDatabase('template1')
  await makeOldestSchema({ url })
  const old = postgres(url, { max: 1, onnotice: () => {} })
  const watch = postgres(url, { max: 1, onnotice: () => {} })
  const lockedByMigration = () => watch<{ name: string }[]>`
    select relation::regclass::text as name from pg_locks join pg_class on pg_class.oid = relation
    where mode = 'AccessExclusiveLock' and granted and relkind = 'r' and relname in ('runs', 'rules', 'deeds', 'portals')`
  const waits = new Map<string, number>()
  const noteWaits = async () => {
    const rows = await watch<{ since: string; ms: number }[]>`
      select waitstart::text as since, extract(epoch from clock_timestamp() - waitstart)::float8 * 1000 as ms
      from pg_locks join pg_database on pg_database.oid = pg_locks.database
      where locktype = 'relation' and not granted and waitstart is not null and datname = current_database()`
    for (const { since, ms } of rows) waits.set(since, ms)
  }
  let upgraded: ReturnType<typeof openDatabase> | null = null
  await old.begin(async (tx) => {
    await tx`lock table journal_events in row exclusive mode`
    upgraded = openDatabase({ url, dataDir: '' })
    upgraded.catch(() => {})
    const held = await until(
      async () => (await lockedByMigration())[0]?.name ?? null,
      'the migration has one table and waits for another',
    )
    // Whoever has waited for a second has looked for a deadlock, and leaves it to the next to find one and fail.
    await until(async () => {
      await noteWaits()
      return waits.size > 1 || Math.max(0, ...waits.values()) > 1_200
    }, 'it has waited for longer than that, or once more')
    await tx`lock table ${tx(held)} in row exclusive mode`
  })
  const db = await (upgraded ?? openDatabase({ url, dataDir: '' }))
  expect(await db.pendingMigrations()).toBe(0)
  await Promise.all([db.close(), old.end(), watch.end()])
  await drop()
})
