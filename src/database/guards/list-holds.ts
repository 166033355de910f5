import { and, desc, eq, inArray, lt, sql } from 'drizzle-orm'
import { z } from 'zod'
import { type HeldState, type Hold, heldStates } from '../../core/guards/hold.ts'
import type { Page } from '../../core/turns/store.ts'
import type { Database, Queries } from '../connection/database.ts'
import { checkLimit, cursorOf, pageOf } from '../statements/page.ts'
import { heldChanges, ruleHolds } from '../tables/schema.ts'
import { holdColumns, isOpenHold, oneHold } from './hold-columns.ts'

export type HoldCounts = Record<HeldState, number>

async function countsOf(orm: Queries, portalId: number, ids: readonly string[]): Promise<Map<string, HoldCounts>> {
  const counts = new Map(ids.map((id) => [id, none()]))
  if (ids.length === 0) return counts
  const rows = await orm
    .select({ holdId: heldChanges.holdId, state: heldChanges.state, deals: sql<number>`count(*)`.mapWith(Number) })
    .from(heldChanges)
    .where(and(eq(heldChanges.portalId, portalId), inArray(heldChanges.holdId, [...ids])))
    .groupBy(heldChanges.holdId, heldChanges.state)
  for (const { holdId, state, deals } of rows) {
    const known = counts.get(holdId)
    if (known) known[state] = deals
  }
  return counts
}

const none = (): HoldCounts => Object.fromEntries(heldStates.map((state) => [state, 0])) as HoldCounts

export type CountedHold = Hold & { deals: HoldCounts }
const holdPlace = cursorOf(z.object({ hold: z.uuid() }))

/** Newest first. Throws `InvalidCursor`. */
export async function listHolds(
  db: Database,
  portalId: number,
  { isOpen: onlyOpen = false, cursor, limit }: { isOpen?: boolean; cursor?: string | undefined; limit: number },
): Promise<Page<CountedHold>> {
  checkLimit(limit)
  const after = cursor === undefined ? null : holdPlace.read(cursor).hold
  const rows = await db.orm
    .select(holdColumns)
    .from(ruleHolds)
    .where(
      and(
        eq(ruleHolds.portalId, portalId),
        onlyOpen ? isOpenHold : undefined,
        after === null ? undefined : lt(ruleHolds.id, after),
      ),
    )
    .orderBy(desc(ruleHolds.id))
    .limit(limit + 1)
  const page = pageOf(rows, limit, ({ id }) => holdPlace.write({ hold: id }))
  const counts = await countsOf(
    db.orm,
    portalId,
    page.items.map(({ id }) => id),
  )
  return { ...page, items: page.items.map((hold) => ({ ...hold, deals: counts.get(hold.id) ?? none() })) }
}

export async function findHold(db: Database, portalId: number, id: string): Promise<CountedHold | null> {
  if (!z.uuid().safeParse(id).success) return null
  const [hold] = await db.orm.select(holdColumns).from(ruleHolds).where(oneHold(portalId, id))
  return hold ? { ...hold, deals: (await countsOf(db.orm, portalId, [id])).get(id) ?? none() } : null
}
