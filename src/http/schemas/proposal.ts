import { z } from 'zod'
import { proposalStates } from '../../core/rules/proposal.ts'
import { BacktestResultShape } from './backtest.ts'
import { RuleShape, WarningShape } from './rule.ts'

export const ProposalShape = z
  .object({
    id: z.string(),
    ruleKey: z.string(),
    baseVersion: z
      .number()
      .int()
      .nullable()
      .describe('The version in force when it was proposed; null: there was none.'),
    rule: RuleShape,
    note: z.string().nullable(),
    proposedAt: z.string(),
    proposedBy: z.string(),
    proposedById: z
      .string()
      .nullable()
      .describe('The user who proposed it, or who made the token that did; null: a program or link of nobody’s.'),
    state: z.enum(proposalStates),
    decidedAt: z.string().nullable(),
    decidedBy: z.string().nullable(),
    decisionNote: z.string().nullable(),
    version: z.number().int().nullable().describe('The version that it became.'),
    changes: z
      .array(z.string())
      .describe('What it would change of the rule that is in force, in words; empty for a new rule.'),
    isOutdated: z.boolean().describe('It waits, and the rule has changed since: propose it anew.'),
  })
  .meta({ id: 'Proposal' })
export type ProposalShape = z.output<typeof ProposalShape>

/** What a save answers that waits for a second person. */
export const Proposed = z
  .object({
    proposal: ProposalShape,
    warnings: z.array(WarningShape),
    backtest: BacktestResultShape.optional().describe('Where it was asked for.'),
  })
  .meta({ id: 'Proposed' })
