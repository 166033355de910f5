import type { RunStatus } from './run.ts'

/** What has come of the runs of a job over many deals so far. `recent`: ended within `paceWindowMs`. */
export type RunsOfJob = { waiting: number; recent: number; runs: Partial<Record<RunStatus, number>> }

/** How far a job over many deals has come with having them run. */
export type Enqueueing = {
  /** How many there were at the beginning; null until they are counted. */
  counted: number | null
  enqueued: number
  /** Whether the last page has been enqueued. */
  isListed: boolean
  /** Waited for their run when it was cancelled, and were let be. */
  dropped: number
  /** When it began or was resumed: what its pace is measured from. ISO 8601 in UTC. */
  resumedAt: string
}

export type JobProgress = {
  counted: number | null
  enqueued: number
  waiting: number
  done: number
  dropped: number
  runs: RunsOfJob['runs']
  /** By its own pace of late; null while it is too early to say. */
  perMinute: number | null
  /** Null when nobody can say. */
  secondsLeft: number | null
}

export const paceWindowMs = 3 * 60_000
/** From fewer runs than these nothing can be told. */
const fewestRuns = 5

/** How far a job has come, and by its own pace of late how long the rest will take. `state`: whether it moves now. */
export function jobProgress(
  { counted, enqueued, isListed, dropped, resumedAt }: Enqueueing,
  { waiting, recent, runs }: RunsOfJob,
  { state, now }: { state: 'moving' | 'resting' | 'ended'; now: Date },
): JobProgress {
  const done = Object.values(runs).reduce((sum, count) => sum + count, 0)
  const measuredMs = Math.min(paceWindowMs, now.getTime() - Date.parse(resumedAt))
  const isMeasured = state === 'moving' && recent >= fewestRuns && measuredMs > 0
  const perMs = isMeasured ? recent / measuredMs : null
  const left = isListed ? waiting : counted === null ? null : Math.max(counted - enqueued, 0) + waiting
  return {
    counted,
    enqueued,
    waiting,
    done,
    dropped,
    runs,
    perMinute: perMs === null ? null : Math.round(perMs * 60_000 * 10) / 10,
    secondsLeft: state === 'ended' ? 0 : perMs === null || left === null ? null : Math.ceil(left / perMs / 1000),
  }
}
