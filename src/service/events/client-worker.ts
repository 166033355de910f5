import type { Database } from '../../database/connection/open.ts'
import { requestRunsOf, waitingClientEvents, waitingOfClientEvents } from '../../database/events/client-events.ts'
import { mostWaiting } from '../../flows/advance-backfill.ts'
import { type ClientEvents, type SpreadEventDeps, spreadEvent } from '../../flows/spread-event.ts'
import type { Logger } from '../../log.ts'
import type { DealLists } from '../../portal/deal-lists.ts'
import type { DealQueue } from '../../queue/deal-queue.ts'
import type { Lease } from '../process/lease.ts'
import { type Loop, startLoop } from '../process/loop.ts'

export type ClientEventParts = {
  database: Database
  portalId: number
  lists: Pick<DealLists, 'listDeals' | 'companiesOfContact'>
  queue: Pick<DealQueue, 'enqueue' | 'wake'>
  lease: Pick<Lease, 'isOurs'>
  log: Logger
}

/** So long such events gather: whoever edits a company saves it more than once. */
const lookEveryMs = 1_000

/** When such of which the portal told nothing are asked for again, and the pause before the next one. */
const againMs = 60_000
const usualPauseMs = 5_000

/** Finds the deals of companies and contacts that have changed, while this process holds the lease. */
export function workOnClientEvents(parts: ClientEventParts, pauseMs = usualPauseMs): Loop {
  const { database, portalId, lease, log } = parts
  const deps = depsOf(parts)
  /** Of which the portal told nothing a moment ago, and from when on it is asked again: others go on meanwhile. */
  let later = new Map<string, number>()

  async function find(events: ClientEvents): Promise<void> {
    const { deals, isCut, fault } = await spreadEvent(deps, events)
    const fields = { event: events.event, aboutId: events.aboutId, events: events.eventIds.length, deals }
    const name = `${events.event} of ${events.aboutId}`
    const message = `${name}: ${deals} open deals are run`
    if (fault !== null) log.error(fields, `${name}: its deals could not be found: ${fault}`)
    else if (isCut) log.warn(fields, `${message}; there are more, for which there are backfills`)
    else log.info(fields, message)
  }

  return startLoop({
    everyMs: lookEveryMs,
    async look() {
      if (!lease.isOurs()) return false
      const now = performance.now()
      later = new Map([...later].filter(([, at]) => at > now))
      for (const events of await waitingClientEvents(database, portalId)) {
        const name = `${events.event} ${events.aboutId}`
        if (later.has(name)) continue
        if (!lease.isOurs() || (await waitingOfClientEvents(database, portalId)) >= mostWaiting) return false
        await find(events).catch((error: unknown) => {
          later.set(name, performance.now() + againMs)
          throw error
        })
      }
      return false
    },
    pauseMs,
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
