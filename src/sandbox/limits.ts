import { systemErrors } from './errors.ts'

/** `null`: no such limit. */
export type SandboxLimits = {
  /** Leaky bucket: above `bucketSize` requests are refused; it drains by `drainPerSecond`. */
  bucketSize: number | null
  drainPerSecond: number
  /** Operating time that one method may use in ten minutes. */
  operatingSeconds: number | null
  /** Seconds that one call takes, by method; others take none. They are billed, and shown as `time.duration`. */
  operatingCost: Readonly<Record<string, number>>
}

/** Source: Bitrix24 REST docs, `limits`; 480 s is its example, 420 s the on-premise default (off unless turned on). */
export const planLimits = {
  none: { bucketSize: null, drainPerSecond: 0, operatingSeconds: null, operatingCost: {} },
  standard: { bucketSize: 50, drainPerSecond: 2, operatingSeconds: 480, operatingCost: {} },
  enterprise: { bucketSize: 250, drainPerSecond: 5, operatingSeconds: 480, operatingCost: {} },
  onpremise: { bucketSize: null, drainPerSecond: 0, operatingSeconds: null, operatingCost: {} },
} as const satisfies Record<string, SandboxLimits>

/**
 * Requests of one source address: each adds one, time takes away; above the size they are refused.
 * Source: Bitrix24 REST docs, `limits`, "Number of requests". Whether refused ones count is not documented.
 */
export class LeakyBuckets {
  readonly #levels = new Map<string, { level: number; at: number }>()
  readonly #limits: SandboxLimits
  readonly #clock: () => number

  constructor(limits: SandboxLimits, clock: () => number) {
    this.#limits = limits
    this.#clock = clock
  }

  take(source: string, refusedCount: boolean): void {
    const { bucketSize, drainPerSecond } = this.#limits
    if (bucketSize === null) return
    const at = this.#clock()
    const last = this.#levels.get(source) ?? { level: 0, at }
    const level = Math.max(0, last.level - (drainPerSecond * (at - last.at)) / 1000)
    const isRefused = level > bucketSize
    this.#levels.set(source, { level: isRefused && !refusedCount ? level : level + 1, at })
    if (isRefused) throw systemErrors.queryLimit()
  }
}

const basketMs = 60_000
const baskets = 10

/** Times below this are not accounted. Observed by an SDK maintainer: github.com/bitrix24/b24jssdk/pull/539. */
const accountingFloor = 0.1

/**
 * Operating time of each method over ten one-minute baskets. The check comes before the call, so the call that crosses
 * the limit still ends; the next is refused. Source: Bitrix24 REST docs, `limits`, "Resource intensity".
 */
export class OperatingTimes {
  readonly #used = new Map<string, Map<number, number>>()
  readonly #limits: SandboxLimits
  readonly #clock: () => number

  constructor(limits: SandboxLimits, clock: () => number) {
    this.#limits = limits
    this.#clock = clock
  }

  check(method: string): void {
    const { operatingSeconds } = this.#limits
    if (operatingSeconds !== null && this.usedBy(method) >= operatingSeconds) throw systemErrors.operationTime()
  }

  /** Seconds that a call takes, accounted or not. */
  durationOf(method: string): number {
    const { operatingCost } = this.#limits
    return (Object.hasOwn(operatingCost, method) ? operatingCost[method] : undefined) ?? 0
  }

  /** Seconds that a call is billed. */
  costOf(method: string): number {
    const seconds = this.durationOf(method)
    return seconds < accountingFloor ? 0 : seconds
  }

  bill(method: string, seconds: number): void {
    if (seconds === 0) return
    const used = this.#basketsOf(method)
    const basket = Math.floor(this.#clock() / basketMs)
    used.set(basket, (used.get(basket) ?? 0) + seconds)
  }

  usedBy(method: string): number {
    return [...this.#basketsOf(method).values()].reduce((sum, seconds) => sum + seconds, 0)
  }

  /** Seconds that each method has used that has used any. */
  used(): Record<string, number> {
    const used = [...this.#used.keys()].map((method): [string, number] => [method, this.usedBy(method)])
    return Object.fromEntries(used.filter(([, seconds]) => seconds > 0))
  }

  /** When the oldest basket drops out, in Unix seconds. */
  resetAt(method: string): number {
    const oldest = Math.min(Math.floor(this.#clock() / basketMs), ...this.#basketsOf(method).keys())
    return ((oldest + baskets) * basketMs) / 1000
  }

  #basketsOf(method: string): Map<number, number> {
    const used = this.#used.get(method) ?? new Map<number, number>()
    this.#used.set(method, used)
    const oldest = Math.floor(this.#clock() / basketMs) - baskets
    for (const basket of used.keys()) if (basket <= oldest) used.delete(basket)
    return used
  }
}
