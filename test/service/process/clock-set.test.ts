import { afterAll, beforeAll, expect, onTestFinished, test } from 'vitest'
import type { SweepTimes } from '../../../src/core/sweeps/sweep-times.ts'
import { ensurePortal } from '../../../src/database/portals/portals.ts'
import { listSweeps } from '../../../src/database/sweeps/sweeps.ts'
import { createLog } from '../../../src/log.ts'
import { timeOrderedId } from '../../../src/service/process/time-ordered-id.ts'
import { workOnSweeps } from '../../../src/service/sweeps/worker.ts'
import { openTestDatabase, type TestDatabase } from '../../support/databases.ts'
import { journalEvents } from '../../support/stored.ts'
import { until } from '../../support/until.ts'

const [second, minute, hour, day] = [1_000, 60_000, 3_600_000, 86_400_000]
const everyTenMinutes: SweepTimes = { kind: 'every', ms: 10 * minute }
const dealId = 7

let opened: TestDatabase
beforeAll(async () => {
  opened = await openTestDatabase('postgres')
})
afterAll(() => opened.remove())

/** Sweeps a portal of one deal, by two clocks that can be set. */
async function aSweptPortal(domain: string, clocks: { portal: number; ours: number }) {
  const { db } = opened
  const { id: portalId } = await ensurePortal(db, { domain })
  let changedAt: number | null = null
  const queued: number[] = []
  let looks = 0
  const worker = workOnSweeps({
    database: db,
    portalId,
    changed: {
      portalTime: async () => clocks.portal,
      async listChanged(since) {
        if (changedAt === null || changedAt < since.getTime()) return { deals: [], isLast: true }
        const [createdTime, updatedTime] = [changedAt - 9 * day, changedAt].map((at) => new Date(at).toISOString())
        return { deals: [{ id: dealId, fields: { id: dealId, createdTime, updatedTime } }], isLast: true }
      },
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
    now: () => new Date(clocks.ours),
    times: { changes: everyTenMinutes, 'open-deals': { kind: 'off' } },
  })
  onTestFinished(() => worker.close())
  const ended = async () => {
    const { items } = await listSweeps(db, portalId, { limit: 10 })
    return items.filter(({ status }) => status === 'done').length
  }
  await until(async () => (await ended()) === 1, 'the sweep after the start has ended')
  return {
    queued,
    ended,
    event: (at: number) =>
      db.transaction((tx) =>
        journalEvents(tx, portalId, [
          { id: timeOrderedId(), event: 'ONCRMDEALUPDATE', dealId, receivedAt: new Date(at), status: 'pending' },
        ]),
      ),
    /** The deal changes, and no event tells of it. */
    changeUnheard(at: number) {
      changedAt = at
    },
    async lookAgain() {
      const before = looks
      worker.wake()
      await until(() => looks > before + 1, 'it has looked again')
    },
  }
}

const wholeSecond = () => Math.floor(Date.now() / second) * second

test('a clock that was a day ahead and is put right keeps no sweep waiting, and hides no change from it', async () => {
  const begin = wholeSecond()
  const clocks = { portal: begin, ours: begin + day }
  const { queued, ended, event, changeUnheard, lookAgain } = await aSweptPortal('acme.bitrix24.com', clocks)

  // An event, then a change of which none tells, then the clock is put right.
  await event(begin + minute + day)
  changeUnheard(begin + 2 * minute)
  Object.assign(clocks, { portal: begin + 11 * minute, ours: begin + 11 * minute })
  await until(async () => (await ended()) === 2, 'the next sweep has come by time')
  expect(queued).toEqual([dealId])

  await lookAgain()
  expect(await ended()).toBe(2)
})

test('a clock of both the portal and Bindery that was an hour ahead and is put right hides no change either', async () => {
  const begin = wholeSecond()
  const clocks = { portal: begin - 2 * day, ours: begin - 2 * day }
  const { queued, ended, event, changeUnheard } = await aSweptPortal('on-one-host.example.com', clocks)

  Object.assign(clocks, { portal: begin + hour, ours: begin + hour })
  await until(async () => (await ended()) === 2, 'one has come by the clocks that are ahead')
  await event(begin + minute + hour)
  // Put right after two minutes; then a change of which no event tells.
  changeUnheard(begin + 3 * minute)
  Object.assign(clocks, { portal: begin + 11 * minute, ours: begin + 11 * minute })
  await until(async () => (await ended()) === 3, 'the next sweep has come by time')
  expect(queued).toEqual([dealId])

  // As long as the clocks have not caught up, too: what was heard when says nothing of what came first.
  changeUnheard(begin + 20 * minute)
  Object.assign(clocks, { portal: begin + 22 * minute, ours: begin + 22 * minute })
  await until(async () => (await ended()) === 4, 'another has come')
  expect(queued).toEqual([dealId, dealId])
})
