import { type Names, noNames } from '../conditions/names.ts'
import { type Distance, distanceOf } from '../conditions/why.ts'
import type { VersionedRule } from '../rules/rule.ts'
import type { ActionResult, Run } from '../runs/run.ts'
import type { JournalEvent } from './store.ts'

/** One rule's word on a deal as it is now. */
export type RuleExplained = {
  key: string
  name: string
  version: number
  mode: 'live' | 'shadow'
  matched: boolean
  /** Null when it matches. */
  distance: Distance | null
  actions: ActionResult[]
  /** The events that it listens to, and when the latest of them came. */
  on: string[]
  heardAt: string | null
  inWords: string
}

/** Why each live and shadow rule would act on the deal, or not; in rule order. `run` is what a preview came to. */
export function explainRules(
  run: Pick<Run, 'rules' | 'linksBefore'>,
  rules: readonly VersionedRule[],
  events: readonly JournalEvent[],
  names: Names = noNames,
): RuleExplained[] {
  const known = new Map(rules.map(({ rule }) => [rule.key, rule]))
  const linked = new Set(run.linksBefore.map(({ contactId }) => contactId))
  return run.rules.map(({ key, version, mode, matched, trace, actions }) => {
    const on = known.get(key)?.on ?? []
    const heard = events.filter(({ event }) => on.includes(event)).map(({ receivedAt }) => receivedAt)
    const heardAt = heard.toSorted().at(-1) ?? null
    const distance = matched ? null : distanceOf(trace, names)
    const words = [
      distance?.inWords ?? actionsInWords(actions, mode, linked),
      ...(heardAt === null ? [`None of its events (${on.join(', ')}) has come for this deal.`] : []),
    ]
    return {
      key,
      name: known.get(key)?.name ?? key,
      version,
      mode,
      matched,
      distance,
      actions,
      on,
      heardAt,
      inWords: words.join(' '),
    }
  })
}

function actionsInWords(
  actions: readonly ActionResult[],
  mode: 'live' | 'shadow',
  linked: ReadonlySet<number>,
): string {
  const parts = actions.map((action) => {
    const { type, effect, note } = action
    const people = peopleInWords(action, mode, linked)
    const detail = people === '' ? (effect === 'already' ? 'nothing is left to do' : 'selects nobody') : people
    return `${type}: ${detail}${note === null ? '' : ` (${note})`}`
  })
  return `It matches${mode === 'shadow' ? ', in shadow mode' : ''}. ${parts.join('; ')}.`
}

type ContactResult = ActionResult['contacts'][number]

/** Those whom the same happens to together: `contacts 7, 9 are as wanted already, contact 12 would be linked`. */
function peopleInWords(action: ActionResult, mode: 'live' | 'shadow', linked: ReadonlySet<number>): string {
  const become = ({ contactId }: ContactResult) => wouldBecome(action, contactId, linked)
  const groups = Map.groupBy(action.contacts, (contact) => {
    const { effect, by } = contact
    return `${effect} ${by ?? ''} ${effect === 'applied' || effect === 'shadow' ? become(contact) : ''}`
  })
  return [...groups.values()]
    .flatMap((some) => {
      const [first] = some
      if (first === undefined) return []
      const [noun, are, doing] = some.length === 1 ? ['contact', 'is', 'does'] : ['contacts', 'are', 'do']
      const ids = some.map(({ contactId }) => contactId).join(', ')
      return [`${noun} ${ids} ${fateInWords(first, become(first), mode, are, doing)}`]
    })
    .join(', ')
}

/** What an action that is applied makes of a contact. */
function wouldBecome({ type, contactIds }: ActionResult, contactId: number, linked: ReadonlySet<number>): string {
  switch (type) {
    case 'attach':
      return linked.has(contactId) ? 'made primary' : 'linked'
    case 'detach':
    case 'clear':
      return 'unlinked'
    case 'setPrimary':
      return 'made primary'
    case 'replace':
      if (!linked.has(contactId)) return 'linked'
      return contactIds.includes(contactId) ? 'moved to its place' : 'unlinked'
    default:
      return type satisfies never
  }
}

function fateInWords(
  { effect, by }: ContactResult,
  become: string,
  mode: 'live' | 'shadow',
  are: string,
  doing: string,
): string {
  switch (effect) {
    case 'failed':
      return 'failed'
    case 'applied':
      return `would be ${become}`
    case 'shadow':
      // Of a live rule it is what a fuse or a quarantine holds back, which the action's note says.
      return `would be ${become}${mode === 'shadow' ? ' if the rule were live' : ''}`
    case 'overruled':
      return `${are} left as rule ${by ?? 'of another'} wants it`
    case 'yielded':
      return `${are} left as a person has put it since`
    case 'not-found':
      return `${doing} not exist or cannot be read`
    case 'already':
      return `${are} as wanted already`
    default:
      return effect satisfies never
  }
}

/** The events of a deal in one sentence. */
export function eventsInWords(events: readonly JournalEvent[]): string {
  const [latest] = events
  if (latest === undefined) {
    return 'No event of this deal has come. If it changed in Bitrix24 since, look at the outbound webhook: its events and its handler address.'
  }
  const pending = events.filter(({ status }) => status === 'pending').length
  const waiting = pending === 0 ? '' : ` ${pending} of them still wait for a run.`
  return `The latest event is ${latest.event} of ${latest.receivedAt}.${waiting}`
}
