import { z } from 'zod'
import { RuleKey } from '../../core/rules/rule.ts'
import { RuleTest } from '../../core/trials/rule-test.ts'
import type { WrittenTest } from '../../flows/write-rule-test.ts'
import { jsonBody } from '../json-body.ts'
import { notFound } from '../refusal.ts'
import { type Route, route } from '../route.ts'
import { IdText } from '../schemas/query.ts'
import { RunId } from './runs.ts'

export type SavedTestOutcome =
  | { status: 'written'; written: WrittenTest }
  | { status: 'no-run' | 'no-rule' | 'no-deal' }

export type SavedTestsDeps = {
  /** A test of a rule as a run knew it, out of that run and the portal. Throws `PortalError`. */
  testOfRun(request: { runId: string; rule: string; name: string | null }, gone: AbortSignal): Promise<SavedTestOutcome>
  /** A test of the stored rule, out of the deal as it is now. Throws `PortalError`. */
  testOfDeal(
    request: { dealId: number; rule: string; name: string | null },
    gone: AbortSignal,
  ): Promise<SavedTestOutcome>
}

const body = {
  format: jsonBody,
  schema: z.strictObject({
    rule: RuleKey.describe('Which rule to test.'),
    name: z.string().trim().min(1).max(200).optional().describe('What the case is called.'),
  }),
}
const Written = z.object({
  test: RuleTest.meta({ id: 'RuleTest' }).describe('To be kept as `KEY.test.json` beside the rule.'),
  notes: z.array(z.string()).describe('In what it differs from what really happened.'),
})
const answers = { 200: { description: 'The test; nothing is kept here.', schema: Written } }
const refusals = {
  404: 'There is no such run, deal or rule.',
  502: 'The portal refuses; a person must act.',
  503: 'The portal does not answer; try again.',
}
const description =
  'Only what the rule reads is in it. Names, titles, phones, mails and other texts are replaced by invented ones, ids stay. What is expected is what the rule makes of that.'

export function savedTestsRoutes(deps: SavedTestsDeps): Route[] {
  return [
    route({
      method: 'post',
      path: '/api/runs/{id}/test',
      summary: 'Make a test of a rule out of a run',
      description: `${description} The links are those that the run began with, the rest is as the portal tells it now.`,
      access: 'editor',
      params: z.object({ id: RunId }),
      body,
      answers,
      refusals,
      handle: async ({ params: { id }, body: { rule, name }, gone }) =>
        answerTo(await deps.testOfRun({ runId: id, rule, name: name ?? null }, gone()), `run ${id}`, rule),
    }),
    route({
      method: 'post',
      path: '/api/deals/{id}/test',
      summary: 'Make a test of a rule out of a deal as it is now',
      description,
      access: 'editor',
      params: z.object({ id: IdText }),
      body,
      answers,
      refusals,
      handle: async ({ params: { id }, body: { rule, name }, gone }) =>
        answerTo(await deps.testOfDeal({ dealId: id, rule, name: name ?? null }, gone()), `deal ${id}`, rule),
    }),
  ]
}

function answerTo(outcome: SavedTestOutcome, of: string, rule: string) {
  switch (outcome.status) {
    case 'written':
      return { status: 200 as const, body: outcome.written }
    case 'no-run':
      throw notFound(`There is no ${of}.`)
    case 'no-rule':
      throw notFound(`There is no rule "${rule}" here: it is not stored, or that run did not ask it.`)
    case 'no-deal':
      throw notFound('The deal is not in the portal any more, or it is unreadable.')
    default:
      return outcome satisfies never
  }
}
