import { sql } from 'drizzle-orm'
import { bigint, index, integer, pgTable, text, uniqueIndex } from 'drizzle-orm/pg-core'
import type { Actor } from '../../core/people/person.ts'
import type { ChainedKind } from '../../core/record/audit-chain.ts'
import { document, instant, words } from './columns.ts'

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
    // Which of them says that somebody asked for an erasure.
    index('audit_entries_of_erasure').on(sql`(details ->> 'erasureId')`).where(sql`details ? 'erasureId'`),
  ],
)

/**
 * The order in which everything on record was committed: audit entries, runs and rule versions, each with the hash of
 * what was recorded and of the link before. Triggers in the migrations write it, whichever process records.
 */
export const auditChain = pgTable(
  'audit_chain',
  {
    /** From 1 on, without gaps. */
    position: bigint({ mode: 'number' }).primaryKey(),
    at: instant().notNull(),
    kind: text().$type<ChainedKind>().notNull(),
    /** 0 for what belongs to the whole deployment. */
    portalId: integer('portal_id').notNull(),
    /** An entry's sequence, a run's id, a rule's key and version. */
    subject: words().notNull(),
    /** SHA-256 of the record in its written form. */
    recordHash: text('record_hash').notNull(),
    /** SHA-256 of what belongs to the record and may be erased before it: a run's traces. */
    detailsHash: text('details_hash'),
    previous: text().notNull(),
    hash: text().notNull(),
  },
  (table) => [
    uniqueIndex('audit_chain_of_subject').on(table.kind, table.portalId, table.subject),
    index('audit_chain_by_time').on(table.at, table.position),
  ],
)
