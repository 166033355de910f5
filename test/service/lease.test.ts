import { sql } from 'drizzle-orm'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { takeLease } from '../../src/database/leases.ts'
import { ensurePortal } from '../../src/database/portals.ts'
import { holdLease, type Lease } from '../../src/service/lease.ts'
import { databaseKinds, openTestDatabase, type TestDatabase } from '../support/databases.ts'
import { until } from '../support/until.ts'

describe.each(databaseKinds)('the lease on a portal on %s', (kind) => {
  let opened: TestDatabase
  beforeAll(async () => {
    opened = await openTestDatabase(kind)
  })
  afterAll(() => opened.remove())

  const times = { leaseMs: 1_500, lookEveryMs: 50 }
  const errors: unknown[] = []
  const hold = (portalId: number, onTaken: (from: string | null) => void = () => {}): Promise<Lease> =>
    holdLease({ database: opened.db, portalId, times, onTaken, onError: (error) => errors.push(error) })

  test('one holds it, the other is told when it is given back', async () => {
    const { id } = await ensurePortal(opened.db, { domain: 'one.bitrix24.com' })
    const first = await hold(id)
    const taken: (string | null)[] = []
    const second = await hold(id, (from) => taken.push(from))
    expect([first.isOurs(), second.isOurs()]).toEqual([true, false])
    expect(second.holder()).toEqual({ name: first.holder().name, isUs: false })
    await first.close()
    await until(() => second.isOurs(), 'the second has it')
    expect([taken, first.isOurs()]).toEqual([[first.holder().name], false])
    await second.close()
    expect(errors).toEqual([])
  })

  test('of a process of this host that is no more, it is taken at once', async () => {
    const { id } = await ensurePortal(opened.db, { domain: 'two.bitrix24.com' })
    const own = await hold((await ensurePortal(opened.db, { domain: 'own.bitrix24.com' })).id)
    const [host, , , , place] = own.holder().name.split('/')
    const gone = `${host}/999999999/1/x/${place}`
    expect((await takeLease(opened.db, id, { holder: gone, seconds: 3_600, dead: null })).holder).toBe(gone)
    const lease = await hold(id)
    expect(lease.isOurs()).toBe(true)
    await lease.close()
    await own.close()
  })

  test.runIf(kind === 'postgres')('of a host or container that goes by the same name, it is not', async () => {
    const own = await hold((await ensurePortal(opened.db, { domain: 'own.bitrix24.com' })).id)
    const [host, pid, began] = own.holder().name.split('/')
    for (const twin of [`${host}/999999999/1/x/elsewhere`, `${host}/${pid}/${began}9/x/elsewhere`]) {
      const { id } = await ensurePortal(opened.db, { domain: `${twin.length}.bitrix24.com` })
      await takeLease(opened.db, id, { holder: twin, seconds: 3_600, dead: null })
      const lease = await hold(id)
      expect([lease.isOurs(), lease.holder().name]).toEqual([false, twin])
      await lease.close()
    }
    await own.close()
  })

  test('who takes it is told who had it a moment ago, also where that one gave it back', async () => {
    const { id } = await ensurePortal(opened.db, { domain: 'given.bitrix24.com' })
    const taken: (string | null)[] = []
    const first = await hold(id, (from) => taken.push(from))
    const { name } = first.holder()
    await first.close()
    const second = await hold(id, (from) => taken.push(from))
    expect([second.isOurs(), taken]).toEqual([true, [null, name]])
    await second.close()
    await opened.db.orm.execute(sql`update leases set held_until = now() - interval '2 minutes'`)
    const third = await hold(id, (from) => taken.push(from))
    expect(taken.slice(2), 'all that was spent is given back').toEqual([null])
    await third.close()
  })

  test('of a process that gives no sign of life any more, it is taken when it has run out', async () => {
    const { id } = await ensurePortal(opened.db, { domain: 'three.bitrix24.com' })
    const elsewhere = 'another-host/7/1/x'
    await takeLease(opened.db, id, { holder: elsewhere, seconds: 1, dead: null })
    const lease = await hold(id)
    // An embedded database is one process's: whoever held it before is no more.
    expect(lease.isOurs()).toBe(kind === 'pglite')
    await until(() => lease.isOurs(), 'it is ours', 5_000)
    await lease.close()
  })
})
