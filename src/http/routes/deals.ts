import { z } from 'zod'
import type { RuleDocument } from '../../core/rules/rule.ts'
import type { Run } from '../../core/runs/run.ts'
import type { Page } from '../../core/turns/store.ts'
import type { Caller } from '../credentials.ts'
import { jsonBody } from '../json-body.ts'
import { invalidRule, Refusal } from '../refusal.ts'
import { type Route, route } from '../route.ts'
import { DealStory, QuarantinedDeal } from '../schemas/deal.ts'
import { IdText, pageOf, paging } from '../schemas/query.ts'
import { UncheckedRule, withoutRecord } from '../schemas/rule.ts'
import { Run as RunShape } from '../schemas/run.ts'
import type { RuleCheckDeps } from './rule-check.ts'

export type DealsDeps = RuleCheckDeps & {
  /** Null when neither an event nor a run of the deal is recorded. */
  dealStory(dealId: number): Promise<DealStory | null>
  /** By ascending id. A cursor that it did not make: an error with the code `invalid_cursor`. */
  listQuarantined(page: { cursor?: string; limit: number }): Promise<Page<QuarantinedDeal>>
  /** Runs the deal now, or queues it and waits a little. */
  runDealNow(request: {
    dealId: number
    caller: Caller
  }): Promise<{ status: 'done'; run: Run } | { status: 'queued'; requestId: string }>
  /** The run that would happen, with the draft in place of the stored rule of its key. Writes nothing. Throws `PortalError`. */
  previewDeal(
    request: { dealId: number; rule: RuleDocument | null },
    gone: AbortSignal,
  ): Promise<{ found: true; run: Run } | { found: false }>
}

const params = z.object({ id: IdText })
const query = z.strictObject({
  quarantined: z.enum(['1', 'true'], { error: '1: only quarantined deals can be listed' }),
  ...paging,
})
const noDeal = (dealId: number) =>
  new Refusal(404, 'deal_not_found', `There is no deal ${dealId}, or it is unreadable.`)

export function dealsRoutes(deps: DealsDeps): Route[] {
  return [
    route({
      method: 'get',
      path: '/api/deals',
      summary: 'Deals that wait for a person: the quarantined ones',
      access: 'viewer',
      query,
      answers: { 200: { description: 'One page, by ascending id.', schema: pageOf(QuarantinedDeal) } },
      handle: async ({ query: { quarantined: _only, ...page } }) => ({
        status: 200,
        body: await deps.listQuarantined(page),
      }),
    }),
    route({
      method: 'get',
      path: '/api/deals/{id}',
      summary: "One deal's story, as recorded here",
      access: 'viewer',
      params,
      answers: { 200: { description: 'The story.', schema: DealStory } },
      refusals: { 404: 'Nothing is recorded of this deal.' },
      async handle({ params: { id } }) {
        const story = await deps.dealStory(id)
        if (story === null) throw new Refusal(404, 'deal_not_found', `Nothing is recorded of deal ${id}.`)
        return { status: 200, body: story }
      },
    }),
    route({
      method: 'post',
      path: '/api/deals/{id}/run',
      summary: 'Run the rules on one deal now',
      access: 'editor',
      params,
      answers: {
        200: { description: 'The run, finished.', schema: RunShape },
        202: {
          description: 'Queued; the run appears in the list of runs.',
          schema: z.object({ status: z.literal('queued'), requestId: z.string() }),
        },
      },
      async handle({ params: { id }, caller }) {
        const outcome = await deps.runDealNow({ dealId: id, caller })
        if (outcome.status === 'done') return { status: 200, body: outcome.run }
        return { status: 202, body: { status: 'queued', requestId: outcome.requestId } }
      },
    }),
    route({
      method: 'post',
      path: '/api/preview',
      summary: 'The run that would happen on a deal; nothing is written',
      access: 'viewer',
      body: {
        format: jsonBody,
        schema: z.strictObject({
          dealId: z.int('a positive whole number').positive('a positive whole number'),
          rule: UncheckedRule.optional().describe('A draft, in place of the stored rule of its key.'),
        }),
      },
      answers: { 200: { description: 'The run, not recorded.', schema: RunShape } },
      refusals: {
        404: 'There is no such deal.',
        422: 'The draft is wrong; details name every fault by its place in the rule.',
        502: 'The portal refuses; a person must act.',
        503: 'The portal does not answer; try again.',
      },
      async handle({ body: { dealId, rule: draft }, gone }) {
        const rule = draft === undefined || draft === null ? null : draftOrRefuse(deps, draft)
        const preview = await deps.previewDeal({ dealId, rule }, gone())
        if (!preview.found) throw noDeal(dealId)
        return { status: 200, body: preview.run }
      },
    }),
  ]
}

function draftOrRefuse(deps: RuleCheckDeps, draft: unknown): RuleDocument {
  const { errors, rule } = deps.validateRule(withoutRecord(draft))
  if (rule === null) throw invalidRule(errors)
  return rule
}
