import type { PortalError } from '../core/runs/portal-error.ts'
import { type Envelope, readEnvelope } from './envelope.ts'
import type { CallInWords, Failures } from './failure.ts'
import type { Limits } from './limits.ts'
import { Closed, type Pace, PauseTooLong } from './pace.ts'
import { sortRefusal } from './refusal.ts'
import type { Exchange, Transport } from './transport.ts'

export type Result = Extract<Envelope, { type: 'result' }>

/** One HTTP request that is over: for logs and metrics. */
export type RequestReport = {
  method: string
  commands: number
  status: number | null
  durationMs: number
  /** `ok`, the kind of the error, or `abandoned`: nobody waited for the answer any more. */
  outcome: string
}

export type SendOptions = {
  transport: Transport
  pace: Pace
  limits: Limits
  failures: Failures
  now: () => number
  wait: (ms: number) => Promise<void>
  random: () => number
  onRequest: (report: RequestReport) => void
}

export type Sending = { commands?: number; enteredAt?: number | undefined; asker?: AbortSignal | undefined }

export type Send = {
  /**
   * `enteredAt`: the place that `admit` gave, for the first attempt. Whoever came with one is told of too many requests
   * (`limit`) and does not wait here. `asker`: of a read; aborted, nothing is asked any more, and its reason is thrown.
   */
  (call: CallInWords, params: unknown, options?: Sending): Promise<Result>
  /** Waits until the portal's allowance has room for the call. Whoever is admitted sends, or leaves the pace again. */
  admit(call: CallInWords): Promise<number>
}

/** How long a call keeps trying against `QUERY_LIMIT_EXCEEDED` before it leaves the waiting to its caller. */
const patienceMs = 30_000

/**
 * Sends one call and sorts what comes back. Too many requests: waits its turn and asks again, as nothing was done. A
 * read that fails in passing is repeated once, a write never. Throws `PortalError`.
 */
export function createSend(options: SendOptions): Send {
  const { transport, pace, limits, failures, now, wait, random, onRequest } = options

  async function admit(call: CallInWords, giveUpAt: number, asker?: AbortSignal): Promise<number> {
    const blocked = limits.refusalOf(call) ?? limits.downFor(call)
    if (blocked !== null) throw blocked
    return pace.enter(giveUpAt, asker).catch((error: unknown) => {
      throw notAdmitted(call, error)
    })
  }

  async function attempt(
    call: CallInWords,
    body: string,
    enteredAt: number,
    { commands = 1, asker }: Sending,
  ): Promise<Attempt> {
    let attempt: Attempt | null = null
    const tell = (status: number | null, outcome: string) =>
      onRequest({ method: call.method, commands, status, durationMs: now() - enteredAt, outcome })
    try {
      const exchange = await transport.post(call.method, body, asker)
      if (exchange.type === 'abandoned') {
        // That somebody did not wait says nothing of the portal.
        tell(null, 'abandoned')
        throw asker?.reason
      }
      attempt = sort(call, exchange)
      noteHealth(call, attempt)
      tell(
        exchange.type === 'answer' ? exchange.status : null,
        attempt.type === 'result' ? 'ok' : attempt.type === 'failed' ? attempt.error.kind : 'limit',
      )
      return attempt
    } finally {
      pace.leave(enteredAt, attempt === null ? null : attempt.wasThrottled)
    }
  }

  function noteHealth(call: CallInWords, attempt: Attempt): void {
    // Of a batch, what its commands are answered tells whether work can be done.
    const isIll =
      attempt.type === 'failed' && (attempt.error.kind === 'transient' || attempt.error.kind === 'outcome-unknown')
    if (isIll) limits.noteFailure(attempt.error)
    else limits.noteAnswer({ isResult: attempt.type === 'result' && call.method !== 'batch' })
  }

  function notAdmitted(call: CallInWords, error: unknown): unknown {
    if (error instanceof PauseTooLong) return failures.paused(call, 'QUERY_LIMIT_EXCEEDED', error.retryAt)
    if (error instanceof Closed) return failures.notAnswered(call, { type: 'not-sent', code: 'CLIENT_CLOSED' })
    return error
  }

  function sort(call: CallInWords, exchange: Exclude<Exchange, { type: 'abandoned' }>): Attempt {
    if (exchange.type !== 'answer') {
      return { type: 'failed', error: failures.notAnswered(call, exchange), wasThrottled: null }
    }
    const { status, location, text } = exchange
    if (status >= 300 && status < 400) {
      return { type: 'failed', error: failures.moved(call, location), wasThrottled: false }
    }
    const envelope = readEnvelope(text)
    if (envelope.type === 'result' && status < 400) return { type: 'result', result: envelope, wasThrottled: false }
    if (envelope.type !== 'refusal') {
      // A gateway before the portal says it in its own words.
      const wasThrottled = status === 503 || status === 429
      return { type: 'failed', error: failures.unreadable(call, status), wasThrottled }
    }
    const sorted = sortRefusal(envelope.refusal, { ...call, status })
    if (sorted.code === 'QUERY_LIMIT_EXCEEDED') return { type: 'throttled', wasThrottled: true }
    const retryAt = sorted.kind === 'limit' ? limits.retryAt(sorted.code, call.method) : undefined
    return {
      type: 'failed',
      error: failures.refused(call, envelope.refusal, { ...sorted, retryAt }),
      wasThrottled: false,
    }
  }

  const send = async (call: CallInWords, params: unknown, sending: Sending = {}) => {
    const { enteredAt, asker } = sending
    const body = JSON.stringify(params)
    const giveUpAt = now() + patienceMs
    let repeats = call.isRead ? 1 : 0
    let place = enteredAt
    for (;;) {
      const outcome = await attempt(call, body, place ?? (await admit(call, giveUpAt, asker)), sending)
      place = undefined
      if (outcome.type === 'result') {
        limits.remember(call.method, outcome.result.time)
        return outcome.result
      }
      if (outcome.type === 'throttled') {
        if (enteredAt === undefined) continue
        throw failures.paused(call, 'QUERY_LIMIT_EXCEEDED', Math.max(pace.pausedUntil(), now()))
      }
      if (outcome.error.kind === 'wrong-credentials') throw limits.close(outcome.error)
      if (outcome.error.kind !== 'transient' || repeats === 0) throw outcome.error
      repeats--
      await wait(200 + random() * 300)
      asker?.throwIfAborted()
    }
  }
  return Object.assign(send, { admit: (call: CallInWords) => admit(call, now() + patienceMs) })
}

type Attempt =
  | { type: 'result'; result: Result; wasThrottled: false }
  | { type: 'throttled'; wasThrottled: true }
  | { type: 'failed'; error: PortalError; wasThrottled: boolean | null }
