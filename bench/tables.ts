import type { Machine } from './machine.ts'
import type { IntakeResult, RulesResult } from './results.ts'
import type { Spread } from './statistics.ts'
import { figure, markdownTable } from './table.ts'

const number = (title: string) => ({ title, isNumber: true })
const range = ({ lowest, highest }: Spread) => `${figure(lowest)} to ${figure(highest)}`
const count = (value: number) => value.toLocaleString('en-US')

export function machineLines(machine: Machine): string {
  const versions = Object.entries(machine.versions).map(([name, version]) => `${name} ${version}`)
  return [
    `Measured ${machine.measuredAt.slice(0, 10)} at commit ${machine.commit}, on ${machine.cores} cores (${machine.processor}),`,
    `${machine.memoryGiB} GiB, ${machine.system}; load before ${machine.loadBefore.toFixed(2)}; ${figure(machine.diskSyncMs)} ms to sync 8 KiB to the disk.`,
    `${versions.join(', ')}.`,
  ].join('\n')
}

export function intakeTables({ rows, drained, kept }: IntakeResult): string {
  const rates = markdownTable(
    [
      { title: 'database' },
      { title: 'server' },
      number('connections'),
      number('events/s'),
      number('lowest to highest round'),
      number('p50 ms'),
      number('p99 ms'),
      number('errors'),
    ],
    rows.map((row) => [
      row.database,
      row.server,
      count(row.connections),
      figure(row.eventsPerSecond.median),
      range(row.eventsPerSecond),
      figure(row.p50Ms),
      figure(row.p99Ms),
      count(row.errors),
    ]),
  )
  const stored = markdownTable(
    [{ title: 'database' }, { title: 'server' }, number('answered 200'), number('not stored')],
    kept.map((row) => [row.database, row.server, count(row.answered), count(row.missing)]),
  )
  const runs = drained.map(
    ({ connections, runsPerSecond }) =>
      `While draining at ${connections} connections: ${figure(runsPerSecond.median)} runs/s (${range(runsPerSecond)}).`,
  )
  return [rates, runs.join('\n'), stored].join('\n\n')
}

export function rulesTable({ rows }: RulesResult): string {
  return markdownTable(
    [
      { title: 'rule set' },
      number('rules'),
      number('matching'),
      number('deals/s'),
      number('lowest to highest round'),
      number('rules/s'),
      number('ms per deal'),
      number('evaluating'),
    ],
    rows.map((row) => [
      row.ruleSet,
      count(row.rules),
      count(row.matching),
      figure(row.dealsPerSecond.median),
      range(row.dealsPerSecond),
      figure(row.rulesPerSecond.median),
      figure(1000 / row.dealsPerSecond.median),
      `${Math.round(row.evaluatingShare * 100)} %`,
    ]),
  )
}
