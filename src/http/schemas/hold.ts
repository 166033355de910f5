import { z } from 'zod'
import { heldStates } from '../../core/guards/hold.ts'
import { LinkShape } from './run.ts'

const count = z.number().int().nonnegative()

export const HoldShape = z
  .object({
    id: z.string(),
    ruleKey: z.string(),
    version: z.number().int().describe('Of the rule, as it was held.'),
    since: z.string(),
    why: z.string().describe('For people.'),
    reason: z.object({
      deals: count,
      minutes: count,
      from: z.enum(['rule', 'usual', 'forecast']),
      forecast: z
        .object({ deals: count, changed: count })
        .exactOptional()
        .describe('What its backtest had foretold, where it went far beyond: so many changed of so many.'),
    }),
    endedAt: z.string().nullable(),
    endedBy: z.string().nullable(),
    deals: z.object({ held: count, released: count, discarded: count }),
  })
  .meta({ id: 'Hold' })
export type HoldShape = z.output<typeof HoldShape>

export const HeldChangeShape = z
  .object({
    dealId: z.number().int(),
    version: z.number().int().describe('Of the rule.'),
    runId: z.string().describe('The run that found it.'),
    heldAt: z.string(),
    linksBefore: z.array(LinkShape),
    linksWanted: z.array(LinkShape).describe('What the rule would make of them.'),
    changes: z.array(
      z.object({ contactId: z.number().int(), what: z.enum(['linked', 'unlinked', 'made-primary', 'moved']) }),
    ),
    state: z.enum(heldStates),
    settledAt: z.string().nullable(),
    settledBy: z.string().nullable(),
    releaseRunId: z
      .string()
      .nullable()
      .describe('The run that followed its release; null before that, and where it is kept no longer.'),
  })
  .meta({ id: 'HeldChange' })
export type HeldChangeShape = z.output<typeof HeldChangeShape>
