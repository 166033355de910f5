import { v7 as uuidv7 } from 'uuid'
import { describe, expect, test } from 'vitest'
import {
  findRequest,
  insertOfEvents,
  listEvents,
  requestRun,
  valuesOfEvents,
} from '../../src/database/events/journal.ts'
import { ensurePortal, rememberMemberId } from '../../src/database/portals/portals.ts'
import { countsForStatus } from '../../src/database/runs/status-counts.ts'
import { InvalidCursor } from '../../src/database/statements/page.ts'
import { databaseKinds, ownDatabase } from '../support/databases.ts'
import { anEvent, journalEvents } from '../support/stored.ts'

describe.each(databaseKinds)('the journal on %s', (kind) => {
  const own = ownDatabase(kind)
  const write = (portalId: number, entries: ReturnType<typeof anEvent>[]) =>
    own.db.urgently(insertOfEvents, valuesOfEvents(portalId, entries))

  test('a portal is made once, whatever the case of its domain', async () => {
    const both = await Promise.all(
      ['Same.bitrix24.com', 'same.BITRIX24.com'].map((domain) => ensurePortal(own.db, { domain })),
    )
    expect(both[0]?.id).toBe(both[1]?.id)
    expect(both.filter(({ isNew }) => isNew)).toHaveLength(1)
  })

  test('the first member id stays', async () => {
    const portalId = await own.aPortal()
    expect(await rememberMemberId(own.db, portalId, 'one')).toBe('one')
    expect(await rememberMemberId(own.db, portalId, 'two')).toBe('one')
  })

  test('pages through the journal newest first, events of one millisecond included', async () => {
    const portalId = await own.aPortal()
    const receivedAt = new Date()
    const entries = Array.from({ length: 7 }, () => anEvent({ receivedAt }))
    await write(portalId, entries)
    const seen: string[] = []
    let cursor: string | undefined
    do {
      const page = await listEvents(own.db, portalId, { limit: 3, cursor })
      seen.push(...page.items.map((event) => event.id))
      cursor = page.nextCursor ?? undefined
    } while (cursor)
    expect(seen).toEqual(
      entries
        .map(({ id }) => id)
        .sort()
        .reverse(),
    )
  })

  test('filters combine, from is inside and to outside', async () => {
    const portalId = await own.aPortal()
    const at = (minute: number) => new Date(Date.UTC(2026, 0, 1, 0, minute))
    const wanted = anEvent({ dealId: 7, receivedAt: at(5), event: 'ONCRMDEALADD' })
    await write(portalId, [
      wanted,
      anEvent({ dealId: 7, receivedAt: at(6), event: 'ONCRMDEALADD' }),
      anEvent({ dealId: 8, receivedAt: at(5), event: 'ONCRMDEALADD' }),
      anEvent({ dealId: 7, receivedAt: at(5) }),
      anEvent({ dealId: 7, receivedAt: at(5), event: 'ONCRMDEALADD', status: 'ignored' }),
    ])
    const filter = { dealId: 7, status: 'pending', event: 'ONCRMDEALADD', from: at(5), to: at(6), limit: 10 } as const
    const { items } = await listEvents(own.db, portalId, filter)
    expect(items).toEqual([{ ...wanted, aboutId: null, note: null, receivedAt: at(5).toISOString(), runId: null }])
  })

  test('a cursor of something else is refused by name', async () => {
    const portalId = await own.aPortal()
    const foreign = Buffer.from(JSON.stringify({ run: uuidv7() })).toString('base64url')
    for (const cursor of ['', '!', 'e30', foreign]) {
      await expect(listEvents(own.db, portalId, { limit: 1, cursor })).rejects.toThrow(InvalidCursor)
    }
  })

  test('a repeated write is passed over', async () => {
    const portalId = await own.aPortal()
    const entry = anEvent()
    await write(portalId, [entry])
    await write(portalId, [entry, anEvent()])
    expect((await listEvents(own.db, portalId, { limit: 10 })).items).toHaveLength(2)
  })

  test('nothing of a failed transaction stays', async () => {
    const portalId = await own.aPortal()
    const failing = own.db.transaction(async (tx) => {
      await journalEvents(tx, portalId, [anEvent()])
      throw new Error('no')
    })
    await expect(failing).rejects.toThrow('no')
    expect((await listEvents(own.db, portalId, { limit: 10 })).items).toEqual([])
  })

  test('a wish to run is found by its id, in its portal alone', async () => {
    const [portalId, other] = [await own.aPortal(), await own.aPortal()]
    const request = await own.db.transaction((tx) => requestRun(tx, portalId, { dealId: 9, requestedBy: 'Ann\0' }))
    expect(await findRequest(own.db, portalId, request.id)).toEqual({ ...request, requestedBy: 'Ann\uFFFD' })
    expect(await findRequest(own.db, other, request.id)).toBeNull()
    expect(await findRequest(own.db, portalId, 'no uuid')).toBeNull()
  })

  test('counts what waits', async () => {
    const portalId = await own.aPortal()
    const nothing = await countsForStatus(own.db, portalId)
    expect(nothing).toMatchObject({ pendingEvents: 0, oldestPendingAt: null, lastEventAt: null, lastRunAt: null })
    const [older, newer] = [new Date(Date.now() - 60_000), new Date()]
    await write(portalId, [
      anEvent({ receivedAt: older }),
      anEvent({ receivedAt: newer, status: 'ignored', dealId: null }),
    ])
    expect(await countsForStatus(own.db, portalId)).toMatchObject({
      pendingEvents: 1,
      oldestPendingAt: older.toISOString(),
      lastEventAt: newer.toISOString(),
    })
  })
})
