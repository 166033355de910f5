import { bigint, index, pgTable, text } from 'drizzle-orm/pg-core'
import type { Actor } from '../../core/person.ts'
import { document, instant, words } from '../columns.ts'

/** Who changed what, of the whole deployment. Rows are never changed; a trigger in the migrations sees to it. */
export const auditEntries = pgTable(
  'audit_entries',
  {
    sequence: bigint({ mode: 'number' }).primaryKey().generatedAlwaysAsIdentity(),
    at: instant().notNull(),
    actorKind: text('actor_kind').$type<Actor['kind']>().notNull(),
    /** The user's or token's id. */
    actorId: text('actor_id'),
    actorName: words('actor_name').notNull(),
    /** What was done, to what kind of thing: `rule.saved`. */
    action: text().notNull(),
    subjectKind: text('subject_kind').notNull(),
    subjectId: words('subject_id'),
    /** What else is worth knowing; never a secret. */
    details: document().notNull(),
  },
  (table) => [
    index('audit_entries_of_actor').on(table.actorId, table.sequence.desc()),
    index('audit_entries_of_subject').on(table.subjectKind, table.subjectId, table.sequence.desc()),
  ],
)
