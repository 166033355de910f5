import { DealFilter } from '../../../src/core/deal/deal-filter.ts'
import { roles } from '../../../src/core/people/person.ts'
import { ruleModes } from '../../../src/core/rules/rule.ts'
import type { AuditEntry } from '../api/client.ts'
import type { Say } from '../languages/say.ts'
import { actorInWords } from './actor-words.ts'
import { filterInWords } from './backfill-words.ts'
import { valueInWords } from './condition-words.ts'
import { leastDays } from './retention-words.ts'

/** A particular of an entry: what it is, and where it is shown; `address` is null for what has no page. */
export type Detail = { name: string; value: string; address: string | null }

/** What is called by name or written as a moment, which a page knows how to. */
export type Naming = {
  rule: (key: string) => string
  moment: (at: string) => string
  inPortal?: Parameters<typeof filterInWords>[2]
}

/** Details that have a word of their own; any other is named as it is recorded. */
export const knownDetails = [
  'accounts',
  'address',
  'addresses',
  'baseVersion',
  'by',
  'count',
  'dealId',
  'deals',
  'email',
  'events',
  'expiresAt',
  'filter',
  'force',
  'forgotten',
  'from',
  'holdId',
  'invitedBy',
  'isEnded',
  'isInPortal',
  'jobs',
  'key',
  'kind',
  'limit',
  'limitOf',
  'minutes',
  'mode',
  'mostFrom',
  'mostTried',
  'name',
  'note',
  'policy',
  'proposedBy',
  'reason',
  'role',
  'rules',
  'runs',
  'runsBefore',
  'sessionsEnded',
  'settings',
  'since',
  'snapshots',
  'stoppedAt',
  'stoppedBy',
  'to',
  'tracesBefore',
  'tries',
  'until',
  'version',
  'wasQuarantined',
  'what',
] as const

/** Ids that lead nowhere and say nothing to people. */
const inner = new Set([
  'requestId',
  'proposalId',
  'replaces',
  'invitationId',
  'userId',
  'openid',
  'erasureId',
  'erasuresUntil',
])

/**
 * The particulars of an entry, in words; what was left empty and means nothing by it is left out, and so are all settings
 * where it is said which of them changed.
 */
export function detailsInWords(details: AuditEntry['details'], say: Say, naming: Naming): Detail[] {
  return Object.entries(details)
    .filter(([name]) => name !== 'settings' || !isSettings(details.from))
    .filter(([name, value]) => !inner.has(name) && (isThere(value) || (value === null && meaningOfNothing.has(name))))
    .map(([name, value]) => ({
      name: nameInWords(isLimitOf(name, value) ? 'limitOf' : name, say),
      ...detailOf(name, value, say, naming),
    }))
}

const isThere = (value: unknown) => value !== null && value !== undefined && value !== '' && value !== false
/** Where nothing means something: every rule, the usual times. */
const meaningOfNothing = new Set(['rules', 'policy'])
/** Whose limit a fuse had; `from` is also what a role or a job was before. */
const isLimitOf = (name: string, value: unknown) => name === 'from' && limits.some((one) => one === value)
const limits = ['rule', 'usual', 'forecast'] as const
/** How somebody signed in. */
const ways = ['link', 'password', 'invitation', 'account', 'openid'] as const
const jobStates = ['counting', 'running', 'paused', 'done', 'cancelled', 'failed'] as const
const nameInWords = (name: string, say: Say) =>
  (knownDetails as readonly string[]).includes(name) ? say(`record.detail.${name}`) : name

function detailOf(name: string, value: unknown, say: Say, naming: Naming): Omit<Detail, 'name'> {
  const plain = (text: string) => ({ value: text, address: null })
  switch (name) {
    case 'rules':
      return plain(
        Array.isArray(value) ? value.map((key) => naming.rule(String(key))).join(', ') : say('record.everyRule'),
      )
    case 'filter': {
      const filter = DealFilter.safeParse(value)
      return plain(
        filter.success ? filterInWords(filter.data, say, naming.inPortal, naming.moment) : valueInWords(value, say),
      )
    }
    case 'what':
      return whatInWords(value, say, naming)
    case 'policy':
      return plain(value === null ? say('record.usualTimes') : policyInWords(value, say))
    case 'holdId':
      return { value: say('record.itsHold'), address: `/holds/${encodeURIComponent(String(value))}` }
    case 'dealId':
      return { value: String(value), address: `/deals/${encodeURIComponent(String(value))}` }
    case 'settings':
      return plain(settingsInWords(value, say))
    case 'from':
      if (isLimitOf(name, value)) return plain(say(`record.limitOf.${String(value)}`))
      if (jobStates.some((one) => one === value)) return plain(say(`backfills.status.${String(value)}`))
      return plain(wordOf(value, say, naming))
    case 'by':
      return plain(ways.some((way) => way === value) ? say(`record.way.${String(value)}`) : wordOf(value, say, naming))
    case 'invitedBy':
    case 'proposedBy':
    case 'stoppedBy':
      return plain(actorInWords(String(value), say))
    default:
      return plain(wordOf(value, say, naming))
  }
}

function wordOf(value: unknown, say: Say, { moment }: Naming): string {
  if (ruleModes.some((mode) => mode === value)) return say(`mode.${String(value)}`)
  if (roles.some((role) => role === value)) return say(`role.${String(value)}`)
  if (isSettings(value)) return settingsInWords(value, say)
  if (typeof value !== 'string') return valueInWords(value, say)
  return isMoment(value) ? moment(value) : value
}

/** By names of the environment, whose values are texts. */
const isSettings = (value: unknown): value is Record<string, string> =>
  typeof value === 'object' &&
  value !== null &&
  Object.entries(value).length > 0 &&
  Object.entries(value).every(([name, setting]) => /^[A-Z][A-Z0-9_]*$/.test(name) && typeof setting === 'string')

/** "FOUR_EYES=on, PUBLIC_URL: not set". */
const settingsInWords = (settings: unknown, say: Say): string =>
  isSettings(settings)
    ? Object.entries(settings)
        .map(([name, value]) => (value === '' ? `${name}: ${say('record.notSet')}` : `${name}=${value}`))
        .join(', ')
    : valueInWords(settings, say)

const isMoment = (text: string) => /^\d{4}-\d\d-\d\dT[\d:.]+Z$/.test(text)

/** What an undo of many runs is about: a backfill, an earlier undo, or a rule in a span of time. */
function whatInWords(what: unknown, say: Say, naming: Naming): Omit<Detail, 'name'> {
  const { backfillId, revertId, rule, from, to } = (what ?? {}) as Record<string, unknown>
  if (typeof backfillId === 'string') {
    return { value: say('record.ofBackfill'), address: `/backfills/${encodeURIComponent(backfillId)}` }
  }
  if (typeof revertId === 'string') return { value: say('record.ofRevert'), address: null }
  if (typeof rule !== 'string') return { value: valueInWords(what, say), address: null }
  const moment = (at: unknown) => (typeof at === 'string' ? naming.moment(at) : '…')
  const value = say('record.ofRule', { rule: naming.rule(rule), from: moment(from), to: moment(to) })
  return { value, address: `/rules/${encodeURIComponent(rule)}` }
}

function policyInWords(policy: unknown, say: Say): string {
  const days = (policy ?? {}) as Record<string, unknown>
  return Object.keys(leastDays)
    .map((kept) => `${say(`retention.${kept}`)}: ${days[kept] ?? say('retention.forever')}`)
    .join('; ')
}
