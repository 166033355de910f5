import { and, asc, eq, inArray } from 'drizzle-orm'
import { z } from 'zod'
import type { Hold } from '../../core/guards/hold.ts'
import { type Actor, actorOf } from '../../core/people/person.ts'
import type { Database, Transaction } from '../connection/database.ts'
import { recordAudit } from '../record/audit.ts'
import { heldChanges, ruleHolds } from '../tables/schema.ts'
import { holdColumns, oneHold } from './hold-columns.ts'
import { raiseRuleSet } from './holds.ts'

/** Deals settled in one transaction. */
const mostSettled = 1_000

export type Settlement = { id: string; as: 'released' | 'discarded'; dealIds: number[] | null; by: Actor }

/**
 * Settles held deals, those named or all: some of them at a time, until none is left. `onSettled` is called with them
 * in the transaction. A hold of which nothing is left, or of which all was to be settled, ends. How many it were; null:
 * there is no such hold, or it has ended.
 */
export async function settleHold(
  db: Database,
  portalId: number,
  settlement: Settlement,
  onSettled: (tx: Transaction, hold: Hold, dealIds: number[]) => Promise<void>,
): Promise<number | null> {
  let settled = 0
  for (;;) {
    const some = await settleSome(db, portalId, settlement, onSettled)
    if (some === null) return settled > 0 ? settled : null
    settled += some.deals
    if (some.isLast) return settled
  }
}

async function settleSome(
  db: Database,
  portalId: number,
  { id, as, dealIds, by }: Settlement,
  onSettled: (tx: Transaction, hold: Hold, dealIds: number[]) => Promise<void>,
): Promise<{ deals: number; isLast: boolean } | null> {
  if (!z.uuid().safeParse(id).success) return null
  return db.transaction(async (tx) => {
    const [hold] = await tx.select(holdColumns).from(ruleHolds).where(oneHold(portalId, id)).for('update')
    if (hold === undefined || hold.endedAt !== null) return null
    const waiting = and(eq(heldChanges.portalId, portalId), eq(heldChanges.holdId, id), eq(heldChanges.state, 'held'))
    const chosen = await tx
      .select({ dealId: heldChanges.dealId })
      .from(heldChanges)
      .where(and(waiting, dealIds === null ? undefined : inArray(heldChanges.dealId, dealIds)))
      .orderBy(asc(heldChanges.dealId))
      .limit(mostSettled)
    const at = new Date().toISOString()
    const ids = chosen.map(({ dealId }) => dealId)
    if (ids.length > 0) {
      await tx
        .update(heldChanges)
        .set({ state: as, settledAt: at, settledBy: by.name })
        .where(and(waiting, inArray(heldChanges.dealId, ids)))
      await onSettled(tx, hold, ids)
    }
    const isLast = ids.length < mostSettled
    const left = await tx.$count(heldChanges, waiting)
    const isEnded = isLast && left === 0
    if (isEnded) {
      await tx.update(ruleHolds).set({ endedAt: at, endedBy: by.name }).where(oneHold(portalId, id))
      await raiseRuleSet(tx, portalId)
    }
    const subject = { kind: 'rule', id: hold.ruleKey }
    const details = { holdId: id, deals: ids.length, isEnded }
    await recordAudit(tx, { actor: actorOf(by), action: `hold.${as}`, subject, details })
    return { deals: ids.length, isLast }
  })
}
