import { sql } from 'drizzle-orm'
import type { Deal } from './deal-job.ts'
import type { DealJobs } from './deal-jobs.ts'
import type { QueueDatabase, QueueTransaction } from './queue-database.ts'

/**
 * Settles a deal whose every try has failed: makes it visible, and answers what waited. It reads and writes in `tx` alone,
 * in which nothing comes to the deal; what it answers is called once that is committed.
 */
export type OnExhausted<Tx> = (deal: Deal & { attempts: number }, tx: Tx) => Promise<(() => void) | undefined>

/** The deal whose tries are used up, with the job, of the deal or of its dead letter, that they were. */
export type Exhausted = { deal: Deal; job: { id: string }; attempts: number }

/**
 * Has a deal settled that is out of tries, unless it has a job besides: something has come since, and gets a try before
 * anything is given up.
 *
 * The deal's lock is taken exclusively before that look and held until what it led to is committed, so whoever enqueues
 * the deal has either committed, and their job is seen, or waits. Nothing is settled of which no try knew, and no run can
 * begin beside it: a deal without another job has none that runs, and gets none meanwhile.
 */
export async function giveUp<Tx extends QueueTransaction>(
  { jobs, database, onExhausted }: { jobs: DealJobs; database: QueueDatabase<Tx>; onExhausted: OnExhausted<Tx> },
  { deal, job, attempts }: Exhausted,
): Promise<void> {
  const tell = await database.transaction(async (tx) => {
    await tx.execute(sql`select pg_advisory_xact_lock(deal_lock_key(${deal.portalId}::int, ${deal.dealId}::bigint))`)
    return (await jobs.hasAnother(deal, job, tx)) ? undefined : await onExhausted({ ...deal, attempts }, tx)
  })
  tell?.()
}
