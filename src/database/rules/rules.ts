import { isDeepStrictEqual } from 'node:util'
import { and, desc, eq, isNull, sql } from 'drizzle-orm'
import { type Actor, actorOf } from '../../core/people/person.ts'
import { inRuleOrder, type RuleDocument, type VersionedRule } from '../../core/rules/rule.ts'
import type { RuleRecord, RuleVersion } from '../../core/turns/store.ts'
import type { Database, Queries, Transaction } from '../connection/database.ts'
import { recordAudit } from '../record/audit.ts'
import { portals, rules, ruleVersions as versions } from '../tables/schema.ts'

const recordColumns = {
  rule: versions.rule,
  version: versions.version,
  savedAt: versions.savedAt,
  savedBy: versions.savedBy,
}

const versionInForce = and(
  eq(versions.portalId, rules.portalId),
  eq(versions.key, rules.key),
  eq(versions.version, rules.version),
)

function inForce(orm: Queries, portalId: number) {
  return orm
    .select(recordColumns)
    .from(rules)
    .innerJoin(versions, versionInForce)
    .where(and(eq(rules.portalId, portalId), isNull(rules.deletedAt)))
    .$dynamic()
}

/** Every rule that is not deleted, whatever its mode, in rule order. */
export async function listRules(db: Database, portalId: number): Promise<RuleRecord[]> {
  return inRuleOrder(await inForce(db.orm, portalId))
}

/** The rules that act or are watched (live and shadow), in rule order. */
export async function activeRules(db: Database, portalId: number): Promise<VersionedRule[]> {
  const all = await listRules(db, portalId)
  return all.filter(({ rule }) => rule.mode !== 'off').map(({ rule, version }) => ({ rule, version }))
}

export async function findRule(db: Database, portalId: number, key: string): Promise<RuleRecord | null> {
  return (await stateOf(db.orm, portalId, key)).record
}

/** Every version that the rule ever had, newest first, deleted or not. */
export async function ruleVersions(db: Database, portalId: number, key: string): Promise<RuleVersion[]> {
  return db.orm
    .select({ ...recordColumns, note: versions.note })
    .from(versions)
    .where(and(eq(versions.portalId, portalId), eq(versions.key, key)))
    .orderBy(desc(versions.version))
}

/** A number that changes with every saved or deleted rule of the portal, so that callers can keep what they read. */
export async function ruleSetVersion(db: Database, portalId: number): Promise<number> {
  const [portal] = await db.orm
    .select({ version: portals.ruleSetVersion })
    .from(portals)
    .where(eq(portals.id, portalId))
  return portal?.version ?? 0
}

export type Conflict = { status: 'conflict'; currentVersion: number | null }
export type SaveOutcome = { status: 'created' | 'changed' | 'unchanged'; record: RuleRecord } | Conflict
export type DeleteOutcome = { status: 'deleted' } | { status: 'absent' } | Conflict

export type RuleToSave = {
  rule: RuleDocument
  savedBy: string
  /** Who it is, for the record of what people did; left out by the program itself. */
  actor?: Actor
  note: string | null
  /** The version that the change was made from; null saves whatever is there. */
  expectedVersion: number | null
  /** Refuses when there is such a rule. */
  onlyIfAbsent?: boolean
  /** What else the record of what people did is to say. */
  details?: Record<string, unknown>
}

/**
 * Saves a rule as its next version. The same document again makes none. Numbers go on where a deleted rule ended.
 * Saves and deletions of one portal come one after the other, so no change is lost between the check and the write.
 */
export function saveRule(db: Database, portalId: number, save: RuleToSave): Promise<SaveOutcome> {
  return db.transaction((tx) => saveIn(tx, portalId, save))
}

/** Saves several rules: all of them, or none when one cannot be. */
export function saveRules(db: Database, portalId: number, saves: readonly RuleToSave[]): Promise<SaveOutcome[]> {
  return db.transaction(async (tx) => {
    const outcomes: SaveOutcome[] = []
    for (const save of saves) outcomes.push(await saveIn(tx, portalId, save))
    return outcomes
  })
}

/** What stands against a save, or the rule that it would change; no other save comes in between. */
export async function beginSaveIn(
  tx: Transaction,
  portalId: number,
  save: RuleToSave,
): Promise<
  | Conflict
  | { status: 'unchanged'; record: RuleRecord }
  | { status: 'new'; record: RuleRecord | null; lastVersion: number }
