import { sql } from 'drizzle-orm'
import { ensurePortal } from '../../src/database/portals/portals.ts'
import { type DealQueue, type DealQueueOptions, startDealQueue } from '../../src/queue/deal-queue.ts'
import type { TestDatabase } from './databases.ts'
import { anEvent, journalEvents } from './stored.ts'

export type QueueBench = {
  portalId: number
  /** Errors that the queues of this bench reported. */
  errors: Error[]
  /** A queue with short delays; stopped at the end. */
  start(options?: Partial<DealQueueOptions>): Promise<DealQueue>
  /** As intake does it: the event and the deal's job in one transaction. */
  receive(queue: DealQueue, dealId: number): Promise<void>
  /** With the database's time, at which they were read. */
  jobs(): Promise<
    { name: string; state: string; retryCount: number; startsAtMs: number; readAtMs: number; output: unknown }[]
  >
  /** Stops the queues and empties them. */
  end(): Promise<void>
}

/** A portal and queues on a database that tests share one after the other. */
export async function queueBench({ db }: Pick<TestDatabase, 'db'>): Promise<QueueBench> {
  const { id: portalId } = await ensurePortal(db, { domain: 'example.bitrix24.com' })
  const queues: DealQueue[] = []
  const errors: Error[] = []
  return {
    portalId,
    errors,
    async start(options = {}) {
      const queue = await startDealQueue(db, {
        onError: (error) => errors.push(error),
        concurrency: 3,
        superviseSeconds: 1,
        retryLimit: 2,
        longestRetryDelaySeconds: 1,
        lookEveryMs: 50,
        ...options,
      })
      queues.push(queue)
      return queue
    },
    async receive(queue, dealId) {
      await db.transaction(async (tx) => {
        await journalEvents(tx, portalId, [anEvent({ dealId })])
        await queue.enqueue(tx, [{ portalId, dealId }])
      })
      queue.wake()
    },
    jobs: () =>
      db.orm
        .select({
          name: sql<string>`name`,
          state: sql<string>`state::text`,
          retryCount: sql<number>`retry_count`,
          startsAtMs: sql<number>`extract(epoch from start_after)::float8 * 1000`,
          readAtMs: sql<number>`extract(epoch from now())::float8 * 1000`,
          output: sql<unknown>`output`,
        })
        .from(sql`pgboss.job`)
        .orderBy(sql`created_on, state`),
    async end() {
      await Promise.all(queues.map((queue) => queue.stop({ timeoutMs: 2_000 })))
      await db.orm.execute(sql`delete from pgboss.job`)
      await db.orm.execute(sql`delete from journal_events`)
    },
  }
}

/** A promise and the functions that settle it. */
export const gate = () => Promise.withResolvers<void>()
