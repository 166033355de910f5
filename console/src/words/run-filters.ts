import { type RunStatus, runStatuses, triggerTypes } from '../../../src/core/runs/run.ts'
import { dayBounds, isDay } from './moments.ts'

type TriggerType = (typeof triggerTypes)[number]

/** What the list of runs is narrowed to. Days are the viewer's own, both included. Empty: everything. */
export type RunFilters = {
  status: RunStatus | ''
  trigger: TriggerType | ''
  rule: string
  deal: string
  contact: string
  /** Of one backfill, by its id. */
  backfill: string
  /** A span that ends now; days are then left out. */
  within: Span | ''
  from: string
  to: string
}

/** Spans in hours: an address with one shows the latest to whoever opens it, whenever that is. */
export const spans = { '1h': 1, '24h': 24, '7d': 7 * 24, '30d': 30 * 24 } as const
export type Span = keyof typeof spans
// The keys are the spans themselves, which Object.keys does not say.
export const spanNames = Object.keys(spans) as Span[]

export const noFilters: RunFilters = {
  status: '',
  trigger: '',
  rule: '',
  deal: '',
  contact: '',
  backfill: '',
  within: '',
  from: '',
  to: '',
}

/** Filters out of an address that anybody may have typed: what makes no sense is left out. */
export function filtersIn(query: Record<string, unknown>): RunFilters {
  const text = (name: keyof RunFilters) => (typeof query[name] === 'string' ? query[name] : '')
  const only = (name: keyof RunFilters, holds: (text: string) => boolean) => (holds(text(name)) ? text(name) : '')
  return {
    status: runStatuses.find((status) => status === text('status')) ?? '',
    trigger: triggerTypes.find((type) => type === text('trigger')) ?? '',
    rule: only('rule', (key) => /^[a-z0-9-]{1,64}$/.test(key)),
    deal: only('deal', isId),
    contact: only('contact', isId),
    backfill: only('backfill', (id) => /^[\da-f]{8}(-[\da-f]{4}){3}-[\da-f]{12}$/.test(id)),
    ...periodIn(query),
  }
}

const isId = (text: string) => /^[1-9]\d{0,14}$/.test(text)

/** The time out of an address; a span and days exclude each other. */
export function periodIn(query: Record<string, unknown>): Pick<RunFilters, 'within' | 'from' | 'to'> {
  const within = spanNames.find((span) => span === query.within) ?? ''
  const day = (text: unknown) => (within === '' && typeof text === 'string' && isDay(text) ? text : '')
  return { within, from: day(query.from), to: day(query.to) }
}

/** The time for the API. */
export function periodQuery({ within, from, to }: Pick<RunFilters, 'within' | 'from' | 'to'>, now = new Date()) {
  if (within === '') return dayBounds(from, to)
  return { from: new Date(now.getTime() - spans[within] * 3_600_000).toISOString() }
}

/** For the address: only what narrows. */
export function addressQuery(filters: object): Record<string, string> {
  return Object.fromEntries(Object.entries(filters).filter(([, value]) => value !== ''))
}

/** For the API. */
export function apiQuery({ status, trigger, rule, deal, contact, backfill, ...period }: RunFilters, now = new Date()) {
  return {
    ...(status !== '' && { status }),
    ...(trigger !== '' && { trigger }),
    ...(rule !== '' && { rule }),
    ...(deal !== '' && { dealId: Number(deal) }),
    ...(contact !== '' && { contactId: Number(contact) }),
    ...(backfill !== '' && { backfill }),
    ...periodQuery(period, now),
  }
}

/** Where every run of the filters is given out as a file. */
export function exportAddress(filters: RunFilters, format: 'csv' | 'json', now = new Date()): string {
  const query = Object.entries(apiQuery(filters, now)).map(([name, value]): [string, string] => [name, String(value)])
  return `/api/runs/export?${new URLSearchParams([['format', format], ...query])}`
}

export const isNarrowed = (filters: RunFilters) => Object.keys(addressQuery(filters)).length > 0
