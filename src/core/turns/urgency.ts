import type { DealMemory } from './store.ts'
import type { Turn } from './turn.ts'

/**
 * Whose work goes first when the portal's allowance is short; nobody waits for ever. `again`: an event of a deal that was
 * run a moment ago, most likely the portal's word of our own write.
 */
export const urgencies = ['live', 'manual', 'again', 'backfill'] as const
export type Urgency = (typeof urgencies)[number]

/** Whether somebody waits for it, or it answers what somebody has just done. */
export const isPressing = (urgency: Urgency): boolean => urgency === 'live' || urgency === 'manual'

/** After this time a deal's event is nobody's echo any more. */
const echoMs = 30_000

/** How urgent the next run of a deal is, from what it answers and what is remembered of the deal. */
export function urgencyOf(
  { events, requests }: Pick<Turn, 'events' | 'requests'>,
  { snapshot }: Pick<DealMemory, 'snapshot'>,
): Urgency {
  const kinds = new Set(requests.map(({ kind }) => kind))
  if (kinds.has('run') || requests.some(({ kind, jobId }) => kind === 'revert' && jobId === null)) return 'manual'
  if (events.length === 0 && (kinds.has('backfill') || kinds.has('revert'))) return 'backfill'
  if (events.length === 0 && kinds.has('event')) return 'again'
  if (events.length === 0 && kinds.has('sweep')) return 'backfill'
  const newest = events.at(-1)
  if (newest === undefined || snapshot === null) return 'live'
  // Either way: it may have come while that run was ending, and a clock that was set back makes nobody's event an echo.
  return Math.abs(Date.parse(newest.receivedAt) - Date.parse(snapshot.takenAt)) < echoMs ? 'again' : 'live'
}
