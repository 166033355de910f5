import { z } from 'zod'
import { Machine } from '../machine.ts'

export const QuestionRow = z.object({
  question: z.string(),
  /** On the longest page; 1 for a run. */
  rows: z.number(),
  times: z.number(),
  p50Ms: z.number(),
  p95Ms: z.number(),
  maxMs: z.number(),
})
export type QuestionRow = z.infer<typeof QuestionRow>

export const RecordingRow = z.object({
  /** Runs recorded together. */
  group: z.number(),
  times: z.number(),
  /** Median milliseconds for each run. */
  emptyMs: z.number(),
  filledMs: z.number(),
})
export type RecordingRow = z.infer<typeof RecordingRow>

export const HistoryResult = z.object({
  machine: Machine,
  runs: z.number(),
  /** What the tables and their indexes take on the disk. */
  gigabytes: z.number(),
  questions: z.array(QuestionRow),
  recording: z.array(RecordingRow),
})
export type HistoryResult = z.infer<typeof HistoryResult>
