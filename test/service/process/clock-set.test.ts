import { afterAll, beforeAll, expect, test } from 'vitest'
import type { SweepTimes } from '../../../src/core/sweeps/sweep-times.ts'
import { ensurePortal } from '../../../src/database/portals/portals.ts'
import { listSweeps } from '../../../src/database/sweeps/sweeps.ts'
import { createLog } from '../../../src/log.ts'
import { timeOrderedId } from '../../../src/service/process/time-ordered-id.ts'
import { workOnSweeps } from '../../../src/service/sweeps/worker.ts'
import { openTestDatabase, type TestDatabase } from '../../support/databases.ts'
import { journalEvents } from '../../support/stored.ts'
import { until } from '../../support/until.ts'

const [second, minute, day] = [1_000, 60_000, 86_400_000]
const everyTenMinutes: SweepTimes = { kind: 'every', ms: 10 * minute }
const dealId = 7

let opened: TestDatabase
beforeAll(async () => {
  opened = await openTestDatabase('postgres')
})
afterAll(() => opened.remove())

test('a clock that was a day ahead and is put right keeps no sweep waiting, and hides no change from it', async () => {
  const { db } = opened
  const { id: portalId } = await ensurePortal(db, { domain: 'acme.bitrix24.com' })
  const begin = Math.floor(Date.now() / second) * second
  let [portalNow, ours] = [begin, begin + day]
  let deals: { id: number; fields: Record<string, unknown> }[] = []
  const queued: number[] = []
  let looks = 0
  const worker = workOnSweeps({
    database: db,
    portalId,
    changed: {
      portalTime: async () => portalNow,
      listChanged: async () => ({ deals, isLast: true }),
      listOpen: async () => ({ deals: [], isLast: true }),
      listMoves: async () => ({ moves: [], isLast: true }),
      newestMove: async () => 0,
    },
    ruleSet: { listensTo: async () => true },
    queue: { enqueue: async (_tx, asked) => void queued.push(...asked.map((one) => one.dealId)), wake: () => {} },
    lease: {
      isOurs() {
        looks += 1
        return true
      },
    },
    metrics: { sweepEnded: () => {} },
    log: createLog({ level: 'silent', stream: { write: () => {} }, redactText: (text) => text }),
    now: () => new Date(ours),
    times: { changes: everyTenMinutes, 'open-deals': { kind: 'off' } },
  })
  const ended = async () => {
    const { items } = await listSweeps(db, portalId, { limit: 10 })
    return items.filter(({ status }) => status === 'done').length
  }
  try {
    await until(async () => (await ended()) === 1, 'the sweep after the start has ended')

    // An event, then a change of which none tells, then the clock is put right.
    const receivedAt = new Date(begin + minute + day)
    await db.transaction((tx) =>
      journalEvents(tx, portalId, [
        { id: timeOrderedId(), event: 'ONCRMDEALUPDATE', dealId, receivedAt, status: 'pending' },
      ]),
    )
    const at = (moment: number) => new Date(moment).toISOString()
    deals = [{ id: dealId, fields: { id: dealId, createdTime: at(begin - day), updatedTime: at(begin + 2 * minute) } }]
    portalNow = begin + 11 * minute
    ours = portalNow
    await until(async () => (await ended()) === 2, 'the next sweep has come by time')
    expect(queued).toEqual([dealId])

    const before = looks
    worker.wake()
    await until(() => looks > before + 1, 'it has looked again')
    expect(await ended()).toBe(2)
  } finally {
    await worker.close()
  }
})
