import { and, asc, desc, eq, gt, inArray, lt, sql } from 'drizzle-orm'
import { v7 as uuidv7 } from 'uuid'
import { z } from 'zod'
import {
  type HeldChange,
  type HeldFinding,
  type HeldState,
  type Hold,
  type HoldReason,
  heldStates,
} from '../core/guards/hold.ts'
import { type Actor, actorOf } from '../core/people/person.ts'
import type { Page, RequestTerms, RunRecord } from '../core/turns/store.ts'
import { recordAudit } from './audit.ts'
import type { Database, Queries, Transaction } from './database.ts'
import { requestReleases } from './journal.ts'
import { jsonTexts } from './json-rows.ts'
import { checkLimit, cursorOf, pageOf } from './page.ts'
import { idsAround } from './run-ids.ts'
import { heldChanges, portals, ruleHolds, runRules, runs } from './schema.ts'

const columns = {
  id: ruleHolds.id,
  ruleKey: ruleHolds.ruleKey,
  version: ruleHolds.version,
  since: ruleHolds.since,
  reason: ruleHolds.reason,
  endedAt: ruleHolds.endedAt,
  endedBy: ruleHolds.endedBy,
}
// Written out, as the partial index is only used for a condition that the planner can see.
const isOpen = sql`${ruleHolds.endedAt} is null`

/** The holds in force, by rule key. */
export async function openHolds(orm: Queries, portalId: number): Promise<Map<string, string>> {
  const rows = await orm
    .select({ key: ruleHolds.ruleKey, id: ruleHolds.id })
    .from(ruleHolds)
    .where(and(eq(ruleHolds.portalId, portalId), isOpen))
  return new Map(rows.map(({ key, id }) => [key, id]))
}

/** Holds a rule's changes from now on; the hold in force where there is one. */
export function holdRule(
  db: Database,
  portalId: number,
  { ruleKey, version, reason }: { ruleKey: string; version: number; reason: HoldReason },
): Promise<string> {
  return db.transaction(async (tx) => {
    await tx.select({ id: portals.id }).from(portals).where(eq(portals.id, portalId)).for('update')
    const present = (await openHolds(tx, portalId)).get(ruleKey)
    if (present !== undefined) return present
    const id = uuidv7()
    await tx.insert(ruleHolds).values({ portalId, id, ruleKey, version, reason, since: new Date().toISOString() })
    await raiseRuleSet(tx, portalId)
    await recordAudit(tx, {
      actor: { kind: 'machine', id: null, name: 'Bindery' },
      action: 'rule.held',
      subject: { kind: 'rule', id: ruleKey },
      details: { holdId: id, version, ...reason },
    })
    return id
  })
}

/** Every process reads its rules, and with them what is held, anew. */
async function raiseRuleSet(tx: Transaction, portalId: number): Promise<void> {
  await tx
    .update(portals)
    .set({ ruleSetVersion: sql`${portals.ruleSetVersion} + 1` })
    .where(eq(portals.id, portalId))
}

/** Deals that the rule changed since then, for events and sweeps, at most `limit`; with when. */
export async function dealsChangedBy(
  db: Database,
  portalId: number,
  { ruleKey, since, limit }: { ruleKey: string; since: Date; limit: number },
): Promise<Map<number, number>> {
  const [last] = await db.orm
    .select({ endedAt: ruleHolds.endedAt })
    .from(ruleHolds)
    .where(and(eq(ruleHolds.portalId, portalId), eq(ruleHolds.ruleKey, ruleKey)))
    .orderBy(desc(ruleHolds.id))
    .limit(1)
  const from = last?.endedAt ? new Date(Math.max(since.getTime(), Date.parse(last.endedAt))) : since
  const { least } = idsAround({ from })
  const rows = await db.orm
    .select({ dealId: runs.dealId, at: runs.finishedAt })
    .from(runRules)
    .innerJoin(runs, and(eq(runs.portalId, runRules.portalId), eq(runs.id, runRules.runId)))
    .where(
      and(
        eq(runRules.portalId, portalId),
        eq(runRules.key, ruleKey),
        sql`${runRules.matched}`,
        eq(runRules.runStatus, 'applied'),
        inArray(runRules.runTrigger, ['event', 'sweep']),
        sql`${runRules.runId} >= ${least}::uuid`,
        sql`${runs.finishedAt} >= ${from.toISOString()}`,
        sql`${runRules.actions} @> '[{"contacts":[{"effect":"applied"}]}]'::jsonb`,
      ),
    )
    .orderBy(desc(runRules.runId))
    .limit(limit)
  return new Map(rows.reverse().map(({ dealId, at }) => [dealId, Date.parse(at)]))
}

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
const dealPlace = cursorOf(z.object({ deal: z.int() }))

/** Newest first. Throws `InvalidCursor`. */
export async function listHolds(
  db: Database,
  portalId: number,
  { isOpen: onlyOpen = false, cursor, limit }: { isOpen?: boolean; cursor?: string | undefined; limit: number },
): Promise<Page<CountedHold>> {
  checkLimit(limit)
  const after = cursor === undefined ? null : holdPlace.read(cursor).hold
  const rows = await db.orm
    .select(columns)
    .from(ruleHolds)
    .where(
      and(
        eq(ruleHolds.portalId, portalId),
        onlyOpen ? isOpen : undefined,
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
  const [hold] = await db.orm.select(columns).from(ruleHolds).where(one(portalId, id))
  return hold ? { ...hold, deals: (await countsOf(db.orm, portalId, [id])).get(id) ?? none() } : null
}

const one = (portalId: number, id: string) => and(eq(ruleHolds.portalId, portalId), eq(ruleHolds.id, id))

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
  return pageOf(rows, limit, ({ dealId }) => dealPlace.write({ deal: dealId }))
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
    const [hold] = await tx.select(columns).from(ruleHolds).where(one(portalId, id)).for('update')
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
      await tx.update(ruleHolds).set({ endedAt: at, endedBy: by.name }).where(one(portalId, id))
      await raiseRuleSet(tx, portalId)
    }
    const subject = { kind: 'rule', id: hold.ruleKey }
    const details = { holdId: id, deals: ids.length, isEnded }
    await recordAudit(tx, { actor: actorOf(by), action: `hold.${as}`, subject, details })
    return { deals: ids.length, isLast }
  })
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
    .where(and(eq(ruleHolds.portalId, portalId), isOpen))
  return row ?? { rules: 0, deals: 0 }
}
