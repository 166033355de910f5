import type { BacktestNumbers } from './backtest.ts'

/** What a backtest of a version foretold when the version was saved: of so many deals it would have changed so many. */
export type RuleForecast = { deals: number; changed: number; madeAt: string }

/** What a backtest foretells; null where it could judge no deal. */
export function forecastOf({ deals, undecided, draft }: BacktestNumbers, madeAt: string): RuleForecast | null {
  const judged = deals - undecided
  return judged === 0 ? null : { deals: judged, changed: draft.changed, madeAt }
}
