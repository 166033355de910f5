import { figure, markdownTable } from '../table.ts'
import type { BurstResult, BurstRow } from './result.ts'

const number = (title: string) => ({ title, isNumber: true })
const count = (value: number | null) => (value === null ? '' : value.toLocaleString('en-US'))
const rounded = (value: number | null) => (value === null ? '' : figure(value))

export function burstTables({ rows }: BurstResult): string {
  const pace = markdownTable(
    [
      { title: 'client' },
      { title: 'situation' },
      number('deals'),
      number('s until right'),
      number('s until answered'),
      number('requests'),
      number('per deal'),
      number('calls per deal'),
      number('limit errors'),
      number('most charged, s'),
    ],
    rows.map((row) => [
      row.client,
      row.situation,
      count(row.deals),
      untilRight(row),
      row.secondsUntilAnswered === null ? 'not measured' : figure(row.secondsUntilAnswered),
      count(row.requests),
      perDeal(row.requests, row),
      perDeal(row.calls, row),
      count(row.limitErrors),
      row.mostOperating === null ? '' : `${row.mostOperating.method} ${figure(row.mostOperating.seconds)}`,
    ]),
  )
  const cost = markdownTable(
    [
      { title: 'client' },
      { title: 'situation' },
      number('deals'),
      number('events'),
      number('lost'),
      number('runs'),
      number('other errors'),
      number('MiB before'),
      number('peak MiB'),
      number('CPU s'),
      number('load before'),
    ],
    rows.map((row) => [
      row.client,
      row.situation,
      count(row.deals),
      count(row.events),
      count(row.lostEvents),
      count(row.runs),
      count(row.otherErrors),
      rounded(row.memoryBeforeMiB),
      rounded(row.peakMemoryMiB),
      rounded(row.cpuSeconds),
      row.loadBefore.toFixed(2),
    ]),
  )
  const stopped = rows
    .filter((row) => row.secondsUntilAnswered === null)
    .map(
      (row) =>
        `${row.client}, ${row.situation}, ${count(row.deals)} deals: stopped after ${figure(row.measuredSeconds)} s, ${count(row.rightDeals)} deals being right.`,
    )
  return [pace, ...(stopped.length === 0 ? [] : [stopped.join('\n')]), cost].join('\n\n')
}

/** What was worked out and not measured is marked. */
function untilRight({ secondsUntilRight, secondsProjected }: BurstRow): string {
  if (secondsUntilRight !== null) return figure(secondsUntilRight)
  return secondsProjected === null ? 'never' : `about ${figure(secondsProjected)}`
}

/** Of a measurement that was stopped: per deal that was right by then. */
const perDeal = (value: number, { rightDeals }: BurstRow) => (rightDeals === 0 ? '' : figure(value / rightDeals))
