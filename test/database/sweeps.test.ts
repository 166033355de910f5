import { v7 as uuidv7 } from 'uuid'
import { describe, expect, test } from 'vitest'
import { keepChanged, knownDeals } from '../../src/database/sweeps/deal-changes.ts'
import { beginSweep, createSweep, findSweep } from '../../src/database/sweeps/sweeps.ts'
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
})
