import { z } from 'zod'
import { RuleKey } from '../../core/rule.ts'
import { type Run, type RunSummary, runStatuses, triggerTypes } from '../../core/run.ts'
import type { Page } from '../../core/store.ts'
import { notFound } from '../refusal.ts'
import { type Route, route } from '../route.ts'
import { IdText, pageOf, paging, period } from '../schemas/query.ts'
import { Run as RunShape, RunSummary as RunSummaryShape } from '../schemas/run.ts'

const query = z.strictObject({
  dealId: IdText.exactOptional(),
  status: z.enum(runStatuses).exactOptional(),
  rule: RuleKey.exactOptional().describe('Runs in which this rule matched.'),
  trigger: z.enum(triggerTypes).exactOptional(),
  ...period,
  ...paging,
})

/** `from` (included) and `to` (not) bound `startedAt`. */
export type RunFilter = z.output<typeof query>

export type RunsDeps = {
  /** Newest first. A cursor that it did not make: an error with the code `invalid_cursor`. */
  listRuns(filter: RunFilter): Promise<Page<RunSummary>>
  findRun(id: string): Promise<Run | null>
}

export const RunId = z.guid()

export function runsRoutes(deps: RunsDeps): Route[] {
  return [
    route({
      method: 'get',
      path: '/api/runs',
      summary: 'Runs, newest first, without traces',
      access: 'viewer',
      query,
      answers: { 200: { description: 'One page.', schema: pageOf(RunSummaryShape) } },
      handle: async ({ query }) => ({ status: 200, body: await deps.listRuns(query) }),
    }),
    route({
      method: 'get',
      path: '/api/runs/{id}',
      summary: 'One run with its traces',
      access: 'viewer',
      params: z.object({ id: RunId }),
      answers: { 200: { description: 'The run.', schema: RunShape } },
      refusals: { 404: 'There is no such run.' },
      async handle({ params: { id } }) {
        const run = await deps.findRun(id)
        if (run === null) throw notFound('There is no such run.')
        return { status: 200, body: run }
      },
    }),
  ]
}
