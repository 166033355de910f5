/** `stopped`: no process was there. `database`: events were kept aside, or refused, as the database was away. */
export const outageKinds = ['stopped', 'database'] as const
export type OutageKind = (typeof outageKinds)[number]

/** A time in which events could not be taken in as usual. */
export type Outage = {
  kind: OutageKind
  startedAt: string
  endedAt: string
  spooled: number
  refused: number
}

/** What is known of one day (UTC): what the portal says has changed on it, and what became of that here. */
export type DayStatement = {
  day: string
  /** Deals that changed, as far as sweeps have looked; the last change of a deal decides on which day it counts. */
  changed: number
  /** Of these, deals that events had told of in time. */
  received: number
  /** Deals that no event had told of, that a sweep found, and that have been run. */
  healed: number
  /** As those, but their run failed. */
  failed: number
  /** As those, and they wait for their run. */
  open: number
  /** Deals that no event had told of and no live or shadow rule wants to hear of. */
  unheard: number
  /** Events that were taken in on that day, of whatever kind. */
  events: number
  /** Up to when the portal's changes of that day have been looked at; null: not at all. */
  sweptUntil: string | null
  /** Whether sweeps have looked at the whole day. */
  isComplete: boolean
  outages: Outage[]
}
