import type { IntakeRow, Kept } from '../results.ts'
import { spreadOf } from '../statistics.ts'
import { load, type Measured, newTarget, type Target } from './load.ts'

/** One server on one database, through all its rounds. */
export class Subject {
  readonly database: string
  readonly server: string
  readonly #measured = new Map<number, Measured[]>()
  #answered = 0
  #missing = 0

  constructor(database: string, server: string) {
    this.database = database
    this.server = server
  }

  async measure(target: Target, connections: number, seconds: number): Promise<void> {
    const measured = await load(target, connections, seconds)
    this.#measured.set(connections, [...(this.#measured.get(connections) ?? []), measured])
    const rate = Math.round(measured.accepted / measured.seconds)
    console.error(`  ${this.database}, ${this.server}, ${connections} connections: ${rate} events/s`)
  }

  /** Looks every event up that this target has answered with 200, warm-up included. The server is dead by now. */
  async check(target: Target, missingOf: (eventIds: readonly string[]) => Promise<number>): Promise<void> {
    this.#answered += target.eventIds.length
    this.#missing += await missingOf(target.eventIds)
  }

  rows(): IntakeRow[] {
    return [...this.#measured].map(([connections, measured]) => ({
      database: this.database,
      server: this.server,
      connections,
      rounds: measured.length,
      eventsPerSecond: spreadOf(measured.map(({ accepted, seconds }) => accepted / seconds)),
      p50Ms: spreadOf(measured.map(({ p50Ms }) => p50Ms)).median,
      p99Ms: spreadOf(measured.map(({ p99Ms }) => p99Ms)).median,
      errors: measured.reduce((sum, { errors }) => sum + errors, 0),
    }))
  }

  kept(): Kept {
    return { database: this.database, server: this.server, answered: this.#answered, missing: this.#missing }
  }
}

/** A target whose server has compiled what it needs and opened its pool. */
export async function warmTarget(url: string, seconds: number): Promise<Target> {
  const target = newTarget(url)
  await load(target, 32, seconds)
  return target
}
