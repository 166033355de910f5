import { and, desc, eq, inArray, max, sql } from 'drizzle-orm'
import { v7 as uuidv7 } from 'uuid'
import type { HoldReason } from '../../core/guards/hold.ts'
import type { Database, Queries, Transaction } from '../connection/database.ts'
import { recordAudit } from '../record/audit.ts'
import { idsAround } from '../statements/run-ids.ts'
import { portals, ruleHolds, runRules, runs } from '../tables/schema.ts'
import { isOpenHold } from './hold-columns.ts'

/** The holds in force, by rule key. */
export async function openHolds(orm: Queries, portalId: number): Promise<Map<string, string>> {
  const rows = await orm
    .select({ key: ruleHolds.ruleKey, id: ruleHolds.id })
    .from(ruleHolds)
    .where(and(eq(ruleHolds.portalId, portalId), isOpenHold))
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
export async function raiseRuleSet(tx: Transaction, portalId: number): Promise<void> {
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
    .select({ dealId: runs.dealId, at: max(runs.finishedAt) })
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
    .groupBy(runs.dealId)
    .orderBy(desc(max(runs.finishedAt)))
    .limit(limit)
  return new Map(rows.map(({ dealId, at }) => [dealId, Date.parse(at ?? '')]))
}
