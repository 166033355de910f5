export type Plan = 'standard' | 'enterprise' | 'onpremise'

/**
 * What a plan allows: the bucket leaks `perSecond` and holds `burst`. Null: no limit but the server's own.
 *
 * Source: Bitrix24 REST docs, `limits`, read 2026-08-21.
 */
const allowances: Record<Plan, { perSecond: number; burst: number } | null> = {
  standard: { perSecond: 2, burst: 50 },
  enterprise: { perSecond: 5, burst: 250 },
  onpremise: null,
}

/**
 * Execution time that one method may use in ten minutes, on a cloud portal as the vendor's example has it; on-premise it
 * is off unless an administrator has turned it on, and then answers tell. Source: Bitrix24 REST docs, `limits`, read 2026-08-21.
 */
export const operatingSeconds: Record<Plan, number | null> = { standard: 480, enterprise: 480, onpremise: null }

/** What a plan allows in all. */
export const allowanceOf = (plan: Plan): { perSecond: number; burst: number } | null => allowances[plan]

/** Shares of the allowance that we take: programs on one address that call the same portal draw on the same bucket. */
export type Headroom = { rateShare: number; burstShare: number }

/** Leaves a quarter of the allowance to other programs on this address. */
export const usualShare = 0.75

/** The same share of both. */
export const headroomOf = (share: number): Headroom => ({ rateShare: share, burstShare: share })

export type Bucket = {
  /** Milliseconds until one more request fits; 0: now. */
  delayMs(now: number): number
  fill(now: number): void
  /** The portal has had too many requests: others draw on its bucket too, or did before we began. */
  fillUp(now: number): void
  level(now: number): number
  size(): number | null
}

/** A process that does not work on deals still previews and looks things up: it takes this part of what the one that does may use. */
export const bystandersPart = 0.2

/**
 * The portal's leaky bucket, kept on our side so that it need not refuse us. `part`: how much of it is this process's at
 * present, from 0 to 1.
 */
export function createBucket(plan: Plan, headroom: Headroom, part: () => number = () => 1): Bucket {
  const allowance = allowances[plan]
  if (allowance === null)
    return { delayMs: () => 0, fill: () => {}, fillUp: () => {}, level: () => 0, size: () => null }
  const perMs = () => (allowance.perSecond * headroom.rateShare * part()) / 1000
  const size = () => Math.max(1, Math.floor(allowance.burst * headroom.burstShare * part()))
  let filled = 0
  let asOf = 0
  const level = (now: number): number => Math.max(0, filled - Math.max(0, now - asOf) * perMs())
  return {
    level,
    size,
    delayMs: (now) => Math.max(0, Math.ceil((level(now) + 1 - size()) / perMs())),
    fill: (now) => {
      filled = level(now) + 1
      asOf = now
    },
    fillUp: (now) => {
      filled = size()
      asOf = now
    },
  }
}
