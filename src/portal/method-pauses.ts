import type { Time } from './envelope.ts'

/**
 * What each method has used of its execution time, and the pauses that follow: the portal sums it over ten minutes and
 * blocks what goes over.
 *
 * Error answers carry no time, so the end of a pause is the `operating_reset_at` remembered from the last success.
 * Source: Bitrix24 REST docs, `limits`, read 2026-08-21.
 */
export type MethodPauses = {
  /** What an answer tells. A method that has used four fifths is paused before the portal has to. */
  remember(method: string, time: Time | undefined): void
  /** Begins a pause and returns its end, in milliseconds since 1970. */
  pause(method: string): number
  /** The end of a method's pause, null when it may be called. */
  pausedUntil(method: string): number | null
  /**
   * Methods that should not be called until then, in milliseconds since 1970, so that what is left of their time lasts
   * until some of it is given back.
   */
  rests(): ReadonlyMap<string, number>
  load(): MethodLoad[]
}

export type MethodLoad = {
  method: string
  operatingSeconds: number
  limitSeconds: number | null
  pausedUntil: number | null
}

/** What the portal sums up: all that it has told is given back by then. */
const windowMs = 10 * 60_000
const usualPauseMs = 60_000
/** The oldest of ten one-minute sums drops out within that time; a later end comes from clocks that differ. */
const longestPauseMs = 11 * 60_000
/** Shares of the limit: from the first on calls are spread, at the second they stop. */
const slowAt = 0.5
export const stopAt = 0.8
const longestRestMs = 30_000

/** `limitSeconds`: what a method may use in ten minutes; null where nothing is known of a limit. */
export function createMethodPauses(now: () => number, limitSeconds: number | null): MethodPauses {
  const resetAt = new Map<string, number>()
  const operating = new Map<string, { seconds: number; toldAt: number }>()
  const paused = new Map<string, number>()
  const resting = new Map<string, number>()

  const usedLately = (method: string): number | undefined => {
    const told = operating.get(method)
    return told !== undefined && told.toldAt > now() - windowMs ? told.seconds : undefined
  }

  /** A portal whose clock is wrong says by it how late it is: when the call began, which is a moment before now. */
  const byOurClock = (seconds: number, portalNow: number | undefined): number =>
    portalNow === undefined ? seconds * 1000 : now() + (seconds - portalNow) * 1000

  const pausedUntil = (method: string): number | null => {
    const until = paused.get(method)
    return until !== undefined && until > now() ? until : null
  }

  function pause(method: string): number {
    const reset = (resetAt.get(method) ?? 0) + 1000
    const until = reset > now() && reset <= now() + longestPauseMs ? reset : now() + usualPauseMs
    paused.set(method, until)
    return until
  }

  /** A request that used a share of what is left is followed by the same share of the time until some is given back. */
  function rest(method: string, used: number, before: number, limit: number): void {
    const left = limit * stopAt - used
    const untilReset = Math.min(longestPauseMs, Math.max(0, (resetAt.get(method) ?? 0) - now()))
    const share = left > 0 ? Math.max(0, used - before) / left : 0
    const until = now() + Math.min(longestRestMs, share * untilReset)
    resting.set(method, Math.max(resting.get(method) ?? 0, until))
  }

  return {
    remember(method, time) {
      if (time?.operating_reset_at !== undefined) resetAt.set(method, byOurClock(time.operating_reset_at, time.start))
      if (time?.operating === undefined) return
      // What others used before the first answer says nothing of the cost of a call.
      const before = usedLately(method) ?? time.operating
      operating.set(method, { seconds: time.operating, toldAt: now() })
      if (limitSeconds === null) return
      if (time.operating >= limitSeconds * stopAt) pause(method)
      else if (time.operating >= limitSeconds * slowAt) rest(method, time.operating, before, limitSeconds)
    },
    pause,
    pausedUntil,
    rests: () => new Map([...resting].filter(([, until]) => until > now())),
    load: () =>
      [...new Set([...operating.keys(), ...paused.keys()])].map((method) => ({
        method,
        operatingSeconds: usedLately(method) ?? 0,
        limitSeconds,
        pausedUntil: pausedUntil(method),
      })),
  }
}
