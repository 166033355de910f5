import { type AlarmKind, alarmKinds } from '../../../src/core/alarms/alert.ts'
import { periodIn, periodQuery, type RunFilters } from './run-filters.ts'

/** What alerts are narrowed to; the time is that of the raising. Empty: everything. */
export type AlertFilters = Pick<RunFilters, 'within' | 'from' | 'to'> & { kind: AlarmKind | '' }

/** Filters out of an address that anybody may have typed: what makes no sense is left out. */
export function alertFiltersIn(query: Record<string, unknown>): AlertFilters {
  return { kind: alarmKinds.find((kind) => kind === query.kind) ?? '', ...periodIn(query) }
}

/** For the API. */
export function alertQuery({ kind, ...period }: AlertFilters, now = new Date()) {
  return { ...(kind !== '' && { kind }), ...periodQuery(period, now) }
}
