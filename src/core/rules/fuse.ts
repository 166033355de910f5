import { z } from 'zod'
import type { RuleForecast } from './forecast.ts'

const minutes = z.int().min(1).max(1440)

/** How many deals a rule may change in how many minutes before it is held. */
export const Fuse = z.strictObject({
  deals: z.int().min(1).max(1_000_000).describe('So many deals it may change …'),
  minutes: minutes.describe('… in so many minutes; beyond that its changes are held.'),
  forecast: z
    .union([
      z.literal(false),
      z.strictObject({
        times: z.number().min(1).max(1000).describe('So many times the deals that its backtest said it would change …'),
        minutes: minutes.describe('… it may change in so many minutes.'),
      }),
    ])
    .exactOptional()
    .describe('How far beyond its backtest it may go; false: it does not matter. 10 times in 60 minutes unless told.'),
})
export type Fuse = z.infer<typeof Fuse>

/** What one fuse lets through, and where it has that from. */
export type FuseLimit = {
  deals: number
  minutes: number
  /** The rule's own `fuse`, the usual one, or what the backtest foretold when this version was saved. */
  from: 'rule' | 'usual' | 'forecast'
  forecast?: Pick<RuleForecast, 'deals' | 'changed'>
}

/** For rules that say nothing: more than a portal's allowance lets through when all of it is deals that changed by themselves. */
export const usualFuse: Pick<Fuse, 'deals' | 'minutes'> = { deals: 10_000, minutes: 10 }

/**
 * What its backtest lets a rule do that says nothing of that. `least`: new deals were in no backtest, and a mass import of
 * them is nothing odd. `fewest`: what a backtest of fewer deals says is little.
 */
export const usualForecast = { times: 10, minutes: 60, least: 500, fewest: 100 }

/** Everything that holds a rule when it goes beyond. */
export function fusesOf(fuse: Fuse | undefined, forecast: RuleForecast | undefined): FuseLimit[] {
  const { deals, minutes: within } = fuse ?? usualFuse
  const own: FuseLimit = { deals, minutes: within, from: fuse === undefined ? 'usual' : 'rule' }
  if (forecast === undefined || fuse?.forecast === false) return [own]
  const {
    times,
    minutes: hour,
    least,
    fewest,
  } = fuse?.forecast ? { ...fuse.forecast, least: 1, fewest: 0 } : usualForecast
  if (forecast.deals < fewest) return [own]
  const foretold = { deals: forecast.deals, changed: forecast.changed }
  const most = Math.max(least, Math.ceil(times * forecast.changed))
  return [own, { deals: most, minutes: hour, from: 'forecast', forecast: foretold }]
}

/** Deals that one rule has changed lately, and when: what its fuse looks at. */
export type Heat = Map<number, number>

/** Whether the rule may change one more deal; notes it if so. A deal that it has changed in that time already is none more. */
export function lets(heat: Heat, fuse: Pick<FuseLimit, 'deals' | 'minutes'>, dealId: number, now: number): boolean {
  const oldest = now - fuse.minutes * 60_000
  if ((heat.get(dealId) ?? Number.NEGATIVE_INFINITY) < oldest) {
    if (heat.size >= fuse.deals) for (const [id, at] of heat) if (at < oldest) heat.delete(id)
    if (heat.size >= fuse.deals && !heat.has(dealId)) return false
  }
  heat.set(dealId, now)
  return true
}
