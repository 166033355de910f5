import { z } from 'zod'

/** How many deals a rule may change in how many minutes before it is held. */
export const Fuse = z.strictObject({
  deals: z.int().min(1).max(1_000_000).describe('So many deals it may change …'),
  minutes: z.int().min(1).max(1440).describe('… in so many minutes; beyond that its changes are held.'),
})
export type Fuse = z.infer<typeof Fuse>

/** For rules that say nothing: more than a portal's allowance lets through when all of it is deals that changed by themselves. */
export const usualFuse: Fuse = { deals: 10_000, minutes: 10 }

/** Deals that one rule has changed lately, and when: what its fuse looks at. */
export type Heat = Map<number, number>

/** Whether the rule may change one more deal; notes it if so. A deal that it has changed in that time already is none more. */
export function lets(heat: Heat, fuse: Fuse, dealId: number, now: number): boolean {
  const oldest = now - fuse.minutes * 60_000
  if ((heat.get(dealId) ?? Number.NEGATIVE_INFINITY) < oldest) {
    if (heat.size >= fuse.deals) for (const [id, at] of heat) if (at < oldest) heat.delete(id)
    if (heat.size >= fuse.deals && !heat.has(dealId)) return false
  }
  heat.set(dealId, now)
  return true
}
