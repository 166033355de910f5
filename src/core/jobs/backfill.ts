import type { DealFilter } from '../deal/deal-filter.ts'
import type { Enqueueing } from '../runs/pace.ts'
import type { RunError } from '../runs/run.ts'

/** `schedule`: a rule's own time has come. */
export const backfillKinds = ['backfill', 'schedule'] as const
export type BackfillKind = (typeof backfillKinds)[number]

export const backfillModes = ['shadow', 'live'] as const
export type BackfillMode = (typeof backfillModes)[number]

/** `counting` comes before `running`. The last three are its end. */
export const backfillStatuses = ['counting', 'running', 'paused', 'done', 'cancelled', 'failed'] as const
export type BackfillStatus = (typeof backfillStatuses)[number]

/** Rules over the deals that are there already. Times are ISO 8601 in UTC. */
export type Backfill = Enqueueing & {
  id: string
  kind: BackfillKind
  filter: DealFilter
  mode: BackfillMode
  /** Only these; null: all. */
  rules: string[] | null
  status: BackfillStatus
  createdAt: string
  createdBy: string
  /** Who paused, resumed or cancelled it last. */
  changedBy: string | null
  finishedAt: string | null
  error: RunError | null
  /** Every deal up to this id has been enqueued. */
  cursor: number
}

export function isEnded(status: BackfillStatus): boolean {
  return status === 'done' || status === 'cancelled' || status === 'failed'
}
