import { PortalError } from '../../core/runs/portal-error.ts'
import type { Logger } from '../../log.ts'
import { JobGone } from '../../queue/job-gone.ts'

/** Writes down what goes wrong in the queue, as far as nobody else does and somebody may have to look at it. */
export function noteQueueErrors(log: Pick<Logger, 'error' | 'info'>): (error: Error) => void {
  return (error) => {
    // Failed tries of deals have their line already.
    if (error instanceof PortalError) return
    if (error instanceof JobGone) log.info(`queue: ${error.message}`)
    else log.error({ err: error }, `queue: ${error.message}`)
  }
}
