import { z } from 'zod'
import type { BacktestNumbers } from './backtest.ts'
import { DealFilter } from './deal-filter.ts'
import { RuleDocument } from './rule.ts'

/** The deals that a draft is tried on. */
export const BacktestDeals = z
  .discriminatedUnion('from', [
    z
      .strictObject({
        from: z.literal('snapshots'),
        limit: z.int().min(1).max(1_000_000).optional().describe('Only so many, the newest deals; all unless told.'),
      })
      .describe('Deals as their last runs left them. Nothing is asked of the portal.'),
    z
      .strictObject({ from: z.literal('portal'), filter: DealFilter.optional() })
      .describe("The portal's deals as they are now."),
  ])
  .meta({ id: 'BacktestDeals' })
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
