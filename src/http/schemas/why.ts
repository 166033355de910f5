import { z } from 'zod'
import type { FailedTest } from '../../core/conditions/why.ts'
import type { Brake } from '../../core/guards/brake.ts'
import type { RuleExplained } from '../../core/turns/explain.ts'
import { JournalEventShape } from './event.ts'
import { ActionResult, Run } from './run.ts'

const FailedTestShape = z
  .object({
    at: z.string().describe("Where it stands in the rule's conditions, as a JSON pointer."),
    fact: z.string(),
    path: z.string().nullable(),
    operator: z.string(),
    value: z.unknown(),
    valueResult: z.unknown().describe('What `value` came to, when it named a fact.'),
    factResult: z.unknown().describe('What the fact held there.'),
    isMissing: z.boolean().describe('There was nothing at that path.'),
    isEvaluated: z.boolean().describe('False when an earlier condition had settled the matter.'),
    wished: z.boolean().describe('The result that it would need; false under a `not`.'),
    inWords: z.string(),
  })
  .meta({ id: 'FailedTest' }) satisfies z.ZodType<FailedTest>

const RuleExplainedShape = z
  .object({
    key: z.string(),
    name: z.string(),
    version: z.number().int(),
    mode: z.enum(['live', 'shadow']),
    matched: z.boolean(),
    distance: z
      .object({
        failed: FailedTestShape.nullable().describe('The first condition that failed.'),
        nearest: z.array(FailedTestShape).nullable().describe('The fewest tests to change; null: nothing would do.'),
        inWords: z.string(),
      })
      .nullable()
      .describe('Null when it matches.'),
    actions: z.array(ActionResult),
    on: z.array(z.string()),
    heardAt: z.string().nullable().describe('When the latest of its events came for this deal.'),
    inWords: z.string(),
  })
  .meta({ id: 'RuleExplained' }) satisfies z.ZodType<RuleExplained>

const BrakeShape = z
  .object({
    kind: z.enum(['stopped', 'quarantined', 'held']).describe('All writes, this deal, or one rule.'),
    since: z.string(),
    ruleKey: z.string().nullable().describe('The rule that its fuse holds.'),
    holdId: z.string().nullable(),
    inWords: z.string(),
  })
  .meta({ id: 'Brake' }) satisfies z.ZodType<Brake>

export const WhyAnswer = z
  .object({
    dealId: z.number().int(),
    rules: z.array(RuleExplainedShape).describe('Every live and shadow rule, in rule order.'),
    brakes: z.array(BrakeShape).describe('What keeps rules that match from writing, until a person ends it.'),
    events: z.array(JournalEventShape).describe('The latest that came, newest first.'),
    eventsInWords: z.string(),
    now: Run.nullable().describe('What a run by hand would do now; null when the deal is not in the portal.'),
  })
  .meta({ id: 'Why' })
export type WhyAnswer = z.output<typeof WhyAnswer>
