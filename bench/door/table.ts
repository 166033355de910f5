import { figure, markdownTable } from '../table.ts'
import type { DoorResult } from './result.ts'

const number = (title: string) => ({ title, isNumber: true })

export function doorTable({ rows }: DoorResult): string {
  return markdownTable(
    [
      { title: 'database' },
      { title: 'who answers' },
      { title: 'meanwhile' },
      number('offered/s'),
      number('accepted'),
      number('errors'),
      number('p50 ms'),
      number('p99 ms'),
      number('longest ms'),
      number('event loop p99 ms'),
      number('longest'),
    ],
    rows.map((row) => [
      row.database,
      row.subject,
      row.meanwhile,
      String(row.offeredPerSecond),
      row.accepted.toLocaleString('en-US'),
      String(row.errors),
      figure(row.p50Ms),
      figure(row.p99Ms),
      figure(row.mostMs),
      row.loopDelayP99Ms === null ? '' : figure(row.loopDelayP99Ms),
      row.loopDelayMostMs === null ? '' : figure(row.loopDelayMostMs),
    ]),
  )
}
