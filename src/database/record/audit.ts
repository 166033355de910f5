import { and, desc, eq, gte, lt, type SQL } from 'drizzle-orm'
import { z } from 'zod'
import type { AuditEntry, AuditNote } from '../../core/record/audit.ts'
import type { Page } from '../../core/turns/store.ts'
import type { Database, Transaction } from '../connection/database.ts'
import { checkLimit, cursorOf, pageOf } from '../statements/page.ts'
import { auditEntries } from '../tables/schema.ts'

/** Puts a deed on record. Call it in the transaction that does the deed, so that neither is kept without the other. */
export async function recordAudit(tx: Transaction, { actor, action, subject, details = {} }: AuditNote): Promise<void> {
  await tx.insert(auditEntries).values({
    at: new Date().toISOString(),
    actorKind: actor.kind,
    actorId: actor.id,
    actorName: actor.name,
    action,
    subjectKind: subject.kind,
    subjectId: subject.id,
    details,
  })
}

/** `from` (included) and `to` (not) bound `at`. */
export type AuditFilter = {
  actorId?: string
  actor?: string
  action?: string
  subjectKind?: string
  subjectId?: string
  from?: Date
  to?: Date
  cursor?: string
  limit: number
}

const cursors = cursorOf(z.object({ sequence: z.int() }))

/** Newest first. Throws `InvalidCursor`. */
export async function listAudit(db: Database, filter: AuditFilter): Promise<Page<AuditEntry>> {
  checkLimit(filter.limit)
  const rows = await db.orm
    .select()
    .from(auditEntries)
    .where(and(...conditionsOf(filter)))
    .orderBy(desc(auditEntries.sequence))
    .limit(filter.limit + 1)
  return pageOf(rows.map(entryOf), filter.limit, ({ sequence }) => cursors.write({ sequence }))
}

function conditionsOf({ actorId, actor, action, subjectKind, subjectId, from, to, cursor }: AuditFilter): SQL[] {
  return [
    ...(actorId === undefined ? [] : [eq(auditEntries.actorId, actorId)]),
    ...(actor === undefined ? [] : [eq(auditEntries.actorName, actor)]),
    ...(action === undefined ? [] : [eq(auditEntries.action, action)]),
    ...(subjectKind === undefined ? [] : [eq(auditEntries.subjectKind, subjectKind)]),
    ...(subjectId === undefined ? [] : [eq(auditEntries.subjectId, subjectId)]),
    ...(from === undefined ? [] : [gte(auditEntries.at, from.toISOString())]),
    ...(to === undefined ? [] : [lt(auditEntries.at, to.toISOString())]),
    ...(cursor === undefined ? [] : [lt(auditEntries.sequence, cursors.read(cursor).sequence)]),
  ]
}

function entryOf(row: typeof auditEntries.$inferSelect): AuditEntry {
  const { sequence, at, actorKind, actorId, actorName, action, subjectKind, subjectId, details } = row
  return {
    sequence,
    at,
    actor: { kind: actorKind, id: actorId, name: actorName },
    action,
    subject: { kind: subjectKind, id: subjectId },
    // Written by `recordAudit` alone, always an object.
    details: details as Record<string, unknown>,
  }
}
