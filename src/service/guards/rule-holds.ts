import { v7 as uuidv7 } from 'uuid'
import { whyHeld } from '../../core/guards/hold.ts'
import { changesSince } from '../../core/reverts/revert.ts'
import type { RequestTerms } from '../../core/turns/store.ts'
import type { Database, Transaction } from '../../database/connection/open.ts'
import { requestReleases } from '../../database/events/journal.ts'
import { listHeld } from '../../database/guards/held-changes.ts'
import { type CountedHold, findHold, listHolds } from '../../database/guards/list-holds.ts'
import { settleHold } from '../../database/guards/settle-holds.ts'
import type { HttpDeps } from '../../http/app.ts'
import type { DealQueue } from '../../queue/deal-queue.ts'
import type { RuleSet } from '../rules/rule-set.ts'
import type { FuseBox } from './fuse-box.ts'

type HoldParts = {
  database: Database
  portalId: number
  queue: DealQueue<Transaction>
  ruleSet: RuleSet
  fuseBox: FuseBox
}

/** What people see and settle of rules that a fuse holds. */
export function ruleHolds({ database, portalId, queue, ruleSet, fuseBox }: HoldParts): HttpDeps['holds'] {
  return {
    async list(page) {
      const { items, nextCursor } = await listHolds(database, portalId, page)
      return { items: items.map(told), nextCursor }
    },
    async find(id) {
      const hold = await findHold(database, portalId, id)
      return hold && told(hold)
    },
    async deals(id, page) {
      const { items, nextCursor } = await listHeld(database, portalId, { id, ...page })
      const changed = items.map((held) => ({
        ...held,
        changes: changesSince({ linksAfter: held.linksBefore }, held.linksWanted).map(({ contactId, what }) => ({
          contactId,
          what,
        })),
      }))
      return { items: changed, nextCursor }
    },
    async settle({ caller, ...settling }) {
      const settled = await settleHold(database, portalId, { ...settling, by: caller }, async (tx, hold, dealIds) => {
        if (settling.as === 'discarded') return
        const terms: RequestTerms = { type: 'release', ruleKey: hold.ruleKey, holdId: hold.id }
        await requestReleases(
          tx,
          portalId,
          dealIds.map((dealId) => ({ id: uuidv7(), dealId, terms, requestedBy: caller.name })),
        )
        await queue.enqueue(
          tx,
          dealIds.map((dealId) => ({ portalId, dealId })),
        )
      })
      ruleSet.forget()
      fuseBox.forget()
      queue.wake()
      return settled
    },
  }
}

const told = (hold: CountedHold) => ({ ...hold, why: whyHeld(hold.ruleKey, hold.reason) })
