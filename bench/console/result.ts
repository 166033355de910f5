import { z } from 'zod'
import { Machine } from '../machine.ts'

const Spread = z.object({ median: z.number(), lowest: z.number(), highest: z.number() })

export const StepRow = z.object({
  step: z.string(),
  /** From the press or the address until it is shown. */
  milliseconds: Spread,
  /** The longest time for which the page answered nobody, over all rounds; 0: never over 50 ms. */
  longestTaskMs: z.number(),
})
export type StepRow = z.infer<typeof StepRow>

export const ConsoleResult = z.object({
  machine: Machine,
  runs: z.number(),
  rules: z.number(),
  rounds: z.number(),
  /** Of the first page in a browser that has nothing of it yet. */
  kilobytes: z.object({ script: z.number(), everything: z.number() }),
  steps: z.array(StepRow),
  /** While the longest list of runs is scrolled through. */
  scrolling: z.object({ rows: z.number(), frames: z.number(), p95FrameMs: z.number(), longestFrameMs: z.number() }),
})
export type ConsoleResult = z.infer<typeof ConsoleResult>
