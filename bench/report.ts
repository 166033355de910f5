import type { z } from 'zod'
import { BurstResult } from './burst/result.ts'
import { burstTables } from './burst/table.ts'
import { ConsoleResult } from './console/result.ts'
import { consoleTable } from './console/table.ts'
import { DoorResult } from './door/result.ts'
import { doorTable } from './door/table.ts'
import { HistoryResult } from './history/result.ts'
import { historyTables } from './history/table.ts'
import type { Machine } from './machine.ts'
import { IntakeResult, type Name, RulesResult, readResult } from './results.ts'
import { SingleResult } from './single/result.ts'
import { singleTable } from './single/table.ts'
import { intakeTables, machineLines, rulesTable } from './tables.ts'

/** Prints the figures of the last runs as docs/benchmarks.md shows them. */
async function part<Result extends { machine: Machine }>(
  name: Name,
  schema: z.ZodType<Result>,
  tables: (result: Result) => string,
): Promise<string> {
  const result = await readResult(name, schema)
  if (result === null) return `No result yet: npm run bench:${name}`
  return `${machineLines(result.machine)}\n\n${tables(result)}`
}

const parts = [
  await part('intake', IntakeResult, intakeTables),
  await part('rules', RulesResult, rulesTable),
  await part('burst', BurstResult, burstTables),
  await part('single', SingleResult, singleTable),
  await part('door', DoorResult, doorTable),
  await part('history', HistoryResult, historyTables),
  await part('console', ConsoleResult, consoleTable),
]
console.log(parts.join('\n\n'))
