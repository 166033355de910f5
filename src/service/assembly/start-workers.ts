import { type SpoolAlertTimes, watchSpool } from '../alerts/spool.ts'
import { type AlertTimes, usualAlertTimes, workOnAlerts } from '../alerts/worker.ts'
import { workOnDeals } from '../deals/worker.ts'
import { workOnClientEvents } from '../events/client-worker.ts'
import { workOnBackfills } from '../jobs/backfill-worker.ts'
import { doBacktest } from '../jobs/backtests.ts'
import { runJobs } from '../jobs/runner.ts'
import { workOnSchedules } from '../jobs/schedule-worker.ts'
import { allowanceNow } from '../portal/allowance.ts'
import type { Closing } from '../process/closing.ts'
import type { Loop } from '../process/loop.ts'
import { workOnRetention } from '../record/retention-worker.ts'
import { doRevert } from '../reverts/job.ts'
import { doRevertPreview } from '../reverts/preview-job.ts'
import { workOnSweeps } from '../sweeps/worker.ts'
import type { Parts } from './parts.ts'

export type AlarmTimes = {
  /** How often alarms are looked for; null: never. */
  alertTimes?: AlertTimes | null
  spoolAlertTimes?: SpoolAlertTimes
}

export type WorkerParts = Pick<
  Parts,
  | 'config'
  | 'log'
  | 'now'
  | 'publicUrl'
  | 'database'
  | 'portalId'
  | 'connection'
  | 'portals'
  | 'watch'
  | 'metadata'
  | 'channels'
  | 'stopSwitch'
  | 'fuseBox'
  | 'queue'
  | 'lease'
  | 'ruleSet'
  | 'metrics'
  | 'intake'
  | 'traces'
> & {
  /** For one command: no start of the service, so nothing is swept, alarmed or told. */
  isPrivate: boolean
  alarmTimes: AlarmTimes
  closing: Closing
}

/** Starts everything that works by itself, to be closed together. */
export async function startWorkers(parts: WorkerParts): Promise<{ wakeSweeps(): void; eraseAgain(): void }> {
  const { config, log, now, database, portalId, connection, portals, queue, lease, ruleSet, metrics, closing } = parts
  const { intake, isPrivate } = parts
  // Each waits a while for what it is at: one after the other they would take longer than the process has to end.
  const closeTogether = closing.together()
  const started = <Part extends Pick<Loop, 'close'>>(part: Part): Part => {
    closeTogether(() => part.close())
    return part
  }
  const looping = { database, portalId, lease, log }

  await workOnDeals(queue, lease, { ...parts, portalName: connection.name, isMoreComing: intake.isBurst })
  started(workOnBackfills({ ...looping, lists: portals.lists, queue }))
  started(workOnClientEvents({ ...looping, lists: portals.lists, queue }))
  started(workOnSchedules({ ...looping, ruleSet, now }))
  // A command's own service is no start, and no place to wait for the next time.
  const sweeps = isPrivate
    ? { changes: { kind: 'off' as const }, 'open-deals': { kind: 'off' as const } }
    : config.sweeps
  const sweeping = started(
    workOnSweeps({ ...looping, changed: portals.changed, ruleSet, queue, metrics, now, times: sweeps }),
  )
  const erasing = started(workOnRetention({ ...looping, usual: config.retention, now }))
  if (!isPrivate) watchForAlarms(parts, started)
  const allowance = () => allowanceNow({ config, connection })
  started(
    runJobs(looping, {
      backtest: doBacktest({ database, portalId, portals, ruleSet, now }),
      revert: doRevert({ database, portalId, queue, now }),
      'revert-preview': doRevertPreview({ database, portalId, portals, now, allowance }),
    }),
  )
  return { wakeSweeps: sweeping.wake, eraseAgain: erasing.again }
}

function watchForAlarms(parts: WorkerParts, started: (part: Pick<Loop, 'close'>) => unknown): void {
  const { config, connection, publicUrl } = parts
  const { alertTimes = usualAlertTimes, spoolAlertTimes } = parts.alarmTimes
  if (alertTimes !== null) {
    const limits = { failurePercent: config.alerts.failurePercent, sweepDeals: config.alerts.sweepDeals }
    started(workOnAlerts({ ...parts, times: alertTimes, limits, sweepTimes: config.sweeps }))
  }
  const about = { portal: connection.name, link: publicUrl }
  started(watchSpool({ ...parts, about, ...(spoolAlertTimes && { times: spoolAlertTimes }) }))
}
