import { z } from 'zod'
import { Machine } from '../machine.ts'

/** In milliseconds from the event's POST. */
const Times = z.object({ median: z.number(), p95: z.number() })
export type Times = z.infer<typeof Times>

const SingleRow = z.object({
  database: z.string(),
  rounds: z.number(),
  portalLatencyMs: z.number(),
  /** HTTP requests to the portal for one event; the fewest and the most that a round took. */
  requests: z.object({ median: z.number(), lowest: z.number(), highest: z.number() }),
  /** Methods called, alone or as a command of a batch. */
  calls: z.number(),
  answered: Times,
  /** The link stands in the portal. */
  linked: Times,
  /** The run can be read. */
  recorded: Times,
})
export type SingleRow = z.infer<typeof SingleRow>

export const SingleResult = z.object({ machine: Machine, rows: z.array(SingleRow) })
export type SingleResult = z.infer<typeof SingleResult>
