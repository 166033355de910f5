import { eq, sql } from 'drizzle-orm'
import { describe, expect, onTestFinished, test, vi } from 'vitest'
import { takeLease } from '../../../src/database/portals/leases.ts'
import { ensurePortal } from '../../../src/database/portals/portals.ts'
import { leases } from '../../../src/database/tables/schema.ts'
import { holdLease, type Lease } from '../../../src/service/process/lease.ts'
import { databaseKinds, ownDatabase } from '../../support/databases.ts'
import { until } from '../../support/until.ts'

describe.each(databaseKinds)('the lease on a portal on %s', (kind) => {
  const opened = ownDatabase(kind)

  /** So long that nobody loses it while a machine is busy. */
  const leaseMs = 3_600_000
  const often = { leaseMs, lookEveryMs: 50 }
  /** Nor does anybody find anything out by itself. */
  const long = { leaseMs, lookEveryMs: 600_000 }
  const errors: unknown[] = []
  const hold = (portalId: number, onTaken: (from: string | null) => void = () => {}, of = often): Promise<Lease> =>
    holdLease({ database: opened.db, portalId, times: of, onTaken, onError: (error) => errors.push(error) })

  test('one holds it, the other is told when it is given back', async () => {
    const { id } = await ensurePortal(opened.db, { domain: 'one.bitrix24.com' })
    const first = await hold(id, () => {}, long)
    const taken: (string | null)[] = []
    const second = await hold(id, (from) => taken.push(from), long)
    expect([first.isOurs(), second.isOurs()]).toEqual([true, false])
    expect(second.holder()).toEqual({ name: first.holder().name, isUs: false })
    await first.close()
    await until(() => second.isOurs(), 'the second has it')
    expect([taken, first.isOurs()]).toEqual([[first.holder().name], false])
    await second.close()
    expect(errors).toEqual([])
  })

  test('of a process of this host that is no more, it is taken at once, though its number may be ours by now', async () => {
    const own = await hold((await ensurePortal(opened.db, { domain: 'own.bitrix24.com' })).id)
    const [host, pid, began, , place] = own.holder().name.split('/')
    for (const gone of [`${host}/999999999/1/x/${place}`, `${host}/${pid}/${Number(began) - 60_000}/x/${place}`]) {
      const { id } = await ensurePortal(opened.db, { domain: `gone-${gone.length}.bitrix24.com` })
      expect((await takeLease(opened.db, id, { holder: gone, seconds: 3_600, dead: null })).holder).toBe(gone)
      const lease = await hold(id, () => {}, long)
      expect(lease.isOurs()).toBe(true)
      await lease.close()
    }
    await own.close()
  })

  test('whoever can give no sign of life lets go of it before the database does', async () => {
    const { id } = await ensurePortal(opened.db, { domain: 'away.bitrix24.com' })
    let isAway = false
    const unreachable = new Proxy(opened.db.orm, {
      get(orm, name) {
        if (isAway) throw new Error('the database is away')
        return Reflect.get(orm, name, orm)
      },
    })
    const told: unknown[] = []
    const times = { ...often, leaseMs: 60_000 }
    const lease = await holdLease({
      ...{ database: { ...opened.db, orm: unreachable }, portalId: id, times, onTaken: () => {} },
      onError: (error) => told.push(error),
    })
    expect(lease.isOurs()).toBe(true)
    isAway = true
    await until(() => told.length > 0, 'it has tried to give one')
    const reallyNow = performance.now.bind(performance)
    let aheadMs = 0
    const clock = vi.spyOn(performance, 'now').mockImplementation(() => reallyNow() + aheadMs)
    onTestFinished(() => clock.mockRestore())
    while (lease.isOurs()) aheadMs += 10
    const letGoAt = reallyNow()
    const [held] = await opened.db.orm
      .select({ leftMs: sql<number>`extract(epoch from held_until - clock_timestamp())::float8 * 1000` })
      .from(leases)
      .where(eq(leases.portalId, id))
    const sinceMs = reallyNow() - letGoAt
    expect((held?.leftMs ?? 0) + sinceMs, 'what was left of it in the database').toBeGreaterThan(aheadMs)
    await lease.close()
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
    const first = await hold(id, (from) => taken.push(from), long)
    const { name } = first.holder()
    await first.close()
    const second = await hold(id, (from) => taken.push(from), long)
    expect([second.isOurs(), taken]).toEqual([true, [null, name]])
    await second.close()
    await opened.db.orm.execute(sql`update leases set held_until = now() - interval '2 minutes'`)
    const third = await hold(id, (from) => taken.push(from), long)
    expect(taken.slice(2), 'all that was spent is given back').toEqual([null])
    await third.close()
  })

  test('of a process that gives no sign of life any more, it is taken when it has run out', async () => {
    const { id } = await ensurePortal(opened.db, { domain: 'three.bitrix24.com' })
    const elsewhere = 'another-host/7/1/x'
    await takeLease(opened.db, id, { holder: elsewhere, seconds: 3_600, dead: null })
    const lease = await hold(id)
    // An embedded database is one process's: whoever held it before is no more.
    expect(lease.isOurs()).toBe(kind === 'pglite')
    await opened.db.orm.execute(sql`update leases set held_until = now() where holder = ${elsewhere}`)
    await until(() => lease.isOurs(), 'it is ours')
    await lease.close()
  })
})
