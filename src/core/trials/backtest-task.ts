import { z } from 'zod'
import { DealFilter } from '../deal/deal-filter.ts'
import type { BacktestNumbers } from '../rules/backtest.ts'
import { RuleDocument } from '../rules/rule.ts'

const mostNamed = 10_000
const dealIds = z
  .array(z.int('a whole number').positive('a positive whole number'))
  .min(1, 'at least one deal')
  .max(mostNamed, `at most ${mostNamed} deals`)

const DealsOfBacktest = z.discriminatedUnion('from', [
  z
    .strictObject({
      from: z.literal('snapshots'),
      limit: z.int().min(1).max(1_000_000).optional().describe('Only so many, the newest deals; all unless told.'),
      ids: dealIds.optional().describe('Only these deals, as far as a run has seen them.'),
    })
    .describe('Deals as their last runs left them. Nothing is asked of the portal.'),
  z
    .strictObject({ from: z.literal('portal'), filter: DealFilter.optional() })
    .describe("The portal's deals as they are now."),
])

/** The deals that a draft is tried on. A list of ids and a number stand for recorded deals: these, or so many of the newest. */
export const BacktestDeals = z
  .preprocess((given) => {
    if (Array.isArray(given)) return { from: 'snapshots', ids: given }
    return typeof given === 'number' ? { from: 'snapshots', limit: given } : given
  }, DealsOfBacktest)
  .meta({
    id: 'BacktestDeals',
    description:
      'A list of ids stands for {"from": "snapshots", "ids": […]}, a number for {"from": "snapshots", "limit": …}.',
  })
export type BacktestDeals = z.infer<typeof BacktestDeals>

/** What a backtest was asked for, as it is kept. */
export const BacktestTask = z.object({ rule: RuleDocument, deals: BacktestDeals })
export type BacktestTask = z.infer<typeof BacktestTask>

/** How far it has come: enough to go on from there, with the versions that it compares. */
export type BacktestProgress = {
  done: number
  /** Null where it is not known beforehand. */
  total: number | null
  cursor: number | null
  liveVersion: number | null
  numbers: BacktestNumbers
}

export type BacktestResult = BacktestNumbers & { liveVersion: number | null }
