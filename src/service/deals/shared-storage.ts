import type { DealMemory, RunRecord, UnfinishedRun } from '../../core/turns/store.ts'
import { type Database, isConnectionFault } from '../../database/connection/open.ts'
import { rememberDeals } from '../../database/deals/memory.ts'
import { recordRuns } from '../../database/runs/record-runs.ts'
import { forgetUnfinished, saveUnfinishedRuns } from '../../database/runs/unfinished.ts'
import { createGroupCommit } from '../../group-commit.ts'

/** What runs keep and recall, with the statements of those that come together shared. */
export type SharedStorage = {
  rememberDeal(dealId: number): Promise<DealMemory>
  saveUnfinished(dealId: number, unfinished: UnfinishedRun): Promise<void>
  forgetUnfinished(dealId: number): Promise<void>
  recordRun(record: RunRecord): Promise<void>
}

/** All deals that begin together are remembered together: those of one group then share what they read of the portal. */
const mostRemembered = 1_000
/** But only so many in one transaction, as its locks keep events of these deals waiting for their answer. */
const mostLocked = 20
/** Enough to share a transaction, few enough that the event loop is not held up by their JSON. */
const mostRecorded = 100
/** A deal that is answered goes on at once; events that come in must not wait until all of them have. */
const answeredAtOnce = 20

export function createSharedStorage(database: Database, portalId: number): SharedStorage {
  const isSharedFault = isConnectionFault
  const mostWaiting = 20_000
  const remember = createGroupCommit<number, DealMemory>(
    async (dealIds) => {
      const memories = new Map<number, DealMemory>()
      for (let from = 0; from < dealIds.length; from += mostLocked) {
        const some = await rememberDeals(database, portalId, dealIds.slice(from, from + mostLocked))
        for (const [dealId, memory] of some) memories.set(dealId, memory)
      }
      return dealIds.map((dealId) => {
        const memory = memories.get(dealId)
        if (memory === undefined) throw new Error(`Deal ${dealId} was not remembered.`)
        return memory
      })
    },
    { maxBatch: mostRemembered, answeredAtOnce, maxWaiting: mostWaiting, isSharedFault },
  )
  const save = createGroupCommit<{ dealId: number; unfinished: UnfinishedRun }>(
    (entries) => saveUnfinishedRuns(database, portalId, entries),
    { maxBatch: mostRecorded, answeredAtOnce, maxWaiting: mostWaiting, isSharedFault },
  )
  const record = createGroupCommit<RunRecord>((records) => recordRuns(database, portalId, records), {
    maxBatch: mostRecorded,
    answeredAtOnce,
    maxWaiting: mostWaiting,
    isSharedFault,
  })
  return {
    rememberDeal: (dealId) => remember(dealId),
    saveUnfinished: (dealId, unfinished) => save({ dealId, unfinished }),
    forgetUnfinished: (dealId) => forgetUnfinished(database, portalId, dealId),
    recordRun: (entry) => record(entry),
  }
}
