import { integer, pgTable, primaryKey, text } from 'drizzle-orm/pg-core'
import type { RuleDocument } from '../../core/rule.ts'
import { authoredDocument, instant, words } from '../columns.ts'
import { portalId } from './portals.ts'

/** Which version of a rule is in force; a deleted rule's row stays, so that its versions go on counting. */
export const rules = pgTable(
  'rules',
  {
    portalId: portalId(),
    key: text().notNull(),
    version: integer().notNull(),
    deletedAt: instant('deleted_at'),
    deletedBy: words('deleted_by'),
  },
  (table) => [primaryKey({ columns: [table.portalId, table.key] })],
)

/** Every document a rule ever had. Rows are never changed; a trigger in the migrations sees to it. */
export const ruleVersions = pgTable(
  'rule_versions',
  {
    portalId: portalId(),
    key: text().notNull(),
    version: integer().notNull(),
    rule: authoredDocument().$type<RuleDocument>().notNull(),
    savedAt: instant('saved_at').notNull(),
    savedBy: words('saved_by').notNull(),
    note: words(),
  },
  (table) => [primaryKey({ columns: [table.portalId, table.key, table.version] })],
)
