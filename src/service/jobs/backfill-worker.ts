import type { Database } from '../../database/connection/open.ts'
import { backfillsUnderWay, endBackfill, noteCounted, requestPage } from '../../database/jobs/backfills.ts'
import { waitingOfJob, waitingOfJobs } from '../../database/jobs/runs-of-job.ts'
import { type AdvanceBackfillDeps, advanceBackfill } from '../../flows/advance-backfill.ts'
import type { Logger } from '../../log.ts'
import type { DealLists } from '../../portal/deal-lists.ts'
import type { DealQueue } from '../../queue/deal-queue.ts'
import type { Lease } from '../process/lease.ts'
import { type Loop, startLoop } from '../process/loop.ts'

export type BackfillWorkerParts = {
  database: Database
  portalId: number
  lists: DealLists
  queue: DealQueue
  lease: Pick<Lease, 'isOurs'>
  log: Logger
}

const lookEveryMs = 500

/** Moves the backfills on, each a step in turn, while this process holds the lease. */
export function workOnBackfills(parts: BackfillWorkerParts): Loop {
  const { database, portalId, lease, log } = parts
  const deps = depsOf(parts)
  return startLoop({
    everyMs: lookEveryMs,
    async look() {
      if (!lease.isOurs()) return false
      let isMoving = false
      for (const backfill of await backfillsUnderWay(database, portalId)) {
        const advanced = await advanceBackfill(deps, backfill)
        if (advanced === 'moved') isMoving = true
        if (advanced === 'ended') log.info({ backfill: backfill.id }, `${backfill.kind} ${backfill.id} has ended`)
      }
      return isMoving
    },
    onError: (error) => log.warn({ err: error }, 'backfills could not be moved on; they are tried again'),
  })
}

function depsOf({ database, portalId, lists, queue }: BackfillWorkerParts): AdvanceBackfillDeps {
  return {
    countDeals: lists.countDeals,
    listDeals: lists.listDeals,
    async waiting(id) {
      const [own, all] = await Promise.all([waitingOfJob(database, portalId, id), waitingOfJobs(database, portalId)])
      return { own, all }
    },
    noteCounted: (id, counted) => noteCounted(database, portalId, id, counted),
    async enqueuePage(page) {
      await database.transaction(async (tx) => {
        const dealIds = await requestPage(tx, portalId, page)
        await queue.enqueue(
          tx,
          dealIds.map((dealId) => ({ portalId, dealId })),
          'later',
        )
      })
      queue.wake()
    },
    end: (id, end) => endBackfill(database, portalId, id, end),
  }
}
