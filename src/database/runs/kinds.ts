import { sql } from 'drizzle-orm'
import { type RunStatus, runStatuses, type TriggerType } from '../../core/runs/run.ts'

/*
 * Counted out of indexes that begin with status and trigger and end in the run's id, a UUIDv7 of the moment when it
 * started: each count walks the entries of the time that is asked for and nothing else, however long the history is.
 */
export const kind = { status: sql<RunStatus>`kind.status`, trigger: sql<TriggerType>`kind.trigger` }

/** Every status with each of these triggers, as rows `kind` to join with. */
export const kindsBy = (triggers: readonly TriggerType[]) =>
  sql`(values ${sql.join(
    runStatuses.flatMap((status) => triggers.map((trigger) => sql`(${status}::text, ${trigger}::text)`)),
    sql`, `,
  )}) as kind(status, trigger)`
