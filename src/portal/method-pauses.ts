import type { Time } from './envelope.ts'

/**
 * Pauses by method: the portal sums the execution time of each over ten minutes and blocks what goes over.
 *
 * Error answers carry no time, so the end of a pause is the `operating_reset_at` remembered from the last success.
 * Source: Bitrix24 REST docs, `limits`, read 2026-08-21.
 */
export type MethodPauses = {
  remember(method: string, time: Time | undefined): void
  /** Begins a pause and returns its end, in milliseconds since 1970. */
  pause(method: string): number
  /** The end of a method's pause, null when it may be called. */
  pausedUntil(method: string): number | null
  load(): { method: string; operatingSeconds: number; pausedUntil: number | null }[]
}

const usualPauseMs = 60_000
/** The oldest of ten one-minute sums drops out within that time; a later end comes from clocks that differ. */
const longestPauseMs = 11 * 60_000

export function createMethodPauses(now: () => number): MethodPauses {
  const resetAt = new Map<string, number>()
  const operating = new Map<string, number>()
  const paused = new Map<string, number>()

  const pausedUntil = (method: string): number | null => {
    const until = paused.get(method)
    return until !== undefined && until > now() ? until : null
  }

  return {
    remember: (method, time) => {
      if (time?.operating_reset_at !== undefined) resetAt.set(method, time.operating_reset_at * 1000)
      if (time?.operating !== undefined) operating.set(method, time.operating)
    },
    pause: (method) => {
      const reset = (resetAt.get(method) ?? 0) + 1000
      const until = reset > now() && reset <= now() + longestPauseMs ? reset : now() + usualPauseMs
      paused.set(method, until)
      return until
    },
    pausedUntil,
    load: () =>
      [...new Set([...operating.keys(), ...paused.keys()])].map((method) => ({
        method,
        operatingSeconds: operating.get(method) ?? 0,
        pausedUntil: pausedUntil(method),
      })),
  }
}
