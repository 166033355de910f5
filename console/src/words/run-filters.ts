import { type RunStatus, runStatuses, triggerTypes } from '../../../src/core/run.ts'
import { dayBounds, isDay } from './moments.ts'

type TriggerType = (typeof triggerTypes)[number]

/** What the list of runs is narrowed to. Days are the viewer's own, both included. Empty: everything. */
export type RunFilters = {
  status: RunStatus | ''
  trigger: TriggerType | ''
  rule: string
  deal: string
  from: string
  to: string
}

export const noFilters: RunFilters = { status: '', trigger: '', rule: '', deal: '', from: '', to: '' }

/** Filters out of an address that anybody may have typed: what makes no sense is left out. */
export function filtersIn(query: Record<string, unknown>): RunFilters {
  const text = (name: keyof RunFilters) => (typeof query[name] === 'string' ? query[name] : '')
  const only = (name: keyof RunFilters, holds: (text: string) => boolean) => (holds(text(name)) ? text(name) : '')
  return {
    status: runStatuses.find((status) => status === text('status')) ?? '',
    trigger: triggerTypes.find((type) => type === text('trigger')) ?? '',
    rule: only('rule', (key) => /^[a-z0-9-]{1,64}$/.test(key)),
    deal: only('deal', (id) => /^[1-9]\d{0,14}$/.test(id)),
    from: only('from', isDay),
    to: only('to', isDay),
  }
}

/** For the address: only what narrows. */
export function addressQuery(filters: RunFilters): Record<string, string> {
  return Object.fromEntries(Object.entries(filters).filter(([, value]) => value !== ''))
}

/** For the API. */
export function apiQuery({ status, trigger, rule, deal, from, to }: RunFilters) {
  return {
    ...(status !== '' && { status }),
    ...(trigger !== '' && { trigger }),
    ...(rule !== '' && { rule }),
    ...(deal !== '' && { dealId: Number(deal) }),
    ...dayBounds(from, to),
  }
}

export const isNarrowed = (filters: RunFilters) => Object.keys(addressQuery(filters)).length > 0
