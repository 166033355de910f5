import type { PgBoss } from 'pg-boss'
import { DealJob, deadLetterQueue } from './deal-job.ts'
import type { DealJobs } from './deal-jobs.ts'
import type { Exhausted } from './give-up.ts'

const lookEverySeconds = 2

/**
 * Takes care of jobs that are used up: their last try's worker died, or an event's second job failed while the first
 * one waits for its retry (a `stately` queue has no room for two and fails the second at once). The latter needs
 * nothing while that retry is there, as it reads everything that is pending; once it is gone, the deal gets an ordinary job
 * in case that something has come since. For the former the deal is given up.
 */
export async function workOnDeadLetters(
  boss: PgBoss,
  { jobs, giveUp, wake }: { jobs: DealJobs; giveUp(exhausted: Exhausted): Promise<void>; wake(): void },
): Promise<void> {
  const options = { includeMetadata: true, pollingIntervalSeconds: lookEverySeconds } as const
  await boss.work<DealJob, void, typeof options>(deadLetterQueue, options, async ([letter]) => {
    if (!letter) return
    const deal = DealJob.parse(letter.data)
    const attempts = (letter.sourceRetryCount ?? 0) + 1
    if (!jobs.areLeftAfter(attempts)) return giveUp({ deal, job: letter, attempts })
    if (await jobs.hasAnother(deal, letter)) return
    await jobs.tryOnceMore(deal)
    wake()
  })
}
