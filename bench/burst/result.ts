import { z } from 'zod'
import { Machine } from '../machine.ts'

export const BurstRow = z.object({
  client: z.string(),
  /** What the deals and the portal are like. */
  situation: z.string(),
  deals: z.number(),
  /** Deals whose links were right when the measurement ended; fewer than `deals` if its time was up. */
  rightDeals: z.number(),
  /** How long the measurement went on. */
  measuredSeconds: z.number(),
  /** From the first change until every deal was right; null if its time was up before. */
  secondsUntilRight: z.number().nullable(),
  /** Worked out from the pace of the second half of the time; null where it was measured. */
  secondsProjected: z.number().nullable(),
  /** Until every event, echoes included, had been dealt with; null if its time was up before. */
  secondsUntilAnswered: z.number().nullable(),
  /** HTTP requests, a batch being one. */
  requests: z.number(),
  /** Methods called: alone or as a command of a batch. */
  calls: z.number(),
  /** 503 `QUERY_LIMIT_EXCEEDED` and 429 `OPERATION_TIME_LIMIT`. */
  limitErrors: z.number(),
  otherErrors: z.number(),
  /** The most that one method was charged within ten minutes; null where calls take no time. */
  mostOperating: z.object({ method: z.string(), seconds: z.number() }).nullable(),
  /** Echoes among them. */
  events: z.number(),
  /** Not answered with a 2xx. */
  lostEvents: z.number(),
  runs: z.number().nullable(),
  /** Of the client's process; null where there is no /proc. */
  memoryBeforeMiB: z.number().nullable(),
  peakMemoryMiB: z.number().nullable(),
  cpuSeconds: z.number().nullable(),
  /** Processes that wanted to run in the minute before. */
  loadBefore: z.number(),
})
export type BurstRow = z.infer<typeof BurstRow>

export const BurstResult = z.object({ machine: Machine, rows: z.array(BurstRow) })
export type BurstResult = z.infer<typeof BurstResult>
