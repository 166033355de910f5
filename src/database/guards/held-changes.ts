import { and, asc, eq, gt, inArray, sql } from 'drizzle-orm'
import { v7 as uuidv7 } from 'uuid'
import { z } from 'zod'
import type { HeldChange, HeldFinding, HeldState, Hold } from '../../core/guards/hold.ts'
import type { Page, RequestTerms, RunRecord } from '../../core/turns/store.ts'
import type { Database, Transaction } from '../connection/database.ts'
import { requestReleases } from '../events/journal.ts'
import { jsonTexts } from '../statements/json-rows.ts'
import { checkLimit, cursorOf, pageOf } from '../statements/page.ts'
import { heldChanges, ruleHolds } from '../tables/schema.ts'
import { isOpenHold } from './hold-columns.ts'
import { releaseRuns } from './release-runs.ts'

/**
 * Keeps what runs found of held rules: the newest of each deal; nothing where there is nothing to do any more. Of a hold
 * that has ended meanwhile nothing is kept, as nobody could settle it any more: where its last changes were released, the
 * deal is to be run once more; where they were discarded, it is left as it is, too.
 */
export async function keepHeld(tx: Transaction, portalId: number, records: readonly RunRecord[]): Promise<void> {
  const findings = records.flatMap(({ run, held = [] }) => held.map((finding) => ({ run, ...finding })))
  if (findings.length === 0) return
  const ended = await endedHolds(tx, portalId, [...new Set(findings.map(({ holdId }) => holdId))])
  const isLate = ({ holdId, linksWanted }: HeldFinding) => linksWanted !== null && ended.has(holdId)
  const latest = new Map<string, Record<string, unknown>>()
  for (const finding of findings.filter((one) => !isLate(one))) {
    const { run, holdId, version, linksWanted } = finding
    const { dealId, id: runId, finishedAt: heldAt, linksAfter: linksBefore } = run
    latest.set(`${holdId} ${dealId}`, { portalId, holdId, dealId, version, runId, heldAt, linksBefore, linksWanted })
  }
  const wishes = findings.filter(isLate).flatMap(({ run: { dealId }, holdId }) => {
    const hold = ended.get(holdId)
    if (hold === undefined || hold.as === 'discarded') return []
    const terms: RequestTerms = { type: 'release', ruleKey: hold.ruleKey, holdId }
    return [{ id: uuidv7(), dealId, terms, requestedBy: hold.endedBy ?? '' }]
  })
  // The queue finds them by itself, as it finds all that wait without a job.
  if (wishes.length > 0) await requestReleases(tx, portalId, wishes)
  for (const json of jsonTexts([...latest.values()])) {
    const given = sql`json_to_recordset(${json}::text::json) as given("portalId" int, "holdId" uuid, "dealId" bigint,
      version int, "runId" uuid, "heldAt" timestamptz, "linksBefore" jsonb, "linksWanted" jsonb)`
    await tx.execute(sql`delete from held_changes using ${given} where portal_id = given."portalId"
      and hold_id = given."holdId" and deal_id = given."dealId" and state = 'held' and given."linksWanted" is null`)
    await tx.execute(sql`insert into held_changes (portal_id, hold_id, deal_id, version, run_id, held_at, links_before,
        links_wanted, state)
      select "portalId", "holdId", "dealId", version, "runId", "heldAt", "linksBefore", "linksWanted", 'held'
      from ${given} where "linksWanted" is not null
      on conflict (portal_id, hold_id, deal_id) do update set version = excluded.version, run_id = excluded.run_id,
        held_at = excluded.held_at, links_before = excluded.links_before, links_wanted = excluded.links_wanted,
        state = 'held', settled_at = null, settled_by = null`)
  }
}

/**
 * Those that are over, by their ids, with what became of their last changes. Whoever would end one of the others waits
 * for this transaction.
 */
async function endedHolds(
  tx: Transaction,
  portalId: number,
  ids: readonly string[],
): Promise<Map<string, Pick<Hold, 'ruleKey' | 'endedBy'> & { as: HeldState | null }>> {
  const { id, ruleKey, endedAt, endedBy } = ruleHolds
  const as = sql<HeldState | null>`(select state from held_changes last where last.portal_id = ${ruleHolds.portalId}
    and last.hold_id = ${id} and last.settled_at = ${endedAt} limit 1)`
  const rows = await tx
    .select({ id, ruleKey, endedAt, endedBy, as })
    .from(ruleHolds)
    .where(and(eq(ruleHolds.portalId, portalId), inArray(id, [...ids])))
    .orderBy(asc(id))
    .for('share')
  return new Map(rows.filter((hold) => hold.endedAt !== null).map((hold) => [hold.id, hold]))
}

const dealPlace = cursorOf(z.object({ deal: z.int() }))

/** What a hold keeps, by ascending deal. Throws `InvalidCursor`. */
export async function listHeld(
  db: Database,
  portalId: number,
  { id, cursor, limit }: { id: string; cursor?: string | undefined; limit: number },
): Promise<Page<HeldChange>> {
  checkLimit(limit)
  const after = cursor === undefined ? null : dealPlace.read(cursor).deal
  const { portalId: _portal, holdId: _hold, ...shown } = heldColumns
  const rows = await db.orm
    .select(shown)
    .from(heldChanges)
    .where(
      and(
        eq(heldChanges.portalId, portalId),
        eq(heldChanges.holdId, id),
        after === null ? undefined : gt(heldChanges.dealId, after),
      ),
    )
    .orderBy(asc(heldChanges.dealId))
    .limit(limit + 1)
  const { items, nextCursor } = pageOf(rows, limit, ({ dealId }) => dealPlace.write({ deal: dealId }))
  const dealIds = items.filter(({ state }) => state === 'released').map(({ dealId }) => dealId)
  const followed = await releaseRuns(db.orm, portalId, { holdId: id, dealIds })
  return {
    items: items.map((change) => ({ ...change, releaseRunId: followed.get(change.dealId) ?? null })),
    nextCursor,
  }
}

const heldColumns = {
  portalId: heldChanges.portalId,
  holdId: heldChanges.holdId,
  dealId: heldChanges.dealId,
  version: heldChanges.version,
  runId: heldChanges.runId,
  heldAt: heldChanges.heldAt,
  linksBefore: heldChanges.linksBefore,
  linksWanted: heldChanges.linksWanted,
  state: heldChanges.state,
  settledAt: heldChanges.settledAt,
  settledBy: heldChanges.settledBy,
}

export async function countHeld(db: Database, portalId: number): Promise<{ rules: number; deals: number }> {
  const [row] = await db.orm
    .select({
      rules: sql<number>`count(distinct ${ruleHolds.id})`.mapWith(Number),
      deals: sql<number>`count(${heldChanges.dealId})`.mapWith(Number),
    })
    .from(ruleHolds)
    .leftJoin(
      heldChanges,
      and(
        eq(heldChanges.portalId, ruleHolds.portalId),
        eq(heldChanges.holdId, ruleHolds.id),
        eq(heldChanges.state, 'held'),
      ),
    )
    .where(and(eq(ruleHolds.portalId, portalId), isOpenHold))
  return row ?? { rules: 0, deals: 0 }
}
