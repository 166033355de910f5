import { figure, markdownTable } from '../table.ts'
import type { HistoryResult } from './result.ts'

const number = (title: string) => ({ title, isNumber: true })
const count = (value: number) => value.toLocaleString('en-US')

export function historyTables({ runs, gigabytes, questions, recording }: HistoryResult): string {
  const asked = markdownTable(
    [{ title: 'question' }, number('rows'), number('p50 ms'), number('p95 ms'), number('longest ms')],
    questions.map((row) => [row.question, count(row.rows), figure(row.p50Ms), figure(row.p95Ms), figure(row.maxMs)]),
  )
  const recorded = markdownTable(
    [number('recorded together'), number('ms per run, empty tables'), number('ms per run, filled'), number('times')],
    recording.map((row) => [
      count(row.group),
      figure(row.emptyMs),
      figure(row.filledMs),
      (row.filledMs / row.emptyMs).toFixed(2),
    ]),
  )
  return [`${count(runs)} runs, ${figure(gigabytes)} GB with everything of theirs.`, asked, recorded].join('\n\n')
}
