import { mkdir, readFile, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { z } from 'zod'
import type { BurstResult } from './burst/result.ts'
import type { ConsoleResult } from './console/result.ts'
import type { DoorResult } from './door/result.ts'
import type { HistoryResult } from './history/result.ts'
import { Machine } from './machine.ts'
import type { SingleResult } from './single/result.ts'

const Spread = z.object({ median: z.number(), lowest: z.number(), highest: z.number() })

const IntakeRow = z.object({
  database: z.string(),
  server: z.string(),
  connections: z.number(),
  rounds: z.number(),
  eventsPerSecond: Spread,
  /** Medians over the rounds, in milliseconds. */
  p50Ms: z.number(),
  p99Ms: z.number(),
  /** Over all rounds: answers other than 200, connection errors, and 200s without an event's id. */
  errors: z.number(),
})
export type IntakeRow = z.infer<typeof IntakeRow>

/** How many events were answered with 200, and how many of their ids were not stored when the server had been killed. */
const Kept = z.object({ database: z.string(), server: z.string(), answered: z.number(), missing: z.number() })
export type Kept = z.infer<typeof Kept>

/** Deals that the service ran while it took events in, in the measured time. */
const Drained = z.object({ connections: z.number(), runsPerSecond: Spread })
export type Drained = z.infer<typeof Drained>

export const IntakeResult = z.object({
  machine: Machine,
  rows: z.array(IntakeRow),
  drained: z.array(Drained),
  kept: z.array(Kept),
})
export type IntakeResult = z.infer<typeof IntakeResult>

const RulesRow = z.object({
  ruleSet: z.string(),
  rules: z.number(),
  matching: z.number(),
  rounds: z.number(),
  dealsPerSecond: Spread,
  rulesPerSecond: Spread,
  /** Share of the time that evaluating conditions takes; the rest is selecting contacts and deciding. */
  evaluatingShare: z.number(),
})
export type RulesRow = z.infer<typeof RulesRow>

export const RulesResult = z.object({ machine: Machine, rows: z.array(RulesRow) })
export type RulesResult = z.infer<typeof RulesResult>

const directory = join(import.meta.dirname, 'results')
export type Name = 'intake' | 'rules' | 'burst' | 'single' | 'door' | 'history' | 'console'
const fileOf = (name: Name) => join(directory, `${name}.json`)

type Named =
  | ['intake', IntakeResult]
  | ['rules', RulesResult]
  | ['burst', BurstResult]
  | ['single', SingleResult]
  | ['door', DoorResult]
  | ['history', HistoryResult]
  | ['console', ConsoleResult]

export async function writeResult(...[name, result]: Named): Promise<void> {
  await mkdir(directory, { recursive: true })
  await writeFile(fileOf(name), `${JSON.stringify(result, null, 2)}\n`)
  console.log(
    `\nWritten to bench/results/${name}.json; \`npm run bench:report\` makes the tables of docs/benchmarks.md.`,
  )
}

/** Null when that benchmark has not been run yet. */
export async function readResult<Result>(name: Name, schema: z.ZodType<Result>): Promise<Result | null> {
  const text = await readFile(fileOf(name), 'utf8').catch(() => null)
  return text === null ? null : schema.parse(JSON.parse(text))
}
