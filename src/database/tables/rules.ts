import { integer, pgTable, primaryKey, text } from 'drizzle-orm/pg-core'
import type { RuleForecast } from '../../core/rules/forecast.ts'
import type { RuleDocument } from '../../core/rules/rule.ts'
import { authoredDocument, document, instant, words } from './columns.ts'
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

/** What a backtest foretold of a version as it was saved; later ones of the same version are not kept. */
export const ruleForecasts = pgTable(
  'rule_forecasts',
  {
    portalId: portalId(),
    key: text().notNull(),
    version: integer().notNull(),
    forecast: document().$type<Omit<RuleForecast, 'madeAt'>>().notNull(),
    madeAt: instant('made_at').notNull(),
  },
  (table) => [primaryKey({ columns: [table.portalId, table.key, table.version] })],
)
