import type { PortalError } from '../core/runs/portal-error.ts'

/** Keeps a portal that is down from being hammered, and deals from using up their tries against it. */
export type Breaker = {
  /** When to come back, while the portal is left alone; null: the call may be sent, maybe as the one that tries. */
  refusedUntil(): number | null
  /** The portal gave a proper answer, whatever it was. */
  noteAnswer(): void
  /** It gave none, or one of a portal that is ill. */
  noteFailure(error: PortalError): void
  /** Null: it is not known to be down. */
  state(): { error: PortalError; since: number; until: number } | null
}

/** So many failures in a row are no passing trouble of one call. */
const failuresToOpen = 10
const firstPauseMs = 5_000
const longestPauseMs = 60_000
/** One call tries while the others wait; if nothing is heard of it, another may. */
const tryingMs = 10_000

export function createBreaker(now: () => number): Breaker {
  let failures = 0
  let opened = 0
  let since = 0
  let until = 0
  let triedAt = Number.NEGATIVE_INFINITY
  let last: PortalError | null = null

  return {
    refusedUntil() {
      if (opened === 0) return null
      if (until > now()) return until
      if (now() - triedAt < tryingMs) return now() + 1_000
      triedAt = now()
      return null
    },
    noteAnswer() {
      failures = 0
      opened = 0
      last = null
      triedAt = Number.NEGATIVE_INFINITY
    },
    noteFailure(error) {
      failures += 1
      last = error
      if (failures === 1) since = now()
      triedAt = Number.NEGATIVE_INFINITY
      // Those that were under way when it opened say nothing new.
      if (failures < failuresToOpen || until > now()) return
      until = now() + Math.min(longestPauseMs, firstPauseMs * 2 ** opened)
      opened += 1
    },
    state: () => (opened === 0 || last === null ? null : { error: last, since, until }),
  }
}
