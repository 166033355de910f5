import { sql } from 'drizzle-orm'
import { afterAll, beforeAll, expect, test } from 'vitest'
import type { Transaction } from '../../src/database/connection/database.ts'
import { isConnectionFault } from '../../src/database/connection/open.ts'
import { openTestDatabase, type TestDatabase } from '../support/databases.ts'
import { until } from '../support/until.ts'

/** Of PostgreSQL's own driver, which answers with an array. */
const rowsIn = <Row>(answer: unknown) => answer as Row[]

let opened: TestDatabase
beforeAll(async () => {
  opened = await openTestDatabase('postgres')
})
afterAll(() => opened.remove())

async function cutConnectionOf(tx: Transaction): Promise<void> {
  const { orm } = opened.db
  const [backend] = rowsIn<{ pid: number }>(await tx.execute(sql`select pg_backend_pid() as pid`))
  await orm.execute(sql`select pg_terminate_backend(${backend?.pid}::int)`)
  const there = () => orm.execute(sql`select 1 from pg_stat_activity where pid = ${backend?.pid}::int`)
  await until(async () => rowsIn(await there()).length === 0, 'the connection is cut')
}

test.each([
  { asks: 0, ends: 'fails' },
  { asks: 0, ends: 'would commit' },
  { asks: 3, ends: 'fails' },
  { asks: 3, ends: 'would commit' },
])(
  'a transaction whose connection is cut, that asks $asks more and $ends, fails; all else goes on',
  async ({ asks, ends }) => {
    const { db } = opened
    const faults: unknown[] = []
    const worked = Promise.withResolvers<void>()
    const transaction = db.transaction(async (tx) => {
      await cutConnectionOf(tx)
      for (let ask = 0; ask < asks; ask += 1)
        await tx.execute(sql`select 1`).catch((error: unknown) => faults.push(error))
      worked.resolve()
      if (ends === 'fails') throw new Error('the work has failed')
    })
    await expect(transaction).rejects.toSatisfy(isConnectionFault)
    await worked.promise
    expect(faults).toHaveLength(asks)
    for (const fault of faults) expect(isConnectionFault(fault)).toBe(true)
    const others = Array.from({ length: 30 }, () => db.transaction((tx) => tx.execute(sql`select 1 as one`)))
    for (const rows of await Promise.all(others)) expect(rowsIn(rows)).toEqual([{ one: 1 }])
  },
)
