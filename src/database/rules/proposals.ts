import { and, desc, eq, lt, sql } from 'drizzle-orm'
import { v7 as uuidv7 } from 'uuid'
import { z } from 'zod'
import { type Actor, actorOf } from '../../core/people/person.ts'
import type { Proposal, ProposalState } from '../../core/rules/proposal.ts'
import type { Page, RuleRecord } from '../../core/turns/store.ts'
import type { Database, Transaction } from '../connection/database.ts'
import { recordAudit } from '../record/audit.ts'
import { checkLimit, cursorOf, pageOf } from '../statements/page.ts'
import { ruleProposals } from '../tables/schema.ts'
import { beginSaveIn, isSameDocument, lockRuleSet, type RuleToSave, type SaveOutcome, saveIn } from './rules.ts'

const columns = {
  id: ruleProposals.id,
  ruleKey: ruleProposals.ruleKey,
  baseVersion: ruleProposals.baseVersion,
  rule: ruleProposals.rule,
  note: ruleProposals.note,
  proposedAt: ruleProposals.proposedAt,
  proposedBy: ruleProposals.proposedBy,
  proposedById: ruleProposals.proposedById,
  state: ruleProposals.state,
  decidedAt: ruleProposals.decidedAt,
  decidedBy: ruleProposals.decidedBy,
  decisionNote: ruleProposals.decisionNote,
  version: ruleProposals.version,
}
// Written out, as the partial index is only used for a condition that the planner can see.
const isWaiting = sql`${ruleProposals.state} = 'waiting'`
const one = (portalId: number, id: string) => and(eq(ruleProposals.portalId, portalId), eq(ruleProposals.id, id))

export type RuleToPropose = RuleToSave & { actor: Actor; userId: string | null }
export type ProposeOutcome = Exclude<SaveOutcome, { status: 'created' | 'changed' | 'unchanged' }> | Kept
type Kept = { status: 'unchanged'; record: RuleRecord } | { status: 'proposed'; proposal: Proposal }

/**
 * Keeps a rule until another person approves it, under the conditions of a save. One proposal of a rule waits at a time:
 * another one takes its place, and the same once more is none.
 */
export function proposeRule(db: Database, portalId: number, save: RuleToPropose): Promise<ProposeOutcome> {
  return db.transaction(async (tx) => {
    const begun = await beginSaveIn(tx, portalId, save)
    if (begun.status !== 'new') return begun
    const ruleKey = save.rule.key
    const baseVersion = begun.record?.version ?? null
    const ofRule = and(eq(ruleProposals.portalId, portalId), eq(ruleProposals.ruleKey, ruleKey), isWaiting)
    const [present] = await tx.select(columns).from(ruleProposals).where(ofRule)
    if (present?.baseVersion === baseVersion && isSameDocument(present.rule, save.rule)) {
      return { status: 'proposed', proposal: present }
    }
    const now = new Date().toISOString()
    await tx.update(ruleProposals).set({ state: 'replaced', decidedAt: now, decidedBy: save.savedBy }).where(ofRule)
    const proposal: Proposal = {
      id: uuidv7(),
      ruleKey,
      baseVersion,
      rule: save.rule,
      note: save.note,
      proposedAt: now,
      proposedBy: save.savedBy,
      proposedById: save.userId,
      state: 'waiting',
      decidedAt: null,
      decidedBy: null,
      decisionNote: null,
      version: null,
    }
    await tx.insert(ruleProposals).values({ ...proposal, portalId })
    const replaces = present?.id ?? null
    await noteDecision(tx, save.actor, 'rule.proposed', proposal, { baseVersion, note: save.note, replaces })
    return { status: 'proposed', proposal }
  })
}

function noteDecision(
  tx: Transaction,
  actor: Actor,
  action: `rule.${string}`,
  { id, ruleKey }: Pick<Proposal, 'id' | 'ruleKey'>,
  details: Record<string, unknown>,
): Promise<void> {
  const subject = { kind: 'rule', id: ruleKey }
  return recordAudit(tx, { actor: actorOf(actor), action, subject, details: { proposalId: id, ...details } })
}

export type Decision = { id: string; actor: Actor; userId: string | null; note: string | null }
export type DecisionOutcome =
  | { status: 'done'; proposal: Proposal }
  | { status: 'absent' }
  | { status: 'decided'; proposal: Proposal }
  /** It is the proposal of whoever would approve it. */
  | { status: 'own'; proposal: Proposal }
  /** The rule is not any more what the proposal was made from. */
  | { status: 'outdated'; currentVersion: number | null }

