import type { DealMemory, JournalEvent, RunRequest } from './store.ts'

/** What one run answers of all that waits for its deal. */
export type Turn = {
  events: JournalEvent[]
  requests: RunRequest[]
  /** Whether something waits that this run does not answer. */
  isMoreWaiting: boolean
}

/** These are answered together, by one run of the rules as they are. */
const isPlain = ({ kind }: RunRequest) => kind === 'run' || kind === 'event' || kind === 'sweep'

/**
 * Whose turn it is: events, what a sweep found in place of events, and requests of people, all together; then jobs, one
 * after the other, as each has terms of its own: what a backfill only tries must not hold back what an event is to do.
 * A run that was broken off comes first.
 */
export function turnOf({ events, requests, unfinished }: Pick<DealMemory, 'events' | 'requests' | 'unfinished'>): Turn {
  const begun = requests.find(({ id }) => unfinished?.requestIds?.includes(id))
  const plain = requests.filter(isPlain)
  const isPlainTurn =
    begun === undefined ? events.length > 0 || plain.length > 0 || unfinished !== null : isPlain(begun)
  if (isPlainTurn) return { events, requests: plain, isMoreWaiting: plain.length < requests.length }
  const first = begun ?? requests[0]
  // Each run is taken back by a run of its own.
  const ofJob = requests.filter((request) =>
    first?.kind === 'revert' ? request === first : request.kind === first?.kind && request.jobId === first.jobId,
  )
  return { events: [], requests: ofJob, isMoreWaiting: events.length > 0 || ofJob.length < requests.length }
}

/** When the oldest of what waits was taken in. */
export function queuedAt(turn: Turn): string | undefined {
  return arrivals(turn)[0]
}

/** When the newest of it was. */
export function heardAt(turn: Turn): Date | null {
  const newest = arrivals(turn).at(-1)
  return newest === undefined ? null : new Date(newest)
}

function arrivals({ events, requests }: Turn): string[] {
  return [...events.map((event) => event.receivedAt), ...requests.map((request) => request.requestedAt)].sort()
}
