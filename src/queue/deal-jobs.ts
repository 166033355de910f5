import { type SQL, sql } from 'drizzle-orm'
import type { PgBoss } from 'pg-boss'
import { z } from 'zod'
import { createGroupCommit } from '../group-commit.ts'
import { type Deal, deadLetterQueue, dealOf, dealQueue, inLockOrder, keyOf, queueSchema } from './deal-job.ts'
import type { Job } from './drain.ts'
import { inTransaction, type QueueDatabase, type QueueTransaction } from './queue-database.ts'
import { priorityOf, type Rank } from './rank.ts'

/** Which jobs a statement of pg-boss found as expected; it answers this, but does not type it. */
const Settled = z.object({ settled: z.array(z.string()) })

/** Jobs that share a transaction: all that a process hands back as it ends are a few of these. */
const mostPutBack = 250

const OrphanRow = z.object({ key: z.string() })

/** The channel on which a commit tells that deals wait. */
export const dealsWait = 'bindery_deals_wait'

export type Depth = { waiting: number; active: number; retrying: number }

/** What `statement` is given, as JSON: of each deal, and of each deal's job. */
export type EnqueuedInJson = { deals: string; jobs: string }

/** What is given each time that the same statement is carried out. */
export const enqueuedLater = { deals: sql.placeholder('deals'), jobs: sql.placeholder('jobs') }

/** The deals in the order of their locks, and their jobs. */
export function enqueued(deals: readonly Deal[], rank: Rank = 'first'): EnqueuedInJson {
  const ordered = inLockOrder(deals)
  const jobs = ordered.map((deal) => ({ data: deal, singletonKey: keyOf(deal), priority: priorityOf[rank] }))
  return { deals: JSON.stringify(ordered), jobs: JSON.stringify(jobs) }
}

/** The statements on the deals' jobs: what pg-boss offers, and reads of its table where it offers nothing. */
export type DealJobs = Awaited<ReturnType<typeof dealJobs>>

export async function dealJobs(boss: PgBoss, database: QueueDatabase, firstRetryLimit: number) {
  const insertOfJobs = await takeInsertOfJobs(boss)
  const putAllBack = createGroupCommit<{ job: Job; startAfter: Date | null }>(
    (entries) =>
      database.transaction(async (tx) => {
        const db = inTransaction(tx)
        const all = entries.map(({ job }) => job)
        const { settled } = Settled.parse(await boss.complete(dealQueue, all, null, { db }))
        const ours = new Set(settled)
        const again = entries.filter(({ job }) => ours.has(job.id))
        if (again.length > 0) await boss.insert(dealQueue, again.map(nextOf), { db })
      }),
    // None of them can be wrong by itself; what fails is the database.
    { maxBatch: mostPutBack, isSharedFault: () => true },
  )
  return {
    /**
     * One statement that gives each deal a waiting job, unless it has one, and carries out an insert of the caller's: both
     * or neither. One, so that whoever waits for it waits for a single answer of the database.
     *
     * The deals' locks are taken first, shared: whoever starts a run takes its deal's lock exclusively before it reads
     * what is pending (`rememberDeal`), and so waits for this transaction. Without them the job that is found
     * waiting here could be taken and done before what it should see is committed. They are taken in one order, as
     * two transactions that take them crosswise would wait for each other through a run that waits between them.
     * Whether a job waits is then asked of the index, which knows what was committed while a lock was waited for.
     * A job that waits already keeps its rank.
     */
    statement(beside: SQL | null, { deals, jobs }: EnqueuedInJson | typeof enqueuedLater): SQL {
      // A function's rows come, and are locked, in the order of the array.
      return sql`
        with ${beside === null ? sql`` : sql`beside as (${beside}),`}
        locked as materialized (
          select pg_advisory_xact_lock_shared(deal_lock_key(deal."portalId", deal."dealId"))
          from json_to_recordset(${deals}::text::json) as deal("portalId" int, "dealId" bigint)
        ),
        inserted as (${insertOfJobs(sql`(select ${jobs}::text from (select count(*) from locked) as all_locked)`)})
        select pg_notify(${dealsWait}, '')`
    },

    /**
     * Ends an active job and puts another in its place that starts at `startAfter` with the tries that were left. One
     * transaction, shared by those that are put back together, and only if the job is still this attempt's. A job that waits
     * already takes its place instead.
     * pg-boss's own restore() would keep the attempt's number, by which a late worker is told from the present one.
     */
    putBack: (job: Job, startAfter: Date | null): Promise<void> => putAllBack({ job, startAfter }),

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
    async orphans(orphanedAfterMs: number, limit: number, portalId: number | null): Promise<Deal[]> {
      const { rows } = await boss.getDb().executeSql(
        `select u.portal_id || ':' || u.deal_id as key from unanswered_deals u
         where u.waiting_since < now() - $1::float8 * interval '1 millisecond'
           and ($4::int is null or u.portal_id = $4)
         except
         select j.singleton_key from ${queueSchema}.job j
         where j.name in ($2, $3) and j.state in ('created', 'retry', 'active')
         limit ${limit}`,
        [orphanedAfterMs, dealQueue, deadLetterQueue, portalId],
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

/** The job in the place of one that is put back. The database is told how long from now, as its clock may be another. */
function nextOf({ job, startAfter }: { job: Job; startAfter: Date | null }) {
  const waitMs = startAfter === null ? 0 : startAfter.getTime() - Date.now()
  return {
    data: job.data,
    singletonKey: keyOf(job.data),
    priority: job.priority,
    retryLimit: job.retryLimit - job.retryCount,
    ...(waitMs > 0 && { startAfter: waitMs / 1_000 }),
  }
}

/** pg-boss's own insert, as it hands it to whoever carries its statements out, around the jobs in JSON. */
async function takeInsertOfJobs(boss: PgBoss): Promise<(jobs: SQL) => SQL> {
  const texts: string[] = []
  const executeSql = (text: string) => {
    texts.push(text)
    return Promise.resolve({ rows: [] })
  }
  await boss.insert(dealQueue, [], { db: { executeSql } })
  const [before, after, ...more] = texts.join().split('$1')
  if (before === undefined || after === undefined || more.length > 0)
    throw new Error(
      'pg-boss inserts jobs by another statement than Bindery knows. Install the versions that Bindery names: npm ci.',
    )
  return (jobs) => sql`${sql.raw(before)}${jobs}${sql.raw(after)}`
}
