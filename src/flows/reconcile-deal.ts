import { WritesStopped } from '../core/guards/stop.ts'
import { PortalError, type PortalErrorKind } from '../core/runs/portal-error.ts'
import type { Run } from '../core/runs/run.ts'
import { turnOf } from '../core/turns/turn.ts'
import type { ReconcileDeps } from './reconcile-deps.ts'
import { RunAttempt } from './run-attempt.ts'
import { gaveUp, runError } from './run-errors.ts'

export type ReconcileTask = {
  dealId: number
  attempt: number
  isLastAttempt: boolean
  /** Aborted when the deal is no longer ours to write: the process stops, or another has taken the deal over. */
  signal: AbortSignal
}

export type Reconciled =
  /** `isMoreWaiting`: the deal is to be run again at once, for something that this run did not answer. */
  | { status: 'recorded'; run: Run; isMoreWaiting: boolean }
  /** Nothing waited for this deal any more: an earlier run has answered it. */
  | { status: 'nothing-waiting' }
  /** The portal asks us to come back later; nothing is lost, no try is used up. */
  | { status: 'postponed'; retryAt: Date; reason: string }

/**
 * One run of one deal: reads it as it is now, decides, writes what is missing, reads back, records. Whatever waits for
 * the deal and goes together (`turnOf`) is answered by this run. Throws when another try may help and is left; otherwise
 * the failure is recorded.
 */
export async function reconcileDeal(deps: ReconcileDeps, task: ReconcileTask): Promise<Reconciled> {
  const memory = await deps.rememberDeal(task.dealId)
  if (memory.events.length === 0 && memory.requests.length === 0 && memory.unfinished === null) {
    return { status: 'nothing-waiting' }
  }
  const startedAt = deps.now()
  const turn = turnOf(memory)
  const attempt = new RunAttempt(deps, task, memory, turn, startedAt)
  const recorded = (run: Run) => ({ status: 'recorded' as const, run, isMoreWaiting: turn.isMoreWaiting })
  try {
    return recorded(await attempt.run())
  } catch (error) {
    if (task.signal.aborted) throw error
    if (error instanceof WritesStopped) {
      await attempt.withdraw()
      return { status: 'postponed', retryAt: new Date(startedAt.getTime() + stoppedPauseMs), reason: error.message }
    }
    if (error instanceof PortalError && error.kind === 'not-found' && (await attempt.isGone())) {
      return recorded(await attempt.recordGone())
    }
    const isHopeless = error instanceof PortalError && !error.isRetryable
    const isPostponed = error instanceof PortalError && postponing.has(error.kind)
    // A reading has failed, after writes maybe: what they were answered is known to this try alone.
    if (isPostponed || (error instanceof PortalError && error.isRetryable && !task.isLastAttempt)) await attempt.keep()
    if (isPostponed) {
      const retryAt = new Date(error.retryAt ?? startedAt.getTime() + 60_000)
      return { status: 'postponed', retryAt, reason: error.message }
    }
    if (!isHopeless && !task.isLastAttempt) throw error
    return recorded(await attempt.recordFailure(runError(error)))
  }
}

/** How soon a run whose writes were stopped looks again; while they are, none is begun. */
const stoppedPauseMs = 1_000

/** The portal as a whole is not to be called now; that says nothing of this deal, which must not fail for it. */
const postponing: ReadonlySet<PortalErrorKind> = new Set(['limit', 'wrong-credentials'])

/**
 * Records that a deal's work was given up after its tries were used up without word of why, as when the process died
 * in each of them. Null when nothing waits for the deal any more.
 */
export async function giveUpDeal(deps: ReconcileDeps, task: { dealId: number; attempts: number }): Promise<Run | null> {
  const memory = await deps.rememberDeal(task.dealId)
  if (memory.events.length === 0 && memory.requests.length === 0 && memory.unfinished === null) return null
  const attempt = new RunAttempt(
    deps,
    { dealId: task.dealId, attempt: task.attempts },
    memory,
    turnOf(memory),
    deps.now(),
  )
  return attempt.recordFailure(gaveUp(task))
}
