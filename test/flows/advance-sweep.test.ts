import { expect, test } from 'vitest'
import type { Fields } from '../../src/core/deal/snapshot.ts'
import { byTime, type KnownDeal, type Move, type Sweep } from '../../src/core/sweeps/sweep.ts'
import { type AdvanceSweepDeps, advanceSweep, mostWaiting } from '../../src/flows/advance-sweep.ts'

const until = Date.parse('2026-09-01T10:00:00Z')
const before = (seconds: number) => new Date(until - seconds * 1_000).toISOString()

const aSweep = (of: Partial<Sweep> = {}): Sweep => ({
  ...{ id: 'a sweep', kind: 'changes', status: 'running', requestedBy: byTime, createdAt: before(0), finishedAt: null },
  ...{ since: before(900), until: before(0), skewMs: 0, movesAfter: 5, areMovesListed: true, cursor: 0 },
  ...{ pages: 0, dealsSeen: 0, dealsQueued: 0, error: null },
  ...of,
})

/** What a sweep asks, answered by plain values, and what it has kept. */
function aDesk(of: { deals?: [id: number, changedAt: string][]; moves?: Move[]; waiting?: number; seen?: number[] }) {
  const { deals = [], moves = [], waiting = 0, seen = [] } = of
  const asked: string[] = []
  const page = async () => {
    asked.push('deals')
    const rows = deals.map(([id, updatedTime]): { id: number; fields: Fields } => ({ id, fields: { id, updatedTime } }))
    return { deals: rows, isLast: true }
  }
  const snapshot = { updatedTime: before(3_600), stageId: 'NEW' }
  const known = (id: number): [number, KnownDeal] => [
    id,
    { snapshot: seen.includes(id) ? snapshot : null, events: [], requestedAt: null },
  ]
  const kept: { deals: number[]; settledUpTo: number | null } = { deals: [], settledUpTo: null }
  const deps: AdvanceSweepDeps = {
    portalTime: async () => until,
    begunAt: async () => 0,
    leastSkewMs: async () => 0,
    listChanged: page,
    listOpen: page,
    listMoves: async () => ({ moves, isLast: true }),
    newestMove: async () => 0,
    listensTo: async () => true,
    knownDeals: async (ids) => new Map(ids.map(known)),
    waiting: async () => waiting,
    begin: async () => {},
    keepMoves: async (_sweep, { found, settledUpTo }) => {
      kept.deals.push(...found.map(({ dealId }) => dealId))
      kept.settledUpTo = settledUpTo
    },
    keepDeals: async (_sweep, { found }) => {
      kept.deals.push(...found.filter(({ events }) => events.length > 0).map(({ dealId }) => dealId))
    },
    end: async () => {},
    movesRefused: () => {},
    note: async () => {},
    now: () => until,
  }
  return { deps, kept, asked }
}

test.each([
  { who: 'by time', requestedBy: byTime, found: [1] },
  { who: 'of a person', requestedBy: 'Ada', found: [1, 2] },
])(
  'a sweep $who leaves to the next one what changed within the last half minute: $found',
  async ({ requestedBy, found }) => {
    const { deps, kept } = aDesk({
      deals: [
        [1, before(31)],
        [2, before(29)],
      ],
    })
    expect(await advanceSweep(deps, aSweep({ requestedBy }))).toBe('ended')
    expect(kept.deals).toEqual(found)
  },
)

test('moves of the last minute are looked at once more, as one may be saved after one with a higher id', async () => {
  const move = (id: number, seconds: number): Move => ({
    ...{ id, dealId: id, movedAt: before(seconds), categoryId: 4, stageId: 'C4:NEW' },
  })
  const { deps, kept } = aDesk({ moves: [move(7, 90), move(8, 61), move(9, 59), move(10, 1)] })
  expect(await advanceSweep(deps, aSweep({ areMovesListed: false }))).toBe('moved')
  expect(kept).toEqual({ deals: [7, 8, 9, 10], settledUpTo: 8 })
})

test('a sweep waits while as many deals as may are waiting for their runs', async () => {
  const full = aDesk({ deals: [[1, before(60)]], waiting: mostWaiting })
  expect([await advanceSweep(full.deps, aSweep()), full.asked]).toEqual(['waiting', []])
  const room = aDesk({ deals: [[1, before(60)]], waiting: mostWaiting - 1 })
  expect([await advanceSweep(room.deps, aSweep()), room.kept.deals]).toEqual(['ended', [1]])
})

test('the slow look is for deals that were run before', async () => {
  const { deps, kept } = aDesk({
    deals: [
      [1, before(60)],
      [2, before(60)],
    ],
    seen: [2],
  })
  expect(await advanceSweep(deps, aSweep({ kind: 'open-deals' }))).toBe('ended')
  expect(kept.deals).toEqual([2])
})
