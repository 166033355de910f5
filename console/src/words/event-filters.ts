import { type EventStatus, eventStatuses } from '../../../src/core/turns/store.ts'
import { periodIn, periodQuery, type RunFilters } from './run-filters.ts'

/** What the journal is narrowed to. Empty: everything. */
export type EventFilters = Pick<RunFilters, 'within' | 'from' | 'to' | 'deal'> & {
  status: EventStatus | ''
  event: string
}

export const noEventFilters: EventFilters = { status: '', event: '', deal: '', within: '', from: '', to: '' }

/** Filters out of an address that anybody may have typed: what makes no sense is left out. */
export function eventFiltersIn(query: Record<string, unknown>): EventFilters {
  const text = (name: keyof EventFilters) => (typeof query[name] === 'string' ? query[name] : '')
  const event = text('event').toUpperCase()
  return {
    status: eventStatuses.find((status) => status === text('status')) ?? '',
    event: isEventName(event) ? event : '',
    deal: /^[1-9]\d{0,14}$/.test(text('deal')) ? text('deal') : '',
    ...periodIn(query),
  }
}

export const isEventName = (text: string) => /^ON[A-Z0-9_]{1,62}$/.test(text)

/** For the API. */
export function eventQuery({ status, event, deal, ...period }: EventFilters, now = new Date()) {
  return {
    ...(status !== '' && { status }),
    ...(event !== '' && { event }),
    ...(deal !== '' && { dealId: Number(deal) }),
    ...periodQuery(period, now),
  }
}
