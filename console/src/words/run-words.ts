import { linkDifference } from '../../../src/core/deal/link-difference.ts'
import type { RunStatus, RunSummary } from '../../../src/core/runs/run.ts'
import { unmadeChanges } from '../../../src/core/trials/unmade-changes.ts'
import type { Say } from '../languages/say.ts'
import { actorInWords } from './actor-words.ts'
import { leftBecause } from './left-as-it-is.ts'
import { lasting } from './moments.ts'

export type Tone = 'good' | 'bad' | 'wait' | 'quiet'

export const toneOf: Record<RunStatus, Tone> = {
  applied: 'good',
  unchanged: 'quiet',
  unmatched: 'quiet',
  shadow: 'quiet',
  failed: 'bad',
  skipped: 'wait',
  quarantined: 'bad',
}

/** What a contact is called; null where only its number is known. */
export type Called = (contactId: number) => string | null
const byNumber: Called = () => null

/**
 * What a run did to the links; empty when they are as before. `change` is terse, for a row ("+ contact 7 ★ primary"),
 * `did` goes into a sentence ("linked contact 7 as the primary one").
 */
export function changesInWords(
  run: Pick<RunSummary, 'linksBefore' | 'linksAfter'>,
  say: Say,
  words: 'change' | 'did' = 'change',
  called: Called = byNumber,
): string {
  const who = (id: number) => called(id) ?? say('live.contact', { id })
  const { linked, removed, primary, isReordered } = linkDifference(run.linksBefore, run.linksAfter)
  const parts = [
    ...linked.map((id) => say(id === primary ? `${words}.linkedPrimary` : `${words}.linked`, { who: who(id) })),
    ...removed.map((id) => say(`${words}.removed`, { who: who(id) })),
    ...(primary !== null && !linked.includes(primary) ? [say(`${words}.madePrimary`, { who: who(primary) })] : []),
    ...(isReordered && primary === null ? [say(`${words}.reordered`)] : []),
  ]
  return parts.join(', ')
}

/** What a run did or would have done, short enough for a row. */
export function outcomeInWords(run: RunSummary, say: Say, called: Called = byNumber): string {
  const changes = changesInWords(run, say, 'change', called)
  switch (run.status) {
    case 'applied':
      return changes || say('outcome.wroteTheSame')
    case 'failed':
      return changes === '' ? (run.error?.message ?? say('outcome.failed')) : `${changes}; ${say('outcome.failed')}`
    case 'shadow':
      return meantInWords(run, say, called) || say('outcome.shadow')
    case 'unchanged':
      return say(`outcome.unchanged.${leftBecause(run.rules)}`)
    default:
      return say(`outcome.${run.status}`)
  }
}

/** What rules in shadow would have changed; empty where the record does not tell. */
function meantInWords(run: RunSummary, say: Say, called: Called): string {
  const { linked, removed, primary, isReordered } = unmadeChanges(run)
  const who = (ids: readonly number[]) => ids.map((id) => called(id) ?? id).join(', ')
  const others = linked.filter((id) => !primary.includes(id))
  const parts = [
    ...linked.filter((id) => primary.includes(id)).map((id) => say('meant.linkedPrimary', { ids: who([id]) })),
    ...(others.length === 0 ? [] : [say('meant.linked', { ids: who(others) }, others.length)]),
    ...(removed.length === 0 ? [] : [say('meant.removed', { ids: who(removed) }, removed.length)]),
    ...primary.filter((id) => !linked.includes(id)).map((id) => say('meant.madePrimary', { ids: who([id]) })),
    ...(isReordered ? [say('meant.reordered')] : []),
  ]
  return parts.join(', ')
}

/** Why it ran: the events, or who asked. */
export function triggerInWords(trigger: RunSummary['trigger'], say: Say): string {
  if (trigger.type !== 'event') return [say(`trigger.${trigger.type}`), ...askersInWords(trigger, say)].join(': ')
  return trigger.events.map((name) => eventInWords(name, say)).join(', ')
}

const askersInWords = ({ requestedBy = [] }: RunSummary['trigger'], say: Say) =>
  requestedBy.length === 0 ? [] : [requestedBy.map((name) => actorInWords(name, say)).join(', ')]

export const knownEvents: readonly string[] = [
  'ONCRMDEALADD',
  'ONCRMDEALUPDATE',
  'ONCRMDEALDELETE',
  'ONCRMDEALMOVETOCATEGORY',
  'ONCRMCOMPANYUPDATE',
  'ONCRMCONTACTUPDATE',
]

export function eventInWords(name: string, say: Say): string {
  return knownEvents.includes(name) ? say(`event.${name}`) : name
}

export const durationMs = (run: Pick<RunSummary, 'startedAt' | 'finishedAt'>) =>
  Math.max(0, Date.parse(run.finishedAt) - Date.parse(run.startedAt))

/** The run in one sentence: what, by which rules, why, how long. `nameOf` gives a rule its name. */
export function runSentence(
  run: RunSummary,
  nameOf: (key: string) => string,
  say: Say,
  language: string,
  called: Called = byNumber,
): string {
  const acting = actingIn(run)
  const what = run.status === 'applied' ? changesInWords(run, say, 'did', called) : ''
  const parts = {
    deal: run.dealId,
    what: what || outcomeInWords(run, say, called),
    why: triggerInWords(run.trigger, say),
    rules: acting.map((rule) => say('common.quoted', { text: nameOf(rule.key) })).join(', '),
    took: lasting(durationMs(run), language),
    writes: say('run.requests', {}, run.operations.length),
  }
  return say(`sentence.${sentenceForm(run, acting.length)}`, parts, acting.length)
}

/** The rules that the sentence is about: those that did it, or would have; else all that matched and may act. */
function actingIn({ status, rules }: RunSummary): RunSummary['rules'] {
  const matched = rules.filter((rule) => rule.matched)
  const did = matched.filter((rule) =>
    rule.actions.some(({ effect, contacts }) => effect === status || contacts.some((one) => one.effect === status)),
  )
  if (did.length > 0) return did
  return status === 'shadow' ? matched : matched.filter(({ mode }) => mode !== 'shadow')
}

function sentenceForm({ status }: RunSummary, acting: number): 'failed' | 'plain' | 'shadow' | 'byRules' {
  if (status === 'failed') return 'failed'
  if (acting === 0) return 'plain'
  return status === 'applied' ? 'byRules' : status === 'shadow' ? 'shadow' : 'plain'
}
