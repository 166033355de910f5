import { sql } from 'drizzle-orm'
import { bigint, integer, pgTable, text } from 'drizzle-orm/pg-core'
import { instant, words } from './columns.ts'

/** One Bitrix24 account. Every row below that belongs to one carries its id: one deployment may serve several. */
export const portals = pgTable('portals', {
  id: integer().primaryKey().generatedAlwaysAsIdentity(),
  domain: text().notNull().unique(),
  /** The account's lasting id, as the first accepted event named it. */
  memberId: text('member_id'),
  /** Grows with every saved or deleted rule; its row is the lock under which rules change. */
  ruleSetVersion: bigint('rule_set_version', { mode: 'number' }).notNull().default(0),
  createdAt: instant('created_at').notNull().default(sql`now()`),
  /** Since when nothing is written to this portal, by whose word and why; null: it is written to. */
  stoppedAt: instant('stopped_at'),
  stoppedBy: words('stopped_by'),
  stopNote: words('stop_note'),
})

/** The column that says whose row it is. */
export const portalId = () =>
  integer('portal_id')
    .notNull()
    .references(() => portals.id)
