import { z } from 'zod'
import { RuleKey } from '../../core/rules/rule.ts'
import { notFound } from '../refusal.ts'
import { type Route, route } from '../route.ts'
import { period } from '../schemas/query.ts'
import { ShadowScoreShape } from '../schemas/shadow.ts'
import { noRule } from './rules.ts'

export type ShadowDeps = {
  shadowScore(question: {
    key: string
    version?: number | undefined
    days: number
    from?: Date | undefined
    to?: Date | undefined
  }): Promise<
    { status: 'scored'; score: z.infer<typeof ShadowScoreShape> } | { status: 'no-rule' } | { status: 'no-version' }
  >
}

const wholeNumber = z
  .string()
  .regex(/^[1-9]\d{0,8}$/, 'a whole number from 1 on')
  .transform(Number)

const query = z.strictObject({
  version: wholeNumber
    .pipe(z.int().positive())
    .exactOptional()
    .describe('Which version; unless told the newest that is or was in shadow mode.'),
  days: wholeNumber
    .pipe(z.int().min(1).max(30, 'at most 30'))
    .default(7)
    .describe('How many days of what people did are compared with it.'),
  from: period.from.describe('Of the runs; 30 days before `to` unless told.'),
  to: period.to,
})

export function shadowRoutes(deps: ShadowDeps): Route[] {
  return [
    route({
      method: 'get',
      path: '/api/rules/{key}/shadow',
      summary: 'What a rule in shadow mode would have done, by day, and whether people did the same',
      description:
        "Out of the recorded runs: what this version would have done, and what people did to those deals' contacts in the following days. What other rules wrote does not count; taking a run back does.",
      access: 'viewer',
      params: z.object({ key: RuleKey }),
      query,
      answers: { 200: { description: 'The score.', schema: ShadowScoreShape } },
      refusals: { 404: 'There is no such rule or version.' },
      async handle({ params: { key }, query }) {
        const scored = await deps.shadowScore({ key, ...query })
        if (scored.status === 'no-rule') throw noRule(key)
        if (scored.status === 'no-version') throw notFound(`The rule "${key}" has no version ${query.version}.`)
        return { status: 200, body: scored.score }
      },
    }),
  ]
}
