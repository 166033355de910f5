import type { SQL } from 'drizzle-orm'
import { startBoss } from './boss.ts'
import { workOnDeadLetters } from './dead-letters.ts'
import type { Deal } from './deal-job.ts'
import { deadLetterQueue } from './deal-job.ts'
import { type Depth, dealJobs, dealsWait, enqueued, enqueuedLater } from './deal-jobs.ts'
import { type Drain, type DrainOptions, openDrain } from './drain.ts'
import { type Exhausted, giveUp, type OnExhausted } from './give-up.ts'
import type { QueueDatabase, QueueTransaction } from './queue-database.ts'
import type { Rank } from './rank.ts'
import { defaultSettings, type QueueSettings } from './settings.ts'
import { type DealHandler, workOnJob } from './work-on-job.ts'

export type { Deal } from './deal-job.ts'
export type { OnExhausted } from './give-up.ts'
export type { DealHandler } from './work-on-job.ts'

const orphansAtOnce = 1_000
// Of the time that stop() has: how much goes by before handlers are told to end.
const shareToFinish = 0.5

export type DealQueue<Tx extends QueueTransaction = QueueTransaction> = {
  /**
   * Gives each deal a waiting job, unless it has one, in the caller's transaction. Call it once in a transaction, with
   * all its deals, as it takes their locks in order; and `wake()` after the commit. `first`, as usual: before what waits
   * as `later`, of which one in ten goes along all the same while there are too many.
   */
  enqueue(tx: QueueTransaction, deals: readonly Deal[], rank?: Rank): Promise<void>
  /**
   * One statement that is `enqueue` and the caller's insert in one, to be carried out again and again with
   * `valuesFor` deals; call `wake()` after that.
   */
  enqueueWith(insert: SQL): SQL
  valuesFor(deals: readonly Deal[]): Record<string, string>
  /** Has this process look for jobs now. Other processes hear of a commit from PostgreSQL. */
  wake(): void
  /**
   * Starts to work on deals: never two tries of one deal at once, in any process. A handler that throws is tried again
   * after a delay, and after the last try `onExhausted` is called, in a transaction in which nothing comes to the deal; one
   * that answers `retryAt` is tried again then, which costs no try. Only while `isOurTurn` says so; what `isMoreComing` announces is waited for (see `openDrain`).
   * Also starts the guard (`requeueOrphans`).
   */
  work(handler: DealHandler, onExhausted: OnExhausted<Tx>, when?: WorkTimes): Promise<void>
  /** Gives deals that have waited for seconds without a job one. How many. */
  requeueOrphans(): Promise<number>
  depth(): Promise<Depth>
  /**
   * Takes no more jobs, lets handlers finish for half of `timeoutMs`, then aborts their signals, and at `timeoutMs` puts
   * back what still runs. What was not finished is at once any other process's to take, with its tries as they were.
   */
  stop(options: { timeoutMs: number }): Promise<void>
}

export type WorkTimes = Partial<Pick<DrainOptions, 'isOurTurn' | 'isMoreComing'>>

export type DealQueueOptions = Partial<QueueSettings> & {
  /** Whose deals are given the jobs that they lack; everybody's unless told. */
  portalId?: number
  onError: (error: Error) => void
  /** What pg-boss has noticed and an operator may want to know. */
  onWarning?: (message: string, data: object) => void
}

/** The queue of deals on an open database, ready to enqueue; it works once `work` is called. */
export async function startDealQueue<Tx extends QueueTransaction>(
  database: QueueDatabase<Tx>,
  options: DealQueueOptions,
): Promise<DealQueue<Tx>> {
  const { onError, onWarning = () => {}, portalId = null, ...overrides } = options
  const settings = { ...defaultSettings, ...overrides }
  const boss = await startBoss(database, settings, { onError, onWarning })
  const jobs = await dealJobs(boss, database, settings.retryLimit)
  const stopping = new AbortController()
  let drain: Drain | null = null
  let stopListening = async () => {}
  let guard: NodeJS.Timeout | null = null

  const wake = () => drain?.wake()
  const enqueue = async (tx: QueueTransaction, deals: readonly Deal[], rank?: Rank) => {
    if (deals.length > 0) await tx.execute(jobs.statement(null, enqueued(deals, rank)))
  }
  const requeueOrphans = async () => {
    const orphans = await jobs.orphans(settings.orphanedAfterMs, orphansAtOnce, portalId)
    if (orphans.length === 0) return 0
    await database.transaction((tx) => enqueue(tx, orphans))
    wake()
    return orphans.length
  }
  const guardOrphans = () => requeueOrphans().then(() => {}, onError)

  return {
    enqueue,
    enqueueWith: (insert) => jobs.statement(insert, enqueuedLater),
    valuesFor: enqueued,
    wake,
    requeueOrphans,
    depth: jobs.depth,
    async work(handler, onExhausted, { isOurTurn = () => true, isMoreComing } = {}) {
      const giveUpDeal = (exhausted: Exhausted) => giveUp({ jobs, database, onExhausted }, exhausted)
      const deps = { jobs, handler, giveUp: giveUpDeal, onError, stopping: stopping.signal }
      drain = openDrain({ boss, settings, work: (job) => workOnJob(deps, job), isOurTurn, isMoreComing, onError })
      stopListening = await database.listen(dealsWait, wake)
      await workOnDeadLetters(boss, { jobs, giveUp: giveUpDeal, wake })
      await guardOrphans()
      guard = setInterval(guardOrphans, settings.guardEveryMs)
    },
    async stop({ timeoutMs }) {
      if (guard) clearInterval(guard)
      await stopListening().catch(onError)
      const ended = Promise.all([drain?.close(), boss.offWork(deadLetterQueue)])
      if (!(await endsWithin(timeoutMs * shareToFinish, ended))) {
        stopping.abort(new Error('The service is stopping.'))
        await endsWithin(timeoutMs * (1 - shareToFinish), ended)
      }
      await Promise.all((drain?.jobs() ?? []).map((job) => jobs.putBack(job, null).catch(onError)))
      await boss.stop({ graceful: false })
    },
  }
}

async function endsWithin(timeoutMs: number, work: Promise<unknown>): Promise<boolean> {
  let timer: NodeJS.Timeout | undefined
  const late = new Promise<false>((resolve) => {
    timer = setTimeout(resolve, timeoutMs, false)
  })
  try {
    return await Promise.race([work.then(() => true as const), late])
  } finally {
    clearTimeout(timer)
  }
}
