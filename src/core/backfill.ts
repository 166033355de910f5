import type { DealFilter } from './deal-filter.ts'
import type { RunError, RunStatus } from './run.ts'

/** `schedule`: a rule's own time has come. */
export const backfillKinds = ['backfill', 'schedule'] as const
export type BackfillKind = (typeof backfillKinds)[number]

export const backfillModes = ['shadow', 'live'] as const
export type BackfillMode = (typeof backfillModes)[number]

/** `counting` comes before `running`. The last three are its end. */
export const backfillStatuses = ['counting', 'running', 'paused', 'done', 'cancelled', 'failed'] as const
export type BackfillStatus = (typeof backfillStatuses)[number]

/** Rules over the deals that are there already. Times are ISO 8601 in UTC. */
export type Backfill = {
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
  /** When it began or was resumed: what its pace is measured from. */
  resumedAt: string
  finishedAt: string | null
  error: RunError | null
  /** Deals of the filter at the beginning; null until they are counted. */
  counted: number | null
  enqueued: number
  /** Every deal up to this id has been enqueued. */
  cursor: number
  /** Whether the last page has been enqueued. */
  isListed: boolean
  /** Deals that waited for their run when it was cancelled, and were let be. */
  dropped: number
}

/** What has come of a backfill so far. `recent`: runs ended within `paceWindowMs`. */
export type BackfillOutcome = { waiting: number; recent: number; runs: Partial<Record<RunStatus, number>> }

export type BackfillProgress = {
  counted: number | null
  enqueued: number
  waiting: number
  done: number
  dropped: number
  runs: Partial<Record<RunStatus, number>>
  /** Deals a minute, by its own pace of late; null while it is too early to say. */
  dealsPerMinute: number | null
  /** Null when nobody can say. */
  secondsLeft: number | null
}

export const paceWindowMs = 3 * 60_000
/** From fewer runs than these nothing can be told. */
const fewestRuns = 5

/** How far a backfill has come, and by its own pace of late how long the rest will take. */
export function progressOf(
  backfill: Backfill,
  { waiting, recent, runs }: BackfillOutcome,
  now: Date,
): BackfillProgress {
  const { counted, enqueued, isListed, status, resumedAt, dropped } = backfill
  const done = Object.values(runs).reduce((sum, count) => sum + count, 0)
  const measuredMs = Math.min(paceWindowMs, now.getTime() - Date.parse(resumedAt))
  const isMoving = status === 'running' && recent >= fewestRuns && measuredMs > 0
  const perMs = isMoving ? recent / measuredMs : null
  const left = isListed ? waiting : counted === null ? null : Math.max(counted - enqueued, 0) + waiting
  return {
    counted,
    enqueued,
    waiting,
    done,
    dropped,
    runs,
    dealsPerMinute: perMs === null ? null : Math.round(perMs * 60_000 * 10) / 10,
    secondsLeft: isEnded(status) ? 0 : perMs === null || left === null ? null : Math.ceil(left / perMs / 1000),
  }
}

export function isEnded(status: BackfillStatus): boolean {
  return status === 'done' || status === 'cancelled' || status === 'failed'
}
