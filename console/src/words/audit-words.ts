import type { AuditEntry } from '../api/client.ts'
import type { Say } from '../languages/say.ts'
import { dayBounds, isDay } from './moments.ts'

/** What there are words for; anything else is shown as it is recorded. */
export const knownActions = [
  'rule.saved',
  'rule.deleted',
  'rule.held',
  'rule.proposed',
  'rule.approved',
  'rule.refused',
  'hold.released',
  'hold.discarded',
  'writes.stopped',
  'writes.resumed',
  'deal.run',
  'deal.released',
  'run.reverted',
  'revert.started',
  'revert.paused',
  'revert.resumed',
  'revert.cancelled',
  'sweep.started',
  'backfill.started',
  'backfill.paused',
  'backfill.resumed',
  'backfill.cancelled',
  'user.created',
  'user.renamed',
  'user.role-changed',
  'user.disabled',
  'user.enabled',
  'user.password-changed',
  'user.password-refused',
  'user.password-renewed',
  'user.signed-out',
  'user.openid-linked',
  'session.began',
  'session.ended',
  'session.refused',
  'session.refused-often',
  'invitation.made',
  'invitation.made-to-renew-password',
  'invitation.withdrawn',
  'token.created',
  'token.revoked',
  'sign-in-link.made',
  'settings.noted',
  'settings.changed',
  'retention.changed',
  'retention.applied',
  'contact.erasure-began',
  'contact.erased',
  'portal.renamed',
  'run.traces-erased',
  'erasures.noted',
  'record.exported',
] as const

export const knownSubjects = [
  'rule',
  'deal',
  'run',
  'backfill',
  'user',
  'session',
  'invitation',
  'token',
  'portal',
  'revert',
  'sweep',
  'settings',
  'retention',
  'contact',
  'record',
] as const

export const actionInWords = (action: string, say: Say) =>
  (knownActions as readonly string[]).includes(action) ? say(`record.action.${action}`) : action

/** "Rule attach-primary", "Deal 42"; ids that say nothing to people are left out. */
export function subjectInWords({ kind, id }: AuditEntry['subject'], say: Say): string {
  const name = (knownSubjects as readonly string[]).includes(kind) ? say(`record.subject.${kind}`) : kind
  return id === null || isUuid(id) ? name : `${name} ${id}`
}

/** Where what an entry is about is shown; null: nowhere. */
export function subjectAddress({ kind, id }: AuditEntry['subject']): string | null {
  if (id === null) return null
  const places: Record<string, string> = { rule: 'rules', deal: 'deals', run: 'runs', backfill: 'backfills' }
  const place = places[kind]
  return place === undefined ? null : `/${place}/${encodeURIComponent(id)}`
}

const isUuid = (text: string) => /^[0-9a-f]{8}-[0-9a-f-]{27}$/.test(text)

/** What the record is narrowed to, as it stands in the address. Days are the viewer's own, both included. */
export type RecordFilters = { action: string; subjectKind: string; actor: string; from: string; to: string }

export function recordFiltersIn(query: Record<string, unknown>): RecordFilters {
  const text = (name: keyof RecordFilters) => (typeof query[name] === 'string' ? query[name].slice(0, 300) : '')
  const day = (name: 'from' | 'to') => (isDay(text(name)) ? text(name) : '')
  return {
    action: text('action'),
    subjectKind: text('subjectKind'),
    actor: text('actor'),
    from: day('from'),
    to: day('to'),
  }
}

export const recordAddress = (filters: RecordFilters): Record<string, string> =>
  Object.fromEntries(Object.entries(filters).filter(([, value]) => value !== ''))

/** For the API. */
export function recordQuery({ from, to, ...texts }: RecordFilters) {
  const given = (name: keyof typeof texts) => (texts[name] === '' ? {} : { [name]: texts[name] })
  return { ...given('action'), ...given('subjectKind'), ...given('actor'), ...dayBounds(from, to) }
}
