import { v7 as uuidv7 } from 'uuid'
import { describe, expect, test } from 'vitest'
import { ensurePortal } from '../../src/database/portals/portals.ts'
import { completeness } from '../../src/database/sweeps/completeness.ts'
import { keepChanged, keepMoved, knownDeals } from '../../src/database/sweeps/deal-changes.ts'
import { beginSweep, createSweep, endSweep, findSweep, sweepMark } from '../../src/database/sweeps/sweeps.ts'
import { runRequests } from '../../src/database/tables/schema.ts'
import { databaseKinds, ownDatabase } from '../support/databases.ts'

describe.each(databaseKinds)('what sweeps find on %s', (kind) => {
  const own = ownDatabase(kind)

  test('a page is kept once, though two processes have read it', async () => {
    const { db } = own
    const made = { kind: 'changes' as const, requestedBy: 'sweep', since: null, at: new Date() }
    const { id } = await createSweep(db.orm, own.portalId, made)
    await beginSweep(db, own.portalId, { id, since: null }, { until: new Date(), skewMs: 0, newestMove: async () => 0 })
    const sweep = await findSweep(db, own.portalId, id)
    if (sweep === null) throw new Error('it was not kept')
    const one = { dealId: 7, changedAt: new Date().toISOString(), verdict: 'missed' as const, events: ['ONCRMDEALADD'] }
    const keep = () => db.transaction((tx) => keepChanged(tx, own.portalId, sweep, { found: [one], after: 7, seen: 1 }))
    const kept = await Promise.all([keep(), keep()])
    expect(kept.flat()).toEqual([7])
    expect(await findSweep(db, own.portalId, id)).toMatchObject({ cursor: 7, pages: 1, dealsSeen: 1, dealsQueued: 1 })
  })

  test('that a backfill or a revert has a deal run says nothing of what changed', async () => {
    const { db } = own
    const wish = (wished: 'run' | 'event' | 'sweep' | 'backfill' | 'revert', dealId: number) => ({
      ...{ portalId: own.portalId, id: uuidv7(), dealId, kind: wished, jobId: null, terms: null },
      ...{ requestedAt: '2026-09-01T10:00:00.000Z', requestedBy: 'Ada' },
    })
    await db.orm
      .insert(runRequests)
      .values([wish('run', 11), wish('event', 12), wish('sweep', 13), wish('backfill', 14), wish('revert', 15)])
    const known = await knownDeals(db, own.portalId, [11, 12, 13, 14, 15])
    expect([...known.values()].map(({ requestedAt }) => requestedAt !== null)).toEqual([true, true, true, false, false])
  })

  test('what changes after the portal has put its clock back is looked at, though it bears times before the last sweep', async () => {
    const { db } = own
    const [second, minute, hour, day] = [1_000, 60_000, 3_600_000, 86_400_000]
    const begin = Date.UTC(2026, 8, 1, 10)
    const iso = (after: number) => new Date(begin + after).toISOString()
    const { id: portalId } = await ensurePortal(db, { domain: 'put-back.bitrix24.com' })
    // `until`: what the portal's clock says, in milliseconds after ten o'clock.
    const swept = async (until: number, skewMs: number, since: string | null = null) => {
      const made = { kind: 'changes' as const, requestedBy: 'sweep', since, at: new Date() }
      const { id } = await createSweep(db.orm, portalId, made)
      const at = { until: new Date(begin + until), skewMs, newestMove: async () => 0 }
      await beginSweep(db, portalId, { id, since }, at)
      const sweep = await findSweep(db, portalId, id)
      if (sweep === null) throw new Error('it was not kept')
      await endSweep(db, portalId, sweep, { status: 'done' })
      const { begunAt, sweptUntil } = (await sweepMark(db, portalId)) ?? {}
      return { since: sweep.since, begunAt, sweptUntil }
    }
    // The first of all began at ten, when the portal's clock said twelve.
    expect(await swept(2 * hour, 2 * hour)).toMatchObject({ begunAt: iso(2 * hour), since: iso(2 * hour) })
    // By the next one it was put right: what changed since ten counts, and goes on counting from there.
    const right = { since: iso(0), begunAt: iso(0), sweptUntil: iso(10 * minute) }
    expect(await swept(10 * minute, 0)).toEqual(right)
    expect(await swept(20 * minute, -second)).toMatchObject({ since: iso(5 * minute), sweptUntil: iso(20 * minute) })
    // Put back by ten minutes in a pause of forty.
    expect(await swept(50 * minute, -10 * minute)).toMatchObject({ since: iso(5 * minute + second) })
    // Our own was put forward by a day: it is looked further back than need be, but at nothing before the first sweep.
    expect(await swept(hour, -day)).toMatchObject({ since: iso(0), begunAt: iso(0) })
    // Put back by half an hour in a pause of forty minutes, and somebody has only the last five of them looked at.
    const lately = await swept(70 * minute, -day - 30 * minute, iso(65 * minute))
    expect(lately).toMatchObject({ since: iso(65 * minute), sweptUntil: iso(30 * minute) })
    expect(await swept(71 * minute, -day - 30 * minute)).toMatchObject({ since: iso(25 * minute), begunAt: iso(0) })
  })

  test('clocks that are years apart, or put back twice before a sweep came to its end, or both at once, hide nothing', async () => {
    const { db } = own
    const [minute, hour] = [60_000, 3_600_000]
    const begin = Date.UTC(2026, 8, 1, 10)
    const aSweptPortal = async (domain: string) => {
      const { id: portalId } = await ensurePortal(db, { domain })
      return async (until: number, skewMs: number, end: Parameters<typeof endSweep>[3] = { status: 'done' }) => {
        const made = { kind: 'changes' as const, requestedBy: 'sweep', since: null, at: new Date() }
        const { id } = await createSweep(db.orm, portalId, made)
        const at = { until: new Date(begin + until), skewMs, newestMove: async () => 0 }
        await beginSweep(db, portalId, { id, since: null }, at)
        const sweep = await findSweep(db, portalId, id)
        if (sweep === null) throw new Error('it was not kept')
        await endSweep(db, portalId, sweep, end)
        return { skewMs: sweep.skewMs, since: (Date.parse(sweep.since ?? '') - begin) / minute }
      }
    }
    // Ours lost its battery, and began in 1970.
    const years = begin
    const swept = await aSweptPortal('years-apart.bitrix24.com')
    await swept(-48 * hour, years)
    expect(await swept(9 * hour, years)).toEqual({ skewMs: years, since: -48 * 60 })
    // The portal's is put back by two hours, and the sweep that finds it does not come to its end; then by one more.
    const refused = { status: 'failed' as const, error: { code: 'ACCESS_DENIED', message: 'Nein' } }
    expect(await swept(8 * hour, years - 2 * hour, refused)).toMatchObject({ since: 7 * 60 - 5 })
    expect(await swept(7 * hour + 20 * minute, years - 3 * hour)).toMatchObject({ since: 6 * 60 - 5 })
    // Both are put back at once. How long ago nobody knows: a day is looked at.
    expect(await swept(7 * hour, years - 3 * hour)).toMatchObject({ since: (7 - 24) * 60 - 5 })

    const fresh = await aSweptPortal('years-apart-and-fresh.bitrix24.com')
    for (const at of [0, 30]) await fresh(at * minute, 0)
    const both = await fresh(-20 * minute, 0)
    expect(both, 'what was there before the first sweep is left as it is, as far as can be known').toMatchObject({
      since: -50,
    })
  })

  test('a deal that was seen as moved and as changed counts once on a day: what no event had told of goes before the rest', async () => {
    const { db } = own
    const portalId = await own.aPortal()
    const { id } = await createSweep(db.orm, portalId, {
      kind: 'changes',
      requestedBy: 'sweep',
      since: null,
      at: new Date(),
    })
    const until = new Date('2026-09-01T12:00:00Z')
    await beginSweep(db, portalId, { id, since: null }, { until, skewMs: 0, newestMove: async () => 0 })
    const underWay = async () => {
      const sweep = await findSweep(db, portalId, id)
      if (sweep === null) throw new Error('it was not kept')
      return sweep
    }
    const changedAt = '2026-09-01T11:00:00.000Z'
    const unheard = { changedAt, verdict: 'unheard' as const, events: [] }
    const moves = [
      { moveId: 1, dealId: 7, changedAt, verdict: 'missed' as const, events: ['ONCRMDEALUPDATE'] },
      { moveId: 2, dealId: 8, ...unheard },
      { moveId: 3, dealId: 9, ...unheard },
    ]
    const sweep = await underWay()
    await db.transaction((tx) =>
      keepMoved(tx, portalId, sweep, { found: moves, after: 3, settledUpTo: 3, isLast: true }),
    )
    const received = { changedAt, verdict: 'received' as const, events: [] }
    const found = [7, 8].map((dealId) => ({ dealId, ...received }))
    const further = await underWay()
    await db.transaction((tx) => keepChanged(tx, portalId, further, { found, after: 8, seen: 2 }))

    const [day] = await completeness(db, portalId, { from: '2026-09-01', to: '2026-09-01' })
    expect(day).toMatchObject({ changed: 3, received: 1, healed: 0, failed: 0, open: 1, unheard: 1 })
  })
})
