import { expect, test } from 'vitest'
import type { Backfill } from '../../src/core/jobs/backfill.ts'
import { type AdvanceBackfillDeps, advanceBackfill } from '../../src/flows/advance-backfill.ts'

const backfill = { id: 'a', filter: {}, cursor: 0, isListed: false, counted: 900 } as Backfill

function depsWith(waiting: { own: number; all: number }) {
  const pages: number[][] = []
  const deps: AdvanceBackfillDeps = {
    countDeals: async () => 900,
    listDeals: async () => ({ dealIds: [1, 2], isLast: false }),
    waiting: async () => waiting,
    noteCounted: async () => {},
    enqueuePage: async ({ dealIds }) => void pages.push(dealIds),
    end: async () => {},
  }
  return { deps, pages }
}

test.each([
  { own: 199, all: 499, moves: true },
  { own: 200, all: 200, moves: false },
  { own: 0, all: 500, moves: false },
])(
  'with $own of its own and $all of all jobs waiting, a backfill brings more: $moves',
  async ({ moves, ...waiting }) => {
    const { deps, pages } = depsWith(waiting)
    expect(await advanceBackfill(deps, backfill)).toBe(moves ? 'moved' : 'waiting')
    expect(pages).toEqual(moves ? [[1, 2]] : [])
  },
)
