import { setTimeout as wait } from 'node:timers/promises'
import type { Run } from '../../core/runs/run.ts'
import type { Database } from '../../database/connection/open.ts'
import { findRequest } from '../../database/events/journal.ts'
import { findRun } from '../../database/runs/lists.ts'
import type { StopSwitch } from '../guards/stop-switch.ts'
import { usualPatienceMs } from '../portal/ask-portal.ts'

/** How often we look. */
const lookEveryMs = 50

/** The run that answers a request, once it is recorded; null when it is not in time, or all writes are stopped. */
export async function awaitRequest(
  {
    database,
    portalId,
    stopSwitch,
    now,
  }: { database: Database; portalId: number; stopSwitch: StopSwitch; now(): Date },
  requestId: string,
): Promise<Run | null> {
  const until = now().getTime() + usualPatienceMs
  while (now().getTime() < until && !stopSwitch.isOn()) {
    const runId = (await findRequest(database, portalId, requestId))?.runId
    const run = runId ? await findRun(database, portalId, runId) : null
    if (run !== null) return run
    await wait(lookEveryMs)
  }
  return null
}
