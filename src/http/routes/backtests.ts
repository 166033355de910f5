import { z } from 'zod'
import { BacktestDeals, type BacktestTask } from '../../core/trials/backtest-task.ts'
import type { Page } from '../../core/turns/store.ts'
import { jsonBody } from '../json-body.ts'
import { invalidRule, notFound, Refusal } from '../refusal.ts'
import { type Route, route } from '../route.ts'
import { Backtest } from '../schemas/backtest.ts'
import { pageOf, paging } from '../schemas/query.ts'
import { UncheckedRule, withoutRecord } from '../schemas/rule.ts'
import type { DealsDeps } from './deals.ts'

export type BacktestsDeps = Pick<DealsDeps, 'validateRule'> & {
  backtests: {
    start(request: BacktestTask & { createdBy: string }): Promise<Backtest>
    find(id: string): Promise<Backtest | null>
    /** Newest first. A cursor that it did not make: an error with the code `invalid_cursor`. */
    list(filter: { cursor?: string; limit: number }): Promise<Page<Backtest>>
    /** The backtest as it is then; one that has ended stays as it is. */
    cancel(id: string): Promise<Backtest | null>
  }
}

const params = z.object({ id: z.guid() })
const noBacktest = () => notFound('There is no such backtest.')

export function backtestsRoutes(deps: BacktestsDeps): Route[] {
  return [
    route({
      method: 'post',
      path: '/api/backtests',
      summary: 'Try a draft on many deals; nothing is written to them',
      description: 'The draft counts as live, whatever its mode, and is compared with the version that is live now.',
      access: 'editor',
      body: {
        format: jsonBody,
        schema: z.strictObject({ rule: UncheckedRule, deals: BacktestDeals.default({ from: 'snapshots' }) }),
      },
      answers: {
        202: { description: 'It waits for its turn.', schema: Backtest, headers: { Location: 'Its address.' } },
      },
      refusals: { 422: 'The draft is wrong; details name every fault by its place in the rule.' },
      async handle({ body: { rule: draft, deals }, caller }) {
        const { errors, rule } = deps.validateRule(withoutRecord(draft))
        if (rule === null) throw invalidRule(errors)
        const backtest = await deps.backtests.start({ rule, deals, createdBy: caller.name })
        return { status: 202, headers: { Location: `/api/backtests/${backtest.id}` }, body: backtest }
      },
    }),
    route({
      method: 'get',
      path: '/api/backtests',
      summary: 'Backtests, newest first',
      access: 'viewer',
      query: z.strictObject(paging),
      answers: { 200: { description: 'One page.', schema: pageOf(Backtest) } },
      handle: async ({ query }) => ({ status: 200, body: await deps.backtests.list(query) }),
    }),
    route({
      method: 'get',
      path: '/api/backtests/{id}',
      summary: 'One backtest with its progress, and its result when it is done',
      access: 'viewer',
      params,
      answers: { 200: { description: 'The backtest.', schema: Backtest } },
      refusals: { 404: 'There is no such backtest.' },
      async handle({ params: { id } }) {
        const backtest = await deps.backtests.find(id)
        if (backtest === null) throw noBacktest()
        return { status: 200, body: backtest }
      },
    }),
    route({
      method: 'post',
      path: '/api/backtests/{id}/cancel',
      summary: 'Stop a backtest',
      access: 'editor',
      params,
      answers: { 200: { description: 'It is cancelled.', schema: Backtest } },
      refusals: { 404: 'There is no such backtest.', 409: 'It has ended already.' },
      async handle({ params: { id } }) {
        const backtest = await deps.backtests.cancel(id)
        if (backtest === null) throw noBacktest()
        if (backtest.state !== 'cancelled') throw new Refusal(409, 'ended', `It has ended already: ${backtest.state}.`)
        return { status: 200, body: backtest }
      },
    }),
  ]
}
