import { sql } from 'drizzle-orm'
import { foreignKey, index, integer, pgTable, primaryKey, smallint, text, uniqueIndex, uuid } from 'drizzle-orm/pg-core'
import type { AlarmKind, AlertChannel, AlertMoment, DeliveryState } from '../../core/alarms/alert.ts'
import { document, instant, words } from './columns.ts'
import { portalId } from './portals.ts'

/** What people were or are to be told of, from when it was raised to when it was over. The id is a UUIDv7. */
export const alerts = pgTable(
  'alerts',
  {
    portalId: portalId(),
    id: uuid().notNull(),
    kind: text().$type<AlarmKind>().notNull(),
    /** A rule's key, a deal's id; empty where it is the portal as a whole. */
    subject: words().notNull(),
    title: words().notNull(),
    message: words().notNull(),
    whatToDo: words('what_to_do').notNull(),
    since: instant().notNull(),
    raisedAt: instant('raised_at').notNull(),
    /** Nothing has been found alarming any more since then; it is over once that has lasted. */
    quietSince: instant('quiet_since'),
    overAt: instant('over_at'),
  },
  (table) => [
    primaryKey({ columns: [table.portalId, table.id] }),
    uniqueIndex('alerts_open').on(table.portalId, table.kind, table.subject).where(sql`over_at is null`),
  ],
)

/** Each change of an alert's state, for each channel that it is told over. */
export const alertDeliveries = pgTable(
  'alert_deliveries',
  {
    portalId: portalId(),
    alertId: uuid('alert_id').notNull(),
    moment: text().$type<AlertMoment>().notNull(),
    channel: text().$type<AlertChannel>().notNull(),
    state: text().$type<DeliveryState>().notNull(),
    attempts: smallint().notNull().default(0),
    /** It is tried, or tried again, from then on. */
    nextAt: instant('next_at').notNull(),
    sentAt: instant('sent_at'),
    error: words(),
  },
  (table) => [
    primaryKey({ columns: [table.portalId, table.alertId, table.moment, table.channel] }),
    foreignKey({ columns: [table.portalId, table.alertId], foreignColumns: [alerts.portalId, alerts.id] }).onDelete(
      'cascade',
    ),
    index('alert_deliveries_due').on(table.portalId, table.nextAt).where(sql`state = 'waiting'`),
  ],
)

/** What the portal called the fields, stages and values of a rule when its version was first looked at. */
export const rulePortalNames = pgTable(
  'rule_portal_names',
  {
    portalId: portalId(),
    ruleKey: text('rule_key').notNull(),
    version: integer().notNull(),
    names: document().$type<Record<string, string | null>>().notNull(),
    seenAt: instant('seen_at').notNull(),
  },
  (table) => [primaryKey({ columns: [table.portalId, table.ruleKey] })],
)
