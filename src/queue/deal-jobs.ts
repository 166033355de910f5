import { sql } from 'drizzle-orm'
import type { PgBoss } from 'pg-boss'
import { z } from 'zod'
import { type Deal, deadLetterQueue, dealOf, dealQueue, inLockOrder, keyOf, queueSchema } from './deal-job.ts'
import type { Job } from './drain.ts'
import { inTransaction, type QueueDatabase, type QueueTransaction } from './queue-database.ts'
import { priorityOf, type Rank } from './rank.ts'

/** How many jobs a statement of pg-boss found as expected; it answers this, but does not type it. */
const Settled = z.object({ affected: z.number() })

const OrphanRow = z.object({ key: z.string() })

/** The channel on which a commit tells that deals wait. */
export const dealsWait = 'bindery_deals_wait'

export type Depth = { waiting: number; active: number; retrying: number }

/** The statements on the deals' jobs: what pg-boss offers, and reads of its table where it offers nothing. */
export type DealJobs = ReturnType<typeof dealJobs>

export function dealJobs(boss: PgBoss, database: QueueDatabase, firstRetryLimit: number) {
  return {
    /**
     * Gives each deal a waiting job, unless it has one, in the caller's transaction: both commit or neither does.
     *
     * The deals' locks are taken first, shared: whoever starts a run takes its deal's lock exclusively before it reads
     * what is pending (`rememberDeal`), and so waits for this transaction. Without them the job that is found
     * waiting here could be taken and done before what it should see is committed. They are taken in one order, as
     * two transactions that take them crosswise would wait for each other through a run that waits between them.
     * A job that waits already keeps its rank.
     */
    async enqueue(tx: QueueTransaction, deals: readonly Deal[], rank: Rank = 'first'): Promise<void> {
      const ordered = inLockOrder(deals)
      if (ordered.length === 0) return
      const pairs = JSON.stringify(ordered)
      const jobs = ordered.map((deal) => ({
        data: deal,
        singletonKey: keyOf(deal),
        priority: priorityOf[rank],
      }))
      // One after the other on the transaction's connection, without a round trip for each: `then` sends the first.
      const locked = tx
        // A function's rows come, and are locked, in the order of the array.
        .execute(sql`
          select pg_advisory_xact_lock_shared(deal_lock_key(deal."portalId", deal."dealId"))
          from json_to_recordset(${pairs}::text::json) as deal("portalId" int, "dealId" bigint)`)
        .then(() => {})
      await Promise.all([
        locked,
        boss.insert(dealQueue, jobs, { db: inTransaction(tx) }),
        // Delivered with the commit, to whichever process works.
        tx.execute(sql`select pg_notify(${dealsWait}, '')`),
      ])
    },

    /**
     * Ends an active job and puts another in its place that starts at `startAfter` with the tries that were left. One
     * transaction, and only if the job is still this attempt's. A job that waits already takes its place instead. The
     * database is told how long from now that is, as its clock may be another.
     * pg-boss's own restore() would keep the attempt's number, by which a late worker is told from the present one.
     */
    async putBack(job: Job, startAfter: Date | null): Promise<void> {
      const waitMs = startAfter === null ? 0 : startAfter.getTime() - Date.now()
      await database.transaction(async (tx) => {
        const db = inTransaction(tx)
        const { affected } = Settled.parse(await boss.complete(dealQueue, job, null, { db }))
        if (affected === 0) return
        await boss.send(dealQueue, job.data, {
          singletonKey: keyOf(job.data),
          priority: job.priority,
          retryLimit: job.retryLimit - job.retryCount,
          ...(waitMs > 0 && { startAfter: waitMs / 1_000 }),
          db,
        })
      })
    },

    /** Which try this is, from 1, counting those before the job was put back. */
    attemptOf: (job: Job): number => Math.max(1, firstRetryLimit - job.retryLimit + job.retryCount + 1),

    /** Whether the deal has a job besides `job` that will run or is running. */
    async hasAnother(deal: Deal, job: { id: string }, tx?: QueueTransaction): Promise<boolean> {
      const { rows } = await (tx === undefined ? boss.getDb() : inTransaction(tx)).executeSql(
        `select 1 from ${queueSchema}.job
         where name = $1 and coalesce(singleton_key, '') = $2 and policy = 'stately'
           and state in ('created', 'retry', 'active') and id <> $3 limit 1`,
        [dealQueue, keyOf(deal), job.id],
      )
      return rows.length > 0
    },

    /** Whether a job that has had so many tries may have more. */
    areLeftAfter: (tries: number): boolean => tries <= firstRetryLimit,

    /** Gives the deal an ordinary job, unless it has one that waits. */
    async tryOnceMore(deal: Deal): Promise<void> {
      await boss.send(dealQueue, deal, { singletonKey: keyOf(deal) })
    },

    /**
     * Deals with something unanswered for so long that have no job, not even one that waits to be settled. A difference
     * of two sets rather than a look-up for each deal: with thousands that wait the planner may take the look-ups for
     * cheap and spend seconds on them, in which an embedded database answers nobody.
     */
    async orphans(orphanedAfterMs: number, limit: number): Promise<Deal[]> {
      const { rows } = await boss.getDb().executeSql(
        `select u.portal_id || ':' || u.deal_id as key from unanswered_deals u
         where u.waiting_since < now() - $1::float8 * interval '1 millisecond'
         except
         select j.singleton_key from ${queueSchema}.job j
         where j.name in ($2, $3) and j.state in ('created', 'retry', 'active')
         limit ${limit}`,
        [orphanedAfterMs, dealQueue, deadLetterQueue],
      )
      return rows.map((row) => dealOf(OrphanRow.parse(row).key))
    },

    /** How many jobs of deals there are in each state. */
    async depth(): Promise<Depth> {
      const { rows } = await boss.getDb().executeSql(
        `select count(*) filter (where state = 'created')::int as waiting,
                count(*) filter (where state = 'active')::int as active,
                count(*) filter (where state = 'retry')::int as retrying
         from ${queueSchema}.job where name = $1 and state in ('created', 'active', 'retry')`,
        [dealQueue],
      )
      const [{ waiting, active, retrying }] = rows
      return { waiting, active, retrying }
    },
  }
}
