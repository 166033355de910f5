import type { Bucket } from './bucket.ts'

/** Thrown by `enter` when the portal's pause lasts longer than the caller can wait. */
export class PauseTooLong extends Error {
  readonly retryAt: number
  constructor(retryAt: number) {
    super('The portal asks for a pause.')
    this.retryAt = retryAt
  }
}

/** Thrown by `enter` when the client is closed. */
export class Closed extends Error {}

export type Pace = {
  /**
   * Resolves with the time when a request may leave. Rejects if a pause of the portal would last beyond `giveUpAt`, and
   * with the signal's reason when whoever asks has gone.
   */
  enter(giveUpAt: number, asker?: AbortSignal): Promise<number>
  /** The request is over. `refused`: the portal had too many of them. `null`: no answer tells. */
  leave(enteredAt: number, refused: boolean | null): void
  /** Others have filled the portal's bucket, nobody knows how far: goes on at its pace, without another burst. */
  assumeFull(): void
  /** When the present pause ends; in the past when there is none. */
  pausedUntil(): number
  load(): {
    inFlight: number
    waiting: number
    requestsInWindow: number
    bucketLevel: number
    bucketSize: number | null
  }
  close(): void
}

export type PaceOptions = {
  bucket: Bucket
  now: () => number
  /** Resolves after that time, or when the signal is aborted. */
  wait: (ms: number, signal: AbortSignal) => Promise<void>
  random: () => number
}

const longestPauseMs = 60_000
const windowMs = 60_000
const longestLookMs = 1_000

type Waiter = { giveUpAt: number; go: (enteredAt: number) => void; giveUp: (reason: unknown) => void }

/**
 * Lets requests go in order of arrival, no faster than the bucket leaks. After a refusal it pauses the whole portal for
 * 1, 2, 4, 8 … s up to 60 s, with jitter, and then sends one request at a time until one gets through.
 */
export function createPace({ bucket, now, wait, random }: PaceOptions): Pace {
  const waiting: Waiter[] = []
  const closing = new AbortController()
  let sentAt: number[] = []
  let inFlight = 0
  let refusals = 0
  let pausedAt = Number.NEGATIVE_INFINITY
  let pausedUntil = 0
  let isTimerSet = false

  function pump(): void {
    giveUpOnLongPauses()
    while (waiting.length > 0) {
      if (refusals > 0 && inFlight > 0) return
      // Looked at again: how much of the allowance is ours may be another by then.
      const delayMs = Math.max(Math.min(bucket.delayMs(now()), longestLookMs), pausedUntil - now())
      if (delayMs > 0) {
        pumpAfter(delayMs)
        return
      }
      const enteredAt = now()
      bucket.fill(enteredAt)
      inFlight++
      sentAt = [...sentAt.filter((time) => time > enteredAt - windowMs), enteredAt]
      waiting.shift()?.go(enteredAt)
    }
  }

  function pumpAfter(delayMs: number): void {
    if (isTimerSet) return
    isTimerSet = true
    void wait(delayMs, closing.signal).then(() => {
      isTimerSet = false
      if (!closing.signal.aborted) pump()
    })
  }

  function giveUpOnLongPauses(): void {
    if (pausedUntil <= now()) return
    const tooLong = waiting.filter((waiter) => waiter.giveUpAt < pausedUntil)
    for (const waiter of tooLong) leaveLine(waiter, new PauseTooLong(pausedUntil))
  }

  function leaveLine(waiter: Waiter, reason: unknown): void {
    const place = waiting.indexOf(waiter)
    if (place === -1) return
    waiting.splice(place, 1)
    waiter.giveUp(reason)
  }

  /** Requests that were under way when a pause began are refused as well; only a later refusal makes it longer. */
  function pause(enteredAt: number): void {
    if (enteredAt <= pausedAt) return
    const seconds = 2 ** Math.min(refusals, 6) * (1 + random() / 4)
    refusals++
    pausedAt = now()
    pausedUntil = pausedAt + Math.min(longestPauseMs, Math.ceil(seconds * 1000))
  }

  return {
    enter: (giveUpAt, asker) =>
      new Promise((go, giveUp) => {
        if (closing.signal.aborted) return giveUp(new Closed())
        if (asker?.aborted) return giveUp(asker.reason)
        const waiter: Waiter = { giveUpAt, go, giveUp }
        waiting.push(waiter)
        asker?.addEventListener('abort', () => leaveLine(waiter, asker.reason), { once: true })
        pump()
      }),
    leave: (enteredAt, refused) => {
      inFlight--
      if (refused === true) {
        bucket.fillUp(now())
        pause(enteredAt)
      }
      if (refused === false && enteredAt > pausedAt) refusals = 0
      pump()
    },
    assumeFull: () => bucket.fillUp(now()),
    pausedUntil: () => pausedUntil,
    load: () => ({
      inFlight,
      waiting: waiting.length,
      requestsInWindow: sentAt.filter((time) => time > now() - windowMs).length,
      bucketLevel: bucket.level(now()),
      bucketSize: bucket.size(),
    }),
    close: () => {
      closing.abort()
      for (const waiter of waiting.splice(0)) waiter.giveUp(new Closed())
    },
  }
}
