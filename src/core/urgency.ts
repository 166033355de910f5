import type { DealMemory } from './store.ts'

/**
 * Whose work goes first when the portal's allowance is short; nobody waits for ever. `again`: an event of a deal that was
 * run a moment ago, most likely the portal's word of our own write.
 */
export const urgencies = ['live', 'manual', 'again', 'backfill'] as const
export type Urgency = (typeof urgencies)[number]

/** After this time a deal's event is nobody's echo any more. */
const echoMs = 30_000

/** How urgent the next run of a deal is, from what is remembered of it. */
export function urgencyOf({ events, requests, snapshot }: DealMemory): Urgency {
  if (requests.length > 0) return 'manual'
  const newest = events.at(-1)
  if (newest === undefined || snapshot === null) return 'live'
  return Date.parse(newest.receivedAt) - Date.parse(snapshot.takenAt) < echoMs ? 'again' : 'live'
}
