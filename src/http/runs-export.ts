import { linkDifference } from '../core/deal/link-difference.ts'
import { type CsvCell, csvLine } from '../core/record/csv.ts'
import type { RunSummary } from '../core/runs/run.ts'
import type { Page } from '../core/turns/store.ts'

export const exportFormats = ['csv', 'json'] as const
export type ExportFormat = (typeof exportFormats)[number]
export type TitledRun = RunSummary & { dealTitle: string | null }

/** Every run of a list, page by page from the first on: no more than two pages are held at a time. */
export async function* everyRun(
  first: Page<TitledRun>,
  next: (cursor: string) => Promise<Page<TitledRun>>,
  gone: AbortSignal,
): AsyncGenerator<readonly TitledRun[]> {
  for (let page = first; ; ) {
    yield page.items
    if (page.nextCursor === null || gone.aborted) return
    page = await next(page.nextCursor)
  }
}

/** The runs as one document of the format, in parts. */
export function exported(format: ExportFormat, pages: AsyncIterable<readonly TitledRun[]>): AsyncGenerator<string> {
  return format === 'csv' ? asCsv(pages) : asJson(pages)
}

async function* asJson(pages: AsyncIterable<readonly TitledRun[]>): AsyncGenerator<string> {
  let before = '[\n'
  for await (const runs of pages) {
    for (const run of runs) {
      yield before + JSON.stringify(run)
      before = ',\n'
    }
  }
  yield before === '[\n' ? '[]\n' : '\n]\n'
}

/** Spreadsheets take UTF-8 for something else without this. */
const byteOrderMark = '\uFEFF'

async function* asCsv(pages: AsyncIterable<readonly TitledRun[]>): AsyncGenerator<string> {
  yield byteOrderMark + csvLine(columns.map(([title]) => title))
  for await (const runs of pages) yield runs.map((run) => csvLine(columns.map(([, cell]) => cell(run)))).join('')
}

const columns: [string, (run: TitledRun) => CsvCell][] = [
  ['started', (run) => run.startedAt],
  ['deal', (run) => run.dealId],
  ['title', (run) => run.dealTitle],
  ['status', (run) => run.status],
  ['linked', (run) => difference(run).linked.join(' ')],
  ['removed', (run) => difference(run).removed.join(' ')],
  ['primary', (run) => difference(run).primary],
  ['rules', (run) => matched(run).join(' ')],
  ['trigger', (run) => run.trigger.type],
  ['events', (run) => run.trigger.events.join(' ')],
  ['milliseconds', (run) => Date.parse(run.finishedAt) - Date.parse(run.startedAt)],
  ['writes', (run) => run.operations.length],
  ['attempt', (run) => run.attempt],
  ['error', (run) => run.error?.message ?? null],
  ['run', (run) => run.id],
  ['asked by', (run) => (run.trigger.requestedBy ?? []).join(', ')],
]

const difference = ({ linksBefore, linksAfter }: TitledRun) => linkDifference(linksBefore, linksAfter)
const matched = ({ rules }: TitledRun) =>
  rules.filter((rule) => rule.matched).map(({ key, version }) => `${key}@${version}`)
