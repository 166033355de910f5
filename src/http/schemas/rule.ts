import { z } from 'zod'
import { RuleDocument } from '../../core/rules/rule.ts'
import type { RuleChange } from '../../core/rules/rule-changes.ts'
import type { RuleRecord, RuleVersion } from '../../core/turns/store.ts'
import type { Warning } from '../../flows/check-rule.ts'
import { BacktestResultShape } from './backtest.ts'
import { FaultShape } from './error.ts'

export const RuleShape = RuleDocument.meta({ id: 'Rule' })

/** A rule document not yet judged: documented as a rule, read as anything, so that every fault can be told at once. */
export const UncheckedRule = z.unknown().meta({ $ref: '#/components/schemas/Rule' })

const record = { version: z.number().int(), savedAt: z.string(), savedBy: z.string() }

export const RivalDealShape = z.object({
  dealId: z.number().int(),
  runId: z.string(),
  startedAt: z.string(),
  overruled: z.string().describe('The rule that was held back.'),
  by: z.string().describe('The rule that prevailed.'),
})

export const WarningShape = FaultShape.extend({
  rival: z
    .object({
      key: z.string().describe('The other live rule.'),
      over: z.enum(['contact', 'primary']).describe('What the two can fight over.'),
      prevails: z.string().describe('The key of the rule that acts first.'),
      deals: z.array(RivalDealShape).describe('Where it happened, newest first; a few.'),
    })
    .exactOptional()
    .describe('Only where the warning is about another rule.'),
}).meta({ id: 'Warning' }) satisfies z.ZodType<Warning>

const checked = {
  warnings: z.array(WarningShape).describe('What was saved all the same and may not be meant.'),
  backtest: BacktestResultShape.optional().describe('Where it was asked for, of a rule that is live now.'),
}

/** The document with who saved it and when. */
export const SavedRule = z.object({ ...RuleDocument.shape, ...record }).meta({ id: 'SavedRule' })

/** What saving answers: the rule, and what may be wrong with it. */
export const SavedAndChecked = z.object({ ...SavedRule.shape, ...checked }).meta({ id: 'SavedAndCheckedRule' })

export const savedRule = ({ rule, version, savedAt, savedBy }: RuleRecord): z.infer<typeof SavedRule> => ({
  ...rule,
  version,
  savedAt,
  savedBy,
})

/** The document of a saved rule that was read, edited and sent back. */
export function withoutRecord(document: unknown): unknown {
  if (typeof document !== 'object' || document === null || Array.isArray(document)) return document
  return Object.fromEntries(Object.entries(document).filter(([name]) => !(name in record || name in checked)))
}

export const RuleVersionShape = z
  .object({
    ...record,
    rule: RuleShape,
    note: z.string().nullable(),
    changes: z.array(z.string()).describe('What is different from the version before, in words; empty for the first.'),
  })
  .meta({ id: 'RuleVersion' }) satisfies z.ZodType<RuleVersion>

export const RuleChangeShape = z
  .object({
    path: z.string().describe('A JSON pointer: into the later version, or into the earlier one for what was removed.'),
    kind: z.enum(['added', 'removed', 'changed']),
    before: z.unknown().describe('Null where there was nothing.'),
    after: z.unknown().describe('Null where there is nothing.'),
    sentence: z.string().describe('The change in words.'),
  })
  .meta({ id: 'RuleChange' }) satisfies z.ZodType<RuleChange>

export const Verdict = z.object({
  valid: z.boolean(),
  errors: z.array(FaultShape),
  warnings: z.array(WarningShape),
})
