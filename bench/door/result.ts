import { z } from 'zod'
import { Machine } from '../machine.ts'

export const DoorRow = z.object({
  database: z.string(),
  /** What the service does besides. */
  meanwhile: z.string(),
  /** Events offered each second, whether the last ones are answered or not. */
  offeredPerSecond: z.number(),
  seconds: z.number(),
  accepted: z.number(),
  errors: z.number(),
  p50Ms: z.number(),
  p99Ms: z.number(),
  mostMs: z.number(),
  /** Of the service's process: how late its event loop came to what was due. */
  loopDelayP99Ms: z.number(),
})
export type DoorRow = z.infer<typeof DoorRow>

export const DoorResult = z.object({ machine: Machine, rows: z.array(DoorRow) })
export type DoorResult = z.infer<typeof DoorResult>
