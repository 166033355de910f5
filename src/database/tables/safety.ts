import { sql } from 'drizzle-orm'
import { index, integer, pgTable, primaryKey, text, uniqueIndex, uuid } from 'drizzle-orm/pg-core'
import type { Link } from '../../core/deal/link.ts'
import type { HeldState, HoldReason } from '../../core/guards/hold.ts'
import type { Swing } from '../../core/guards/swing.ts'
import type { ProposalState } from '../../core/rules/proposal.ts'
import type { RuleDocument } from '../../core/rules/rule.ts'
import { authoredDocument, document, instant, portalObjectId, words } from './columns.ts'
import { portalId } from './portals.ts'

/** Deals whose links swung to and fro: not written until a person releases them. The id is a UUIDv7. */
export const quarantines = pgTable(
  'quarantines',
  {
    portalId: portalId(),
    id: uuid().notNull(),
    dealId: portalObjectId('deal_id').notNull(),
    since: instant().notNull(),
    swing: document().$type<Swing>().notNull(),
    releasedAt: instant('released_at'),
    releasedBy: words('released_by'),
  },
  (table) => [
    primaryKey({ columns: [table.portalId, table.id] }),
    uniqueIndex('quarantines_open').on(table.portalId, table.dealId).where(sql`released_at is null`),
  ],
)

/** Rules that a fuse holds back: what they would change is kept instead of done. The id is a UUIDv7. */
export const ruleHolds = pgTable(
  'rule_holds',
  {
    portalId: portalId(),
    id: uuid().notNull(),
    ruleKey: text('rule_key').notNull(),
    version: integer().notNull(),
    since: instant().notNull(),
    reason: document().$type<HoldReason>().notNull(),
    endedAt: instant('ended_at'),
    endedBy: words('ended_by'),
  },
  (table) => [
    primaryKey({ columns: [table.portalId, table.id] }),
    uniqueIndex('rule_holds_open').on(table.portalId, table.ruleKey).where(sql`ended_at is null`),
    index('rule_holds_of_rule').on(table.portalId, table.ruleKey, table.id),
  ],
)

/** What a held rule would change on a deal, as the deal's last run saw it. */
export const heldChanges = pgTable(
  'held_changes',
  {
    portalId: portalId(),
    holdId: uuid('hold_id').notNull(),
    dealId: portalObjectId('deal_id').notNull(),
    version: integer().notNull(),
    runId: uuid('run_id').notNull(),
    heldAt: instant('held_at').notNull(),
    linksBefore: document('links_before').$type<Link[]>().notNull(),
    linksWanted: document('links_wanted').$type<Link[]>().notNull(),
    state: text().$type<HeldState>().notNull(),
    settledAt: instant('settled_at'),
    settledBy: words('settled_by'),
  },
  (table) => [
    primaryKey({ columns: [table.portalId, table.holdId, table.dealId] }),
    index('held_changes_by_state').on(table.portalId, table.holdId, table.state, table.dealId),
  ],
)

/** Live rules that wait for a second person before they are in force. The id is a UUIDv7. */
export const ruleProposals = pgTable(
  'rule_proposals',
  {
    portalId: portalId(),
    id: uuid().notNull(),
    ruleKey: text('rule_key').notNull(),
    /** The version in force when it was proposed; null: there was none. */
    baseVersion: integer('base_version'),
    rule: authoredDocument().$type<RuleDocument>().notNull(),
    note: words(),
    proposedAt: instant('proposed_at').notNull(),
    proposedBy: words('proposed_by').notNull(),
    /** The user who proposed it, or who made the token that did; null: a program or link of nobody's. */
    proposedById: uuid('proposed_by_id'),
    state: text().$type<ProposalState>().notNull(),
    decidedAt: instant('decided_at'),
    decidedBy: words('decided_by'),
    decisionNote: words('decision_note'),
    /** The version that it became. */
    version: integer(),
  },
  (table) => [
    primaryKey({ columns: [table.portalId, table.id] }),
    uniqueIndex('rule_proposals_waiting').on(table.portalId, table.ruleKey).where(sql`state = 'waiting'`),
    index('rule_proposals_of_rule').on(table.portalId, table.ruleKey, table.id),
  ],
)
