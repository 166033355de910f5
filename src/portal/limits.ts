import { PortalError } from '../core/portal-error.ts'
import type { CallInWords, Failures } from './failure.ts'
import { createMethodPauses } from './method-pauses.ts'
import type { Pace } from './pace.ts'

/** An hour's worth of a blocked portal costs four questions. Source: Bitrix24 REST docs, `error-codes`, read 2026-08-21. */
const overloadPauseMs = 15 * 60_000

export type LimitsOptions = {
  pace: Pace
  failures: Failures
  now: () => number
  /** How long a portal that refuses the webhook is left alone. */
  refusedPauseMs: number
  /** Execution time that a method may use in ten minutes. */
  operatingSeconds: number | null
}

/** Everything that says "not now": the portal's pace, the methods' execution time, the vendor's block. */
export function createLimits({ pace, failures, now, refusedPauseMs, operatingSeconds }: LimitsOptions) {
  const methods = createMethodPauses(now, operatingSeconds)
  let blockedUntil = 0
  let refusal: { error: PortalError; until: number } | null = null

  return {
    remember: methods.remember,

    /** The error of a call that need not be sent, null when it may be. */
    refusalOf(call: CallInWords) {
      if (refusal !== null && refusal.until > now()) return failures.stillRefused(call, refusal.error, refusal.until)
      if (blockedUntil > now()) return failures.paused(call, 'OVERLOAD_LIMIT', blockedUntil)
      const until = methods.pausedUntil(call.method)
      return until === null ? null : failures.paused(call, 'OPERATION_TIME_LIMIT', until)
    },

    /** Takes note that the webhook as a whole is refused, as every other call would be; adds when to come back. */
    close(error: PortalError): PortalError {
      const until = now() + refusedPauseMs
      refusal = { error, until }
      return new PortalError(error.kind, { ...error, message: error.message, retryAt: until })
    },

    /** Takes note of a refusal of the kind `limit` and tells when to come back. */
    retryAt(code: string, method: string): number {
      if (code === 'OPERATION_TIME_LIMIT') return methods.pause(method)
      if (code === 'OVERLOAD_LIMIT') {
        blockedUntil = now() + overloadPauseMs
        return blockedUntil
      }
      return Math.max(pace.pausedUntil(), now() + 1000)
    },

    load() {
      const until = Math.max(blockedUntil, refusal?.until ?? 0, pace.pausedUntil())
      return {
        ...pace.load(),
        pausedUntil: until > now() ? until : null,
        restUntil: methods.restUntil(),
        methods: methods.load(),
      }
    },
  }
}

export type Limits = ReturnType<typeof createLimits>
