import { z } from 'zod'

/** One deal of one portal. */
export type Deal = { portalId: number; dealId: number }

/** What a job carries: only where to look. */
export const DealJob = z.object({ portalId: z.int().positive(), dealId: z.int().positive() })
export type DealJob = z.infer<typeof DealJob>

export const queueSchema = 'pgboss'

/** Deals that wait for a run or are in one. */
export const dealQueue = 'deal'
/** Deals whose job is used up, until someone has settled them. */
export const deadLetterQueue = 'deal-failed'

/** The `stately` queue holds one waiting, one retrying and one active job for each of these keys. */
export function keyOf({ portalId, dealId }: Deal): string {
  return `${portalId}:${dealId}`
}

/** The deal that a key stands for. */
export function dealOf(key: string): Deal {
  const [portalId, dealId] = key.split(':').map(Number)
  return z.object({ portalId: z.int().positive(), dealId: z.int().positive() }).parse({ portalId, dealId })
}

/** Each deal once, in the one order in which everybody takes their locks. */
export function inLockOrder(deals: readonly Deal[]): Deal[] {
  const distinct = new Map(deals.map(({ portalId, dealId }) => [keyOf({ portalId, dealId }), { portalId, dealId }]))
  return [...distinct.values()].sort((a, b) => a.portalId - b.portalId || a.dealId - b.dealId)
}
