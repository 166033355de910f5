import type { PgBoss } from 'pg-boss'
import { queueSchema } from './deal-job.ts'

/** From so many in work. */
const many = 100
const atMostEveryMs = 60_000

/**
 * Has the database count the jobs when many are in work. What it last knew of the table, which may have been empty, else makes
 * it compare each job that waits with each in work, at every look: 140 ms of its processor time for a thousand of both, not
 * 3. By itself it counts up to a minute later, when a burst is over.
 */
export function countingJobs(boss: PgBoss, onError: (error: Error) => void): (inWork: number) => void {
  let countedAt = Number.NEGATIVE_INFINITY
  return (inWork) => {
    const now = performance.now()
    if (inWork < many || now < countedAt + atMostEveryMs) return
    countedAt = now
    boss.getDb().executeSql(`analyze ${queueSchema}.job`, []).catch(onError)
  }
}
