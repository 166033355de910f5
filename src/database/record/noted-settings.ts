import { desc, eq, sql } from 'drizzle-orm'
import type { Actor } from '../../core/people/person.ts'
import type { Database } from '../connection/database.ts'
import { auditEntries } from '../tables/schema.ts'
import { recordAudit } from './audit.ts'

/** Settings by their names, as they are written. */
export type Settings = Record<string, string>

const start: Actor = { kind: 'machine', id: null, name: 'start' }
const subject = { kind: 'settings', id: null }

/**
 * Puts settings on record where they are others than those that stand there last: all of them, and what has changed of
 * them. The names of those that have; all at the first time.
 */
export function noteSettings(db: Database, settings: Settings): Promise<string[]> {
  return db.transaction(async (tx) => {
    // Processes that start together put them down once.
    await tx.execute(sql`select pg_advisory_xact_lock(hashtextextended('bindery settings', 0))`)
    const [last] = await tx
      .select({ details: auditEntries.details })
      .from(auditEntries)
      .where(eq(auditEntries.subjectKind, subject.kind))
      .orderBy(desc(auditEntries.sequence))
      .limit(1)
    // Written by this function alone.
    const before = (last?.details as { settings: Settings } | undefined)?.settings
    const names = [...new Set([...Object.keys(settings), ...Object.keys(before ?? {})])]
    const changed = names.filter((name) => settings[name] !== before?.[name])
    if (changed.length === 0) return []
    const of = (these: Settings) => Object.fromEntries(changed.map((name) => [name, these[name] ?? '']))
    await (before === undefined
      ? recordAudit(tx, { actor: start, action: 'settings.noted', subject, details: { settings } })
      : recordAudit(tx, {
          actor: start,
          action: 'settings.changed',
          subject,
          details: { from: of(before), to: of(settings), settings },
        }))
    return changed
  })
}
