import { z } from 'zod'
import { ruleModes } from '../../core/rules/rule.ts'
import type { Disagreement, ShadowScore, ShadowTally } from '../../core/trials/shadow-score.ts'

const count = z.number().int()
const verdict = z.enum(['agreed', 'disagreed', 'untouched'])

const tally = {
  cases: count.describe('Runs in which it would have done something that it had not wanted of the deal before.'),
  linked: count.describe('Contacts that it would have linked.'),
  unlinked: count,
  primary: count.describe('Contacts that it would have made primary.'),
  agreed: count.describe('Cases in which people did it themselves.'),
  disagreed: count.describe('Cases in which people did it otherwise, or undid it.'),
  untouched: count.describe('Cases in which people did nothing of the kind.'),
  open: count.describe('Of the untouched, those whose days are not over.'),
  unseen: count.describe('Of the untouched, those whose deal no run has looked at since.'),
}
const TallyShape = z.object(tally).meta({ id: 'ShadowTally' }) satisfies z.ZodType<ShadowTally>

const DisagreementShape = z
  .object({
    runId: z.string().describe('The run in which it would have done it.'),
    dealId: count,
    startedAt: z.string(),
    wanted: z.array(z.object({ contactId: count, wants: z.enum(['linked', 'unlinked', 'primary']), verdict })),
    people: z
      .array(
        z.object({
          contactId: count,
          did: z.enum(['linked', 'unlinked', 'made-primary']),
          after: z.string().describe('When the links were last seen without it.'),
          before: z.string().describe('When they were first seen with it.'),
          runId: z.string().describe('The run that saw it.'),
        }),
      )
      .describe("What people did to the deal's contacts in the days after, oldest first."),
    inWords: z.string(),
  })
  .meta({ id: 'ShadowDisagreement' }) satisfies z.ZodType<Disagreement>

export const ShadowScoreShape = z
  .object({
    key: z.string(),
    version: count.describe('The version that it is about.'),
    mode: z.enum(ruleModes).describe('The mode of that version.'),
    days: count.describe('How many days of what people did are compared.'),
    from: z.string(),
    to: z.string(),
    lookedAt: z.object({
      runs: count.describe('Runs in which it would have done something, repeated wishes included.'),
      since: z.string().describe('Later than `from` where there are more runs than are looked at.'),
      isAll: z.boolean().describe('False where there is more than was looked at: take a shorter time.'),
    }),
    total: TallyShape,
    byDay: z.array(z.object({ day: z.string().describe('In UTC, as 2026-08-21.'), ...tally })),
    agreement: z.number().nullable().describe('Agreed, of those agreed and disagreed; null where there are none.'),
    disagreements: z.array(DisagreementShape).describe('Newest first, at most 100.'),
  })
  .meta({ id: 'ShadowScore' }) satisfies z.ZodType<ShadowScore>
