import type { VersionedRule } from '../rules/rule.ts'
import type { Trigger, TriggerType } from '../runs/run.ts'
import type { JournalEvent, RunRequest } from './store.ts'

/** How trigger and journal name a rule's schedule, which is no event of Bitrix24. */
export const scheduleEvent = 'SCHEDULE'

type Happened = { event: string; eventIds: string[]; at: string }

/** Why a run happens, from what it answers: a person's request makes it manual, the events come along. */
export function triggerOf(events: readonly JournalEvent[], requests: readonly RunRequest[]): Trigger {
  const happened = inOrder(events, requests)
  const revert = requests.map(({ terms }) => terms).find((terms) => terms?.type === 'revert')
  return {
    ...(revert?.type === 'revert' ? { reverts: revert.runId } : {}),
    type: typeOf(events, requests),
    events: [...new Set(happened.map(({ event }) => event))],
    eventIds: [...new Set(happened.flatMap(({ eventIds }) => eventIds))],
  }
}

/** A sweep's find that is answered together with events is not what the run was for. */
function typeOf(events: readonly JournalEvent[], requests: readonly RunRequest[]): TriggerType {
  const kinds = new Set(requests.map(({ kind }) => kind))
  if (kinds.has('run')) return 'manual'
  if (kinds.has('revert')) return 'revert'
  if (kinds.has('backfill')) return 'backfill'
  return kinds.has('sweep') && !kinds.has('event') && events.length === 0 ? 'sweep' : 'event'
}

/** Whether the run is for what happened, reported or not, and so for the rules that listen to it. */
const isOfEvents = ({ type }: Trigger): boolean => type === 'event' || type === 'sweep'

/** Events of the deal and of what it belongs to, oldest first; a schedule counts as one, and what a sweep found as its own. */
function inOrder(events: readonly JournalEvent[], requests: readonly RunRequest[]): Happened[] {
  const own = events.map(({ event, id, receivedAt }) => ({ event, eventIds: [id], at: receivedAt }))
  const others = requests.flatMap(({ terms, requestedAt }): Happened[] => {
    if (terms?.type === 'event') return [{ event: terms.event, eventIds: terms.eventIds, at: requestedAt }]
    if (terms?.type === 'sweep') return terms.events.map((event) => ({ event, eventIds: [], at: requestedAt }))
    if (terms?.type !== 'backfill' || terms.event !== 'schedule') return []
    return [{ event: scheduleEvent, eventIds: [], at: requestedAt }]
  })
  return others.length === 0 ? own : [...own, ...others].sort((a, b) => (a.at < b.at ? -1 : a.at > b.at ? 1 : 0))
}

/** The fact `event`: the latest of what the run answers, and all of it. */
export function eventFact(
  trigger: Trigger,
  events: readonly JournalEvent[],
  requests: readonly RunRequest[],
  now: Date,
): { type: string; types: string[]; receivedAt: string } {
  if (isOfEvents(trigger)) {
    const latest = inOrder(events, requests).at(-1)
    return { type: latest?.event ?? '', types: trigger.events, receivedAt: latest?.at ?? now.toISOString() }
  }
  const receivedAt = requests.at(-1)?.requestedAt ?? now.toISOString()
  const type = trigger.events.includes(scheduleEvent) ? 'schedule' : trigger.type
  return { type, types: [...trigger.events, type], receivedAt }
}

/**
 * Rules that this run is to evaluate: those that listen to one of its events; all of them when a person asks for the run;
 * those whose held changes are released, with what listens to what happened as well; only those that a backfill names,
 * and all held back where it only tries.
 */
export function applicableRules(
  rules: readonly VersionedRule[],
  trigger: Trigger,
  requests: readonly RunRequest[] = [],
): readonly VersionedRule[] {
  if (isOfEvents(trigger)) return listeningRules(rules, trigger.events)
  const active = rules.filter(({ rule }) => rule.mode !== 'off')
  const isAskedFor = requests.some(({ kind, terms }) => kind === 'run' && terms?.type !== 'release')
  if (trigger.type === 'manual' && !isAskedFor) {
    const released = releasedKeys(requests)
    return active.filter(
      ({ rule }) => released.has(rule.key) || rule.on.some((event) => trigger.events.includes(event)),
    )
  }
  const terms = requests.map((request) => request.terms).find((given) => given?.type === 'backfill')
  if (trigger.type !== 'backfill' || terms?.type !== 'backfill') return active
  const named = active.filter(({ rule }) => terms.rules === null || terms.rules.includes(rule.key))
  if (terms.mode === 'live') return named
  return named.map((one) => ({ ...one, rule: { ...one.rule, mode: 'shadow' } }))
}

const listening = new WeakMap<readonly VersionedRule[], Map<string, VersionedRule[]>>()

/** Found once for each list of rules, which is never changed, and each kind of events. */
function listeningRules(rules: readonly VersionedRule[], events: readonly string[]): readonly VersionedRule[] {
  const name = events.toSorted().join(' ')
  const byEvents = listening.get(rules) ?? new Map<string, VersionedRule[]>()
  listening.set(rules, byEvents)
  const found =
    byEvents.get(name) ?? rules.filter(({ rule }) => rule.mode !== 'off' && rule.on.some((one) => events.includes(one)))
  byEvents.set(name, found)
  return found
}

/** The rules whose held changes people have released for this deal. */
export function releasedKeys(requests: readonly RunRequest[]): Set<string> {
  return new Set(requests.flatMap(({ terms }) => (terms?.type === 'release' ? [terms.ruleKey] : [])))
}

/** The holds that they were released from. */
export function releasedHolds(requests: readonly RunRequest[]): Set<string> {
  return new Set(requests.flatMap(({ terms }) => (terms?.type === 'release' ? [terms.holdId] : [])))
}

/** Whether nobody has asked for just this run over just these deals: its changes count for the fuses of its rules. */
export function countsForFuses(trigger: Trigger, requests: readonly RunRequest[]): boolean {
  if (trigger.type === 'event' || trigger.type === 'sweep') return true
  return requests.some(({ terms }) => terms?.type === 'backfill' && terms.event === 'schedule')
}
