import type { RunStatus } from './run.ts'

/** A stretch of time in equal steps; it begins with `from` and ends before `to`. */
export type Steps = { from: Date; stepMs: number; count: number }

/** What happened in one step. A status without runs is left out. */
export type ActivityStep = { runs: Partial<Record<RunStatus, number>>; events: number }

export type Activity = {
  steps: ActivityStep[]
  /** Deals whose links were changed in the whole time, each counted once. */
  dealsChanged: number
  /** Runs of the sweep that changed links: events that had not come. */
  healed: number
}

/** Runs in which a rule matched, by step; `changed`: in which it changed links itself. One counts as failed whichever of its rules did it. */
export type RuleActivity = {
  key: string
  /** Ever, not only in this time; null: never. */
  lastMatchedAt: string | null
  matched: number[]
  changed: number[]
  failed: number[]
}

export const endOf = ({ from, stepMs, count }: Steps) => new Date(from.getTime() + stepMs * count)
