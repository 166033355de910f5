/** What a backtest of a version foretold when the version was saved: of so many deals it would have changed so many. */
export type RuleForecast = { deals: number; changed: number }
