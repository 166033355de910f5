import { figure, markdownTable } from '../table.ts'
import type { SingleResult, Times } from './result.ts'

const number = (title: string) => ({ title, isNumber: true })
const inWords = ({ median, p95 }: Times) => [figure(median), figure(p95)]

export function singleTable({ rows }: SingleResult): string {
  return markdownTable(
    [
      { title: 'database' },
      number('rounds'),
      number('requests'),
      number('calls'),
      number('answered ms'),
      number('p95'),
      number('linked ms'),
      number('p95'),
      number('recorded ms'),
      number('p95'),
    ],
    rows.map(({ database, rounds, requests, calls, answered, linked, recorded }) => [
      database,
      String(rounds),
      requests.lowest === requests.highest ? String(requests.median) : `${requests.lowest} to ${requests.highest}`,
      figure(calls),
      ...inWords(answered),
      ...inWords(linked),
      ...inWords(recorded),
    ]),
  )
}
