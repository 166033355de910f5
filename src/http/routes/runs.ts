import { z } from 'zod'
import { RuleKey } from '../../core/rules/rule.ts'
import { type Run, type RunSummary, runStatuses, triggerTypes } from '../../core/runs/run.ts'
import type { Page } from '../../core/turns/store.ts'
import { notFound } from '../refusal.ts'
import { type Route, route } from '../route.ts'
import { everyRun, exported, exportFormats, type TitledRun } from '../runs-export.ts'
import { IdText, pageOf, paging, period } from '../schemas/query.ts'
import { Run as RunShape, RunSummary as RunSummaryShape } from '../schemas/run.ts'
import { whileAllowed } from '../while-allowed.ts'

const filters = {
  dealId: IdText.exactOptional(),
  contactId: IdText.exactOptional().describe(
    'Runs whose deal had this contact before or after, or in which a rule decided about it.',
  ),
  status: z.enum(runStatuses).exactOptional(),
  rule: RuleKey.exactOptional().describe('Runs in which this rule matched.'),
  trigger: z.enum(triggerTypes).exactOptional(),
  backfill: z.guid().exactOptional().describe('Runs of the deals of this backfill.'),
  ...period,
}
const query = z.strictObject({ ...filters, ...paging })

/** `from` (included) and `to` (not) bound `startedAt`. */
export type RunFilter = z.output<typeof query>

export type RunsDeps = {
  /** Newest first. A cursor that it did not make: an error with the code `invalid_cursor`. */
  listRuns(filter: RunFilter): Promise<Page<RunSummary>>
  findRun(id: string): Promise<Run | null>
  /** What deals were called when they were last seen. */
  dealTitles(ids: readonly number[]): Promise<Map<number, string>>
  now(): Date
}

/** As many runs as a list gives at once. */
const exportedAtOnce = 200

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
      path: '/api/runs/export',
      summary: 'Every run of a filter as a file, newest first',
      description:
        'Sent as it is read, however many they are. csv: a line a run, for spreadsheets; text that they would take for a formula has an apostrophe before it. json: a list of runs without traces, each with the title of its deal. A file that breaks off is not whole.',
      access: 'viewer',
      query: z.strictObject({ format: z.enum(exportFormats), ...filters }),
      answers: { 200: { description: 'The file.', contentType: 'text/csv', schema: z.string(), isStream: true } },
      async handle({ query: { format, ...filter }, gone, isStillAllowed }) {
        const pageAt = async (cursor: Pick<RunFilter, 'cursor'>) =>
          titled(deps, await deps.listRuns({ ...filter, ...cursor, limit: exportedAtOnce }))
        // The first page before the answer begins, so that what is wrong can still be said.
        const pages = everyRun(await pageAt({}), (cursor) => pageAt({ cursor }), gone())
        const day = deps.now().toISOString().slice(0, 10)
        const headers = {
          'Content-Type': format === 'csv' ? 'text/csv; charset=utf-8' : 'application/json; charset=utf-8',
          'Content-Disposition': `attachment; filename="runs-${day}.${format}"`,
        }
        return { status: 200, headers, stream: exported(format, whileAllowed(pages, isStillAllowed)) }
      },
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

async function titled(deps: RunsDeps, { items, nextCursor }: Page<RunSummary>): Promise<Page<TitledRun>> {
  const titles = await deps.dealTitles(items.map(({ dealId }) => dealId))
  return { items: items.map((run) => ({ ...run, dealTitle: titles.get(run.dealId) ?? null })), nextCursor }
}
