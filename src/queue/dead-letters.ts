import type { PgBoss } from 'pg-boss'
import { DealJob, deadLetterQueue } from './deal-job.ts'
import type { DealJobs } from './deal-jobs.ts'

const lookEverySeconds = 2

/**
 * Takes care of jobs that are used up: their last try's worker died, or an event's second job failed while the first
 * one waits for its retry (a `stately` queue has no room for two and fails the second at once). The latter needs
 * nothing while that retry is there, as it reads everything that is pending; once it is gone, the deal gets an ordinary job
 * in case that something has come since. For the former the deal gets one more job, which settles it; as a job of the
 * deal it cannot overlap with a run.
 */
export async function workOnDeadLetters(boss: PgBoss, jobs: DealJobs, wake: () => void): Promise<void> {
  const options = { includeMetadata: true, pollingIntervalSeconds: lookEverySeconds } as const
  await boss.work<DealJob, void, typeof options>(deadLetterQueue, options, async ([letter]) => {
    if (!letter) return
    const { exhaustedAfter, ...deal } = DealJob.parse(letter.data)
    if (await jobs.hasAnother(deal, letter)) return
    const tries = (letter.sourceRetryCount ?? 0) + 1
    if (exhaustedAfter === undefined && jobs.areLeftAfter(tries)) await jobs.tryOnceMore(deal)
    else await jobs.settleExhausted(deal, exhaustedAfter ?? tries)
    wake()
  })
}
