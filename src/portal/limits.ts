import { PortalError } from '../core/runs/portal-error.ts'
import { createBreaker } from './breaker.ts'
import type { CallInWords, Failures } from './failure.ts'
import { createMethodPauses } from './method-pauses.ts'
import type { Pace } from './pace.ts'

/** An hour's worth of a blocked portal costs four questions. Source: Bitrix24 REST docs, `error-codes`, read 2026-08-21. */
const overloadPauseMs = 15 * 60_000

export type LimitsOptions = {
  pace: Pace
  failures: Failures
  now: () => number
  /** The time of day at a moment of that clock. */
  timeOfDay: (moment: number) => number
  /** How long a portal that refuses the webhook is left alone. */
  refusedPauseMs: number
  /** Execution time that a method may use in ten minutes. */
  operatingSeconds: number | null
}

/** Everything that says "not now": the portal's pace, the methods' execution time, the vendor's block. */
export function createLimits({ pace, failures, now, timeOfDay, refusedPauseMs, operatingSeconds }: LimitsOptions) {
  const methods = createMethodPauses(now, operatingSeconds)
  const breaker = createBreaker(now)
  let block: { since: number; until: number } | null = null
  let refusal: { error: PortalError; since: number; until: number } | null = null

  return {
    remember: methods.remember,

    /** The error of a call for which there is no place now, as the portal is down; null when it may wait for one. */
    downFor(call: CallInWords): PortalError | null {
      const until = breaker.refusedUntil()
      const down = until === null ? null : breaker.state()
      return down === null || until === null ? null : failures.down(call, down.error, until)
    },

    /** Takes note that the portal gave a proper answer; of one that was carried out, that nothing is in the way. */
    noteAnswer({ isResult }: { isResult: boolean }) {
      breaker.noteAnswer()
      if (!isResult) return
      refusal = null
      block = null
    },

    noteFailure: breaker.noteFailure,

    /** The error of a call that need not be sent, null when it may be. */
    refusalOf(call: CallInWords) {
      if (refusal !== null && refusal.until > now()) return failures.stillRefused(call, refusal.error, refusal.until)
      if (block !== null && block.until > now()) return failures.paused(call, 'OVERLOAD_LIMIT', block.until)
      const until = methods.pausedUntil(call.method)
      return until === null ? null : failures.paused(call, 'OPERATION_TIME_LIMIT', until)
    },

    /** Takes note that the webhook as a whole is refused, as every other call would be; adds when to come back. */
    close(error: PortalError): PortalError {
      const until = now() + refusedPauseMs
      refusal = { error, since: refusal?.since ?? now(), until }
      return new PortalError(error.kind, { ...error, message: error.message, retryAt: timeOfDay(until) })
    },

    /** Takes note of a refusal of the kind `limit` and tells when to come back. */
    retryAt(code: string, method: string): number {
      if (code === 'OPERATION_TIME_LIMIT') return methods.pause(method)
      if (code === 'OVERLOAD_LIMIT') {
        block = { since: block?.since ?? now(), until: now() + overloadPauseMs }
        return block.until
      }
      return Math.max(pace.pausedUntil(), now() + 1000)
    },

    load() {
      const down = breaker.state()
      const paused = pausedBy(refusal, block, down)
      const until = Math.max(block?.until ?? 0, refusal?.until ?? 0, down?.until ?? 0, pace.pausedUntil())
      return {
        ...pace.load(),
        pausedUntil: until > now() ? timeOfDay(until) : null,
        paused: paused && { ...paused, since: timeOfDay(paused.since) },
        /** By the clock of the pauses. */
        rests: methods.rests(),
        methods: methods
          .load()
          .map((method) => ({ ...method, pausedUntil: method.pausedUntil && timeOfDay(method.pausedUntil) })),
      }
    },
  }
}

type Standing = { error: PortalError; since: number } | null

/** Why the portal as a whole is left alone, until a call is answered again; the worst first. */
function pausedBy(
  refusal: Standing,
  block: { since: number } | null,
  down: Standing,
): { code: string; message: string; since: number } | null {
  if (refusal !== null) return { code: refusal.error.code, message: refusal.error.message, since: refusal.since }
  if (block !== null)
    return { code: 'OVERLOAD_LIMIT', message: 'The portal’s REST interface is blocked by hand.', since: block.since }
  if (down !== null) return { code: 'PORTAL_DOWN', message: down.error.message, since: down.since }
  return null
}

export type Limits = ReturnType<typeof createLimits>
