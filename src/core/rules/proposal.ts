import type { RuleDocument } from './rule.ts'

/** `replaced`: another proposal for the same rule came while this one waited. */
export const proposalStates = ['waiting', 'approved', 'refused', 'replaced'] as const
export type ProposalState = (typeof proposalStates)[number]

/** A live rule that one person has proposed and another has to approve before it is in force. */
export type Proposal = {
  id: string
  ruleKey: string
  /** The version in force when it was proposed; null: there was none. */
  baseVersion: number | null
  rule: RuleDocument
  note: string | null
  proposedAt: string
  proposedBy: string
  /** The user who proposed it, or who made the token that did; null: a program or link of nobody's. */
  proposedById: string | null
  state: ProposalState
  decidedAt: string | null
  decidedBy: string | null
  decisionNote: string | null
  /** The version that it became. */
  version: number | null
}
