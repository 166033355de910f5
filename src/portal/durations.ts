import { isRead } from './methods.ts'

/** How long commands take on this portal, as its answers tell, so that a request stays far below its time limit. */
export type Durations = {
  /** Seconds that one call of the method is expected to take. */
  expected(method: string): number
  /** Whether the portal has shown it. */
  isKnown(method: string): boolean
  /** One call took that long. */
  learn(method: string, seconds: number): void
  /** A request with these did not end in time. */
  learnOverrun(methods: readonly string[]): void
}

/**
 * A request is cut after 60 s, what its writes set going in the portal included. Planned to a quarter of that, as the
 * next deals may have slower automation than the last ones.
 *
 * Source: Bitrix24 REST docs, `limits`, read 2026-08-21.
 */
export const plannedSeconds = 15
const cutAfterSeconds = 60

// Until the portal has shown otherwise: ten writes, each with a look, or a hundred reads in a request.
const firstGuess = { write: 1.3, read: 0.15 }
/** Weight of the newest call; slower ones count at once, quicker ones by and by. */
const weight = 0.2

export function createDurations(): Durations {
  const known = new Map<string, number>()
  const expected = (method: string): number =>
    known.get(method) ?? (isRead(method) ? firstGuess.read : firstGuess.write)
  return {
    expected,
    isKnown: (method) => known.has(method),
    learn(method, seconds) {
      const before = known.get(method)
      const isSlower = before === undefined || seconds > before
      known.set(method, isSlower ? seconds : before * (1 - weight) + seconds * weight)
    },
    learnOverrun(methods) {
      const share = cutAfterSeconds / Math.max(1, methods.length)
      for (const method of new Set(methods)) {
        // A portal that answers nobody for an hour says nothing of how long a call takes: no more than the whole of it.
        known.set(method, Math.min(cutAfterSeconds, Math.max(expected(method) * 2, share)))
      }
    },
  }
}