/** Puts a proposed rule in force, on the word of somebody else than who proposed it. */
export function approveProposal(db: Database, portalId: number, decision: Decision): Promise<DecisionOutcome> {
  return decide(db, portalId, decision, async (tx, proposal) => {
    if (proposal.proposedById !== null && proposal.proposedById === decision.userId) return { status: 'own', proposal }
    const { id, rule, baseVersion, proposedBy, note } = proposal
    const saved = await saveIn(tx, portalId, {
      rule,
      savedBy: proposedBy,
      actor: decision.actor,
      note: [note, `approved by ${decision.actor.name}`].filter((words) => words !== null).join('; '),
      expectedVersion: baseVersion,
      onlyIfAbsent: baseVersion === null,
      details: { proposalId: id, proposedBy },
    })
    if (saved.status === 'conflict') return { status: 'outdated', currentVersion: saved.currentVersion }
    const { version } = saved.record
    await noteDecision(tx, decision.actor, 'rule.approved', proposal, { version, proposedBy, note: decision.note })
    return settle(tx, portalId, decision, 'approved', version)
  })
}

/** Leaves the rule as it is. Whoever proposed may do it as well. */
export function refuseProposal(db: Database, portalId: number, decision: Decision): Promise<DecisionOutcome> {
  return decide(db, portalId, decision, async (tx, proposal) => {
    const { proposedBy } = proposal
    await noteDecision(tx, decision.actor, 'rule.refused', proposal, { proposedBy, note: decision.note })
    return settle(tx, portalId, decision, 'refused', null)
  })
}

function decide(
  db: Database,
  portalId: number,
  { id }: Decision,
  how: (tx: Transaction, proposal: Proposal) => Promise<DecisionOutcome>,
): Promise<DecisionOutcome> {
  return db.transaction(async (tx) => {
    await lockRuleSet(tx, portalId)
    const [proposal] = await tx.select(columns).from(ruleProposals).where(one(portalId, id))
    if (proposal === undefined) return { status: 'absent' }
    return proposal.state === 'waiting' ? how(tx, proposal) : { status: 'decided', proposal }
  })
}

async function settle(
  tx: Transaction,
  portalId: number,
  { id, actor, note }: Decision,
  state: ProposalState,
  version: number | null,
): Promise<DecisionOutcome> {
  const decided = { state, version, decidedAt: new Date().toISOString(), decidedBy: actor.name, decisionNote: note }
  const [proposal] = await tx.update(ruleProposals).set(decided).where(one(portalId, id)).returning(columns)
  return proposal === undefined ? { status: 'absent' } : { status: 'done', proposal }
}

const place = cursorOf(z.object({ proposal: z.uuid() }))

export type ProposalFilter = {
  state?: ProposalState | undefined
  ruleKey?: string | undefined
  cursor?: string | undefined
  limit: number
}

/** Newest first. Throws `InvalidCursor`. */
export async function listProposals(db: Database, portalId: number, filter: ProposalFilter): Promise<Page<Proposal>> {
  const { state, ruleKey, cursor, limit } = filter
  checkLimit(limit)
  const after = cursor === undefined ? null : place.read(cursor).proposal
  const rows = await db.orm
    .select(columns)
    .from(ruleProposals)
    .where(
      and(
        eq(ruleProposals.portalId, portalId),
        state === undefined ? undefined : state === 'waiting' ? isWaiting : eq(ruleProposals.state, state),
        ruleKey === undefined ? undefined : eq(ruleProposals.ruleKey, ruleKey),
        after === null ? undefined : lt(ruleProposals.id, after),
      ),
    )
    .orderBy(desc(ruleProposals.id))
    .limit(limit + 1)
  return pageOf(rows, limit, ({ id }) => place.write({ proposal: id }))
}

export async function findProposal(db: Database, portalId: number, id: string): Promise<Proposal | null> {
  const [found] = await db.orm.select(columns).from(ruleProposals).where(one(portalId, id))
  return found ?? null
}

export function countProposals(db: Database, portalId: number): Promise<number> {
  return db.orm.$count(ruleProposals, and(eq(ruleProposals.portalId, portalId), isWaiting))
}
