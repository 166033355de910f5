import { describe, expect, test } from 'vitest'
import { giveSignOfLife, outagesBetween } from '../../src/database/events/outages.ts'
import { databaseKinds, ownDatabase } from '../support/databases.ts'

const [minute, hour, day] = [60_000, 3_600_000, 86_400_000]
const begin = Date.UTC(2026, 10, 24, 10)

describe.each(databaseKinds)('signs of life on %s', (kind) => {
  const own = ownDatabase(kind)

  test('a time without is on record, also after signs of a clock that was ahead', async () => {
    const { db } = own
    const portalId = await own.aPortal()
    const sign = (after: number) => giveSignOfLife(db, portalId, { at: new Date(begin + after), silenceMs: minute })
    const outages = async () => {
      const all = await outagesBetween(db, portalId, { from: new Date(0), to: new Date(begin + 9 * day) })
      return all.map(({ startedAt, endedAt }) => [startedAt, endedAt].map((at) => (Date.parse(at) - begin) / minute))
    }
    await sign(day)
    // Put right. Another process, whose clock is behind by some seconds, takes none of it back.
    for (const after of [0, minute / 2, minute / 3]) await sign(after)
    expect(await outages()).toEqual([])
    await sign(hour)
    expect(await outages()).toEqual([[0.5, 60]])
  })
})
