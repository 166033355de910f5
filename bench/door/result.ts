import { z } from 'zod'
import { Machine } from '../machine.ts'

export const DoorRow = z.object({
  database: z.string(),
  /** Who answers the events. */
  subject: z.string(),
  /** What goes on besides on the same machine. */
  meanwhile: z.string(),
  /** Events offered each second, whether the last ones are answered or not. */
  offeredPerSecond: z.number(),
  seconds: z.number(),
  accepted: z.number(),
  errors: z.number(),
  p50Ms: z.number(),
  p99Ms: z.number(),
  mostMs: z.number(),
  /** Of Bindery's process: how late its event loop came to what was due. */
  loopDelayP99Ms: z.number().nullable(),
  loopDelayMostMs: z.number().nullable(),
})
export type DoorRow = z.infer<typeof DoorRow>

export const DoorResult = z.object({ machine: Machine, rows: z.array(DoorRow) })
export type DoorResult = z.infer<typeof DoorResult>
