import { v7 as uuidv7 } from 'uuid'
import { describe, expect, test } from 'vitest'
import type { Link } from '../../src/core/deal/link.ts'
import { rememberDeal, rememberDeals } from '../../src/database/deals/memory.ts'
import { countQuarantined, listQuarantined } from '../../src/database/guards/quarantines.ts'
import { releaseDeal } from '../../src/database/guards/releases.ts'
import { recordRun } from '../../src/database/runs/record-runs.ts'
import { databaseKinds, ownDatabase } from '../support/databases.ts'
import { aRecord } from '../support/stored.ts'

const links: Link[] = [{ contactId: 7, sort: 10, isPrimary: true }]
const quarantine = { since: '2026-09-01T10:00:00.000Z', swing: { links, runIds: [uuidv7()] } }
const by = { kind: 'user' as const, id: 'x', name: 'Ada' }

describe.each(databaseKinds)('quarantines on %s', (kind) => {
  const own = ownDatabase(kind)

  test('a deal is quarantined with the run that says so, until a person releases it', async () => {
    await recordRun(own.db, own.portalId, aRecord({ dealId: 1, status: 'applied' }, { quarantine }))
    await recordRun(
      own.db,
      own.portalId,
      aRecord({ dealId: 1, status: 'quarantined' }, { quarantine: { ...quarantine, since: new Date().toISOString() } }),
    )
    expect((await rememberDeal(own.db, own.portalId, 1)).quarantine, 'the first reason stands').toEqual(quarantine)
    expect(await listQuarantined(own.db, own.portalId, { limit: 10 })).toEqual({
      items: [{ dealId: 1, ...quarantine }],
      nextCursor: null,
    })
    expect(await countQuarantined(own.db, own.portalId)).toBe(1)

    await releaseDeal(own.db, own.portalId, { dealId: 1, by })
    expect(await rememberDeal(own.db, own.portalId, 1)).toMatchObject({ quarantine: null, writingRuns: [] })
    expect(await countQuarantined(own.db, own.portalId)).toBe(0)

    await recordRun(own.db, own.portalId, aRecord({ dealId: 1 }, { quarantine }))
    expect(await countQuarantined(own.db, own.portalId), 'it may come again').toBe(1)
  })

  test('a deal is remembered with its runs that wrote, the latest 24, oldest first, and no others', async () => {
    const write = { method: 'crm.deal.contact.add' as const, params: { id: 2 }, result: true, error: null }
    const refused = { ...write, result: null, error: { code: 'X', message: 'No.' } }
    const writing = Array.from({ length: 26 }, (_, place) =>
      place % 2 === 0
        ? aRecord({ dealId: 2, status: 'applied', linksAfter: links })
        : aRecord({ dealId: 2, status: 'failed', linksAfter: links, operations: [refused, write] }),
    )
    const others = [
      aRecord({ dealId: 2 }),
      aRecord({ dealId: 2, status: 'failed', operations: [refused] }),
      aRecord({ dealId: 3, status: 'applied' }),
    ]
    for (const record of [...writing, ...others]) {
      await recordRun(own.db, own.portalId, record)
    }
    const memories = await rememberDeals(own.db, own.portalId, [2, 3, 4])
    const [of2, of3, of4] = [2, 3, 4].map((dealId) => memories.get(dealId)?.writingRuns)
    expect(of2?.map(({ id }) => id)).toEqual(writing.slice(2).map(({ run }) => run.id))
    expect(of2?.at(-1)).toMatchObject({ linksBefore: [], linksAfter: links })
    expect(of3).toHaveLength(1)
    expect(of4).toEqual([])
  })
})
