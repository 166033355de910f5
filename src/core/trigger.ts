import type { VersionedRule } from './rule.ts'
import type { Trigger } from './run.ts'
import type { JournalEvent, RunRequest } from './store.ts'

/** Why a run happens, from what waits for it: a person's request makes it manual, the events of its deal come along. */
export function triggerOf(events: readonly JournalEvent[], requests: readonly RunRequest[]): Trigger {
  return {
    type: requests.length > 0 ? 'manual' : 'event',
    events: [...new Set(events.map((event) => event.event))],
    eventIds: events.map((event) => event.id),
  }
}

/** The fact `event`: the latest of what the run answers, and all of it. */
export function eventFact(
  trigger: Trigger,
  events: readonly JournalEvent[],
  requests: readonly RunRequest[],
  now: Date,
): { type: string; types: string[]; receivedAt: string } {
  const latest = events.at(-1)
  if (trigger.type === 'event') {
    return { type: latest?.event ?? '', types: trigger.events, receivedAt: latest?.receivedAt ?? now.toISOString() }
  }
  const receivedAt = requests.at(-1)?.requestedAt ?? now.toISOString()
  return { type: trigger.type, types: [...trigger.events, trigger.type], receivedAt }
}

/** Rules that this run is to evaluate: those that listen to one of its events; all of them when no event caused it. */
export function applicableRules(rules: readonly VersionedRule[], trigger: Trigger): VersionedRule[] {
  const active = rules.filter(({ rule }) => rule.mode !== 'off')
  if (trigger.type !== 'event') return active
  return active.filter(({ rule }) => rule.on.some((event) => trigger.events.includes(event)))
}
