import { type Deal, DealJob } from './deal-job.ts'
import type { DealJobs } from './deal-jobs.ts'
import type { Job } from './drain.ts'
import type { Exhausted } from './give-up.ts'

export type DealHandler = (
  job: Deal & {
    /** From 1. */
    attempt: number
    isLastAttempt: boolean
    /** Aborted when the process stops or the job has gone to another worker: write nothing more. */
    signal: AbortSignal
  },
) => Promise<'done' | { retryAt: Date }>

/** What pg-boss stores of a failed try. The error itself went to `onError`: it may hold what must not be stored. */
class DealJobFailed extends Error {
  override name = 'DealJobFailed'
  readonly code: string
  constructor(cause: unknown) {
    super('The run of the deal failed.')
    this.code = cause instanceof Error && 'code' in cause ? String(cause.code) : 'unknown'
    // A stack tells nothing here and would be stored with every try.
    delete this.stack
  }
}

export type WorkOnJob = {
  jobs: DealJobs
  handler: DealHandler
  giveUp(exhausted: Exhausted): Promise<void>
  onError: (error: Error) => void
  /** Aborted when the process gives back what it has not finished. */
  stopping: AbortSignal
}

/**
 * One try at one job. It resolves when the job is settled, one way or another, and throws to have it tried again after a
 * delay. Settling is limited to this very attempt: a worker that was given up for dead settles nothing.
 */
export async function workOnJob(deps: WorkOnJob, job: Job): Promise<void> {
  const { jobs, onError, stopping } = deps
  if (stopping.aborted) return jobs.putBack(job, null)
  try {
    await attempt(deps, job)
  } catch (error) {
    // Stopped on the way, which is no fault of the deal.
    if (stopping.aborted) return jobs.putBack(job, null)
    onError(error instanceof Error ? error : new Error(String(error)))
    throw new DealJobFailed(error)
  }
}

async function attempt({ jobs, handler, giveUp, onError, stopping }: WorkOnJob, job: Job) {
  const deal = DealJob.parse(job.data)
  const attempt = jobs.attemptOf(job)
  const isLastAttempt = job.retryCount >= job.retryLimit
  try {
    const signal = AbortSignal.any([job.signal, stopping])
    const outcome = await handler({ ...deal, attempt, isLastAttempt, signal })
    if (outcome !== 'done') await jobs.putBack(job, outcome.retryAt)
  } catch (error) {
    if (!isLastAttempt || stopping.aborted || job.signal.aborted) throw error
    onError(error instanceof Error ? error : new Error(String(error)))
    // Given up while the job is still this worker's: what comes in the meantime gets a job, and a try, of its own.
    await giveUp({ deal, job, attempts: attempt })
  }
}
