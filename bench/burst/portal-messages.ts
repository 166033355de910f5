import { z } from 'zod'

/** What a benchmark and the portal's process say to each other, in JSON over HTTP. */

/** Behind `PORTAL_SETUP`. */
export const PortalSetup = z.object({
  deals: z.number(),
  companies: z.number(),
  hasOtherContact: z.boolean(),
  /** Whether our own writes come back as events. */
  echoes: z.boolean(),
  latencyMs: z.number(),
  /** What calls take and are charged to; null: no time at all. */
  operating: z
    .object({ cost: z.record(z.string(), z.number()), batchBilling: z.enum(['inner', 'outer', 'both']) })
    .nullable(),
})
export type PortalSetup = z.infer<typeof PortalSetup>

const Counts = z.record(z.string(), z.number())

export const PortalState = z.object({
  webhookUrl: z.string(),
  /** Deals whose links are right now. */
  rightDeals: z.number(),
  /** Milliseconds from the first change until the last deal was right; null before. */
  allRightAfterMs: z.number().nullable(),
  /** Milliseconds since the first change. */
  sinceChangeMs: z.number(),
  /** HTTP requests, and commands inside batches. */
  requests: z.number(),
  commands: z.number(),
  batches: z.number(),
  /** By error code. */
  refused: Counts,
  /** Operating time in seconds that each method has used in the last ten minutes. */
  operating: Counts,
  /** Events raised, echoes among them; delivered, by the status that they were answered with. */
  events: z.number(),
  deliveries: Counts,
})
export type PortalState = z.infer<typeof PortalState>

/** One event alone. Milliseconds since the POST; `postedAt` since 1970. */
export const OneEvent = z.object({ postedAt: z.number(), answeredMs: z.number(), linkedMs: z.number() })
export type OneEvent = z.infer<typeof OneEvent>
