import { setTimeout as wait } from 'node:timers/promises'
import { type RevertProgress, RevertTask } from '../../core/reverts/revert-task.ts'
import type { Database, Transaction } from '../../database/connection/open.ts'
import { countRunsToRevert, revertedAmong, runsToRevert } from '../../database/jobs/bulk-reverts.ts'
import { runsOfJob, waitingOfJob } from '../../database/jobs/runs-of-job.ts'
import { requestReverts } from '../../database/runs/reverts.ts'
import { mostWaiting } from '../../flows/advance-backfill.ts'
import type { DealQueue } from '../../queue/deal-queue.ts'
import type { DoJob } from '../jobs/runner.ts'

export type RevertJobParts = {
  database: Database
  portalId: number
  now(): Date
  queue: Pick<DealQueue<Transaction>, 'enqueue' | 'wake'>
}

const runsPerPage = 50
const lookEveryMs = 200

/**
 * Takes runs back as a job, each by a run of its own. A page of wishes and the place where the next one begins are kept
 * together, so that wherever it stops no run is asked for twice and none is left out.
 */
export function doRevert({ database, portalId, queue, now }: RevertJobParts): DoJob {
  return async (job, { signal, keep, keepWith }) => {
    const { what, force } = RevertTask.parse(job.params)
    const kept = job.progress as RevertProgress | null // as this very function kept it
    let progress: RevertProgress = { ...(kept ?? noProgress), resumedAt: now().toISOString() }
    if (progress.counted === null) {
      const { runs, deals } = await countRunsToRevert(database, portalId, what)
      progress = { ...progress, counted: runs, deals }
    }
    await keep(progress)
    while (!progress.isListed) {
      await untilWaiting(mostWaiting)
      const page = await runsToRevert(database, portalId, what, { after: progress.cursor, limit: runsPerPage })
      const last = page.at(-1)
      const ids = page.map(({ id }) => id)
      const reverted = await revertedAmong(database, portalId, ids)
      const fresh = page.filter(({ id }) => !reverted.has(id))
      progress = {
        ...progress,
        cursor: last === undefined ? progress.cursor : { dealId: last.dealId, runId: last.id },
        isListed: page.length < runsPerPage,
        enqueued: progress.enqueued + fresh.length,
        passedOver: progress.passedOver + reverted.size,
      }
      await keepWith(progress, async (tx) => {
        const wish = { force, jobId: job.id, requestedBy: job.createdBy }
        await requestReverts(
          tx,
          portalId,
          fresh.map(({ id, dealId }) => ({ ...wish, runId: id, dealId })),
        )
        const dealIds = [...new Set(fresh.map(({ dealId }) => dealId))]
        await queue.enqueue(
          tx,
          dealIds.map((dealId) => ({ portalId, dealId })),
          'later',
        )
      })
      queue.wake()
    }
    await untilWaiting(1)
    return { runs: (await runsOfJob(database, portalId, { id: job.id, resumedAt: progress.resumedAt })).runs }

    async function untilWaiting(fewerThan: number): Promise<void> {
      while ((await waitingOfJob(database, portalId, job.id)) >= fewerThan) {
        await wait(lookEveryMs, undefined, { signal })
      }
    }
  }
}

export const noProgress: RevertProgress = {
  counted: null,
  deals: null,
  cursor: null,
  enqueued: 0,
  passedOver: 0,
  isListed: false,
  dropped: 0,
  resumedAt: new Date(0).toISOString(),
}
