import { z } from 'zod'
import { RuleKey } from '../../core/rules/rule.ts'
import { type Route, route } from '../route.ts'
import { noRule } from './rules.ts'

const count = z.number().int()

const UndoneShape = z
  .object({
    key: z.string(),
    deals: z
      .object({
        undone: count.describe('Deals on which somebody undid something that the rule did; it yields there.'),
        kept: count.describe('Deals on which all that it did stands.'),
      })
      .describe('As the last run of each deal saw it, since the deal was last released.'),
    isOften: z.boolean().describe('At least three deals, and one in ten.'),
    inWords: z.string(),
    common: z
      .array(
        z.object({
          field: z.string(),
          value: z.union([z.string(), z.number(), z.boolean(), z.null()]).describe('Null: nothing stands there.'),
          undone: count,
          kept: count,
          inWords: z.string(),
        }),
      )
      .describe(
        'Values that most of the undone deals have and few of the kept ones, the most telling first, at most 5: where the rule may need another condition.',
      ),
    compared: z
      .object({ undone: count, kept: count })
      .describe('How many deals that is told of; the newest 1000 of each.'),
    contacts: z
      .array(z.object({ contactId: count, deals: count }))
      .describe('Whom it was undone for most often, at most 5.'),
    last: z
      .array(
        z.object({
          dealId: count,
          title: z.string().nullable(),
          contactId: count,
          kind: z.enum(['attached', 'removed', 'made-primary']).describe('What the rule had done.'),
          when: z
            .object({
              after: z.string().describe('When it was last seen to stand.'),
              before: z.string().describe('When it was first seen undone.'),
              runId: z.string().describe('The run that saw it.'),
            })
            .nullable(),
          inWords: z.string(),
        }),
      )
      .describe('The last ones, newest first, at most 10.'),
  })
  .meta({ id: 'UndoneWork' })
export type UndoneShape = z.output<typeof UndoneShape>

export type UndoneDeps = {
  /** Null: there never was such a rule. */
  undoneWork(key: string): Promise<UndoneShape | null>
}

export function undoneRoutes({ undoneWork }: UndoneDeps): Route[] {
  return [
    route({
      method: 'get',
      path: '/api/rules/{key}/undone',
      summary: 'How often people undo what a rule did, and what those deals have in common',
      access: 'viewer',
      params: z.object({ key: RuleKey }),
      answers: { 200: { description: 'What people undid.', schema: UndoneShape } },
      refusals: { 404: 'There is no such rule.' },
      async handle({ params: { key } }) {
        const undone = await undoneWork(key)
        if (undone === null) throw noRule(key)
        return { status: 200, body: undone }
      },
    }),
  ]
}
