import { usualForecast, usualFuse } from '../../../src/core/rules/fuse.ts'
import { isObject, type Json } from './places.ts'

/** How a rule's fuse goes by what its backtest foretold: as is usual, not at all, or by numbers of its own. */
export const forecastKinds = ['usual', 'never', 'own'] as const
export type ForecastKind = (typeof forecastKinds)[number]

/** Which of them a fuse says; null where it says something that is none of them. */
export function forecastKindOf(fuse: unknown): ForecastKind | null {
  const forecast = isObject(fuse) ? fuse.forecast : undefined
  if (forecast === undefined) return 'usual'
  if (forecast === false) return 'never'
  return isObject(forecast) ? 'own' : null
}

/** The fuse with another limit; undefined takes the usual one. Undefined where nothing is left that is not usual. */
export function withLimit(fuse: unknown, name: 'deals' | 'minutes', limit: unknown): Json | undefined {
  const next: Json = { ...usualFuse, ...present(fuse), [name]: limit ?? usualFuse[name] }
  return limit === undefined && isUsual(next) ? undefined : next
}

/** The fuse with another way to go by its backtest. Undefined where nothing is left that is not usual. */
export function withForecastKind(fuse: unknown, kind: ForecastKind): Json | undefined {
  const { forecast: _former, ...limits }: Json = { ...usualFuse, ...present(fuse) }
  if (kind === 'usual') return isUsual(limits) ? undefined : limits
  const { times, minutes } = usualForecast
  return { ...limits, forecast: kind === 'own' ? { times, minutes } : false }
}

const isUsual = ({ deals, minutes, ...more }: Json) =>
  deals === usualFuse.deals && minutes === usualFuse.minutes && Object.keys(more).length === 0
const present = (fuse: unknown): Json => (isObject(fuse) ? fuse : {})