> {
  await lockRuleSet(tx, portalId)
  const { record, lastVersion } = await stateOf(tx, portalId, save.rule.key)
  const currentVersion = record?.version ?? null
  if (save.onlyIfAbsent && record) return { status: 'conflict', currentVersion }
  if (save.expectedVersion !== null && save.expectedVersion !== currentVersion) {
    return { status: 'conflict', currentVersion }
  }
  return record && isSameDocument(record.rule, save.rule)
    ? { status: 'unchanged', record }
    : { status: 'new', record, lastVersion }
}

/** As they are stored. */
export const isSameDocument = (stored: RuleDocument, given: RuleDocument) =>
  isDeepStrictEqual(stored, JSON.parse(JSON.stringify(given)))

/** The same within a transaction. */
export async function saveIn(tx: Transaction, portalId: number, save: RuleToSave): Promise<SaveOutcome> {
  const begun = await beginSaveIn(tx, portalId, save)
  if (begun.status !== 'new') return begun
  const { record, lastVersion } = begun
  const { key } = save.rule
  const saved = {
    rule: save.rule,
    version: lastVersion + 1,
    savedAt: new Date().toISOString(),
    savedBy: save.savedBy,
  }
  await tx.insert(versions).values({ ...saved, portalId, key, note: save.note })
  const row = { version: saved.version, deletedAt: null, deletedBy: null }
  await tx
    .insert(rules)
    .values({ ...row, portalId, key })
    .onConflictDoUpdate({ target: [rules.portalId, rules.key], set: row })
  await raiseRuleSetVersion(tx, portalId)
  if (save.actor !== undefined) {
    const details = { version: saved.version, mode: save.rule.mode, note: save.note, ...save.details }
    await recordAudit(tx, {
      actor: actorOf(save.actor),
      action: 'rule.saved',
      subject: { kind: 'rule', id: key },
      details,
    })
  }
  return { status: record ? 'changed' : 'created', record: saved }
}

/** Takes a rule out of force. Its versions and runs stay. */
export async function deleteRule(
  db: Database,
  portalId: number,
  key: string,
  deletion: { deletedBy: string; actor?: Actor; expectedVersion: number | null },
): Promise<DeleteOutcome> {
  return db.transaction(async (tx) => {
    await lockRuleSet(tx, portalId)
    const { record } = await stateOf(tx, portalId, key)
    if (!record)
      return deletion.expectedVersion === null ? { status: 'absent' } : { status: 'conflict', currentVersion: null }
    if (deletion.expectedVersion !== null && deletion.expectedVersion !== record.version) {
      return { status: 'conflict', currentVersion: record.version }
    }
    await tx
      .update(rules)
      .set({ deletedAt: new Date().toISOString(), deletedBy: deletion.deletedBy })
      .where(and(eq(rules.portalId, portalId), eq(rules.key, key)))
    await raiseRuleSetVersion(tx, portalId)
    if (deletion.actor !== undefined) {
      const details = { version: record.version }
      const subject = { kind: 'rule', id: key }
      await recordAudit(tx, { actor: actorOf(deletion.actor), action: 'rule.deleted', subject, details })
    }
    return { status: 'deleted' }
  })
}

/** Waits for another save or deletion of this portal's rules to commit. */
export async function lockRuleSet(tx: Transaction, portalId: number): Promise<void> {
  await tx.select({ id: portals.id }).from(portals).where(eq(portals.id, portalId)).for('update')
}

async function raiseRuleSetVersion(tx: Transaction, portalId: number): Promise<void> {
  await tx
    .update(portals)
    .set({ ruleSetVersion: sql`${portals.ruleSetVersion} + 1` })
    .where(eq(portals.id, portalId))
}

/** The rule in force, null when there is none, and the last version that its key ever had (0 for none). */
async function stateOf(orm: Queries, portalId: number, key: string) {
  const [found] = await orm
    .select({ ...recordColumns, deletedAt: rules.deletedAt })
    .from(rules)
    .innerJoin(versions, versionInForce)
    .where(and(eq(rules.portalId, portalId), eq(rules.key, key)))
  if (!found) return { record: null, lastVersion: 0 }
  const { deletedAt, ...record } = found
  return { record: deletedAt === null ? record : null, lastVersion: record.version }
}
