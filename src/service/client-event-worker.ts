import { requestRunsOf, waitingClientEvents, waitingOfClientEvents } from '../database/client-events.ts'
import type { Database } from '../database/open.ts'
import { mostWaiting } from '../flows/advance-backfill.ts'
import { type SpreadEventDeps, spreadEvent } from '../flows/spread-event.ts'
import type { Logger } from '../log.ts'
import type { DealLists } from '../portal/deal-lists.ts'
import type { DealQueue } from '../queue/deal-queue.ts'
import type { Lease } from './lease.ts'
import { type Loop, startLoop } from './loop.ts'

export type ClientEventParts = {
  database: Database
  portalId: number
  lists: DealLists
  queue: DealQueue
  lease: Pick<Lease, 'isOurs'>
  log: Logger
}

/** So long such events gather: whoever edits a company saves it more than once. */
const lookEveryMs = 1_000

/** Finds the deals of companies and contacts that have changed, while this process holds the lease. */
export function workOnClientEvents(parts: ClientEventParts): Loop {
  const { database, portalId, lease, log } = parts
  const deps = depsOf(parts)
  return startLoop({
    everyMs: lookEveryMs,
    async look() {
      if (!lease.isOurs()) return false
      for (const events of await waitingClientEvents(database, portalId)) {
        if (!lease.isOurs() || (await waitingOfClientEvents(database, portalId)) >= mostWaiting) return false
        const { deals, isCut } = await spreadEvent(deps, events)
        const fields = { event: events.event, aboutId: events.aboutId, events: events.eventIds.length, deals }
        const message = `${events.event} of ${events.aboutId}: ${deals} open deals are run`
        if (isCut) log.warn(fields, `${message}; there are more, for which there are backfills`)
        else log.info(fields, message)
      }
      return false
    },
    onError: (error) => log.warn({ err: error }, 'the deals of changed clients could not be found; it is tried again'),
  })
}

function depsOf({ database, portalId, lists, queue }: ClientEventParts): SpreadEventDeps {
  return {
    listDeals: lists.listDeals,
    companiesOfContact: lists.companiesOfContact,
    async spread(events, deals) {
      await database.transaction(async (tx) => {
        const dealIds = await requestRunsOf(tx, portalId, events, deals)
        await queue.enqueue(
          tx,
          dealIds.map((dealId) => ({ portalId, dealId })),
          'later',
        )
      })
      queue.wake()
    },
  }
}
