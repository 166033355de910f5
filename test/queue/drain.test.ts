import type { PgBoss } from 'pg-boss'
import { expect, onTestFinished, test, vi } from 'vitest'
import { type Drain, type Job, openDrain } from '../../src/queue/drain.ts'
import { JobGone } from '../../src/queue/job-gone.ts'
import { defaultSettings, type QueueSettings } from '../../src/queue/settings.ts'
import { gate } from '../support/queue-bench.ts'
import { until } from '../support/until.ts'

type PaperBoss = {
  /** Deals whose jobs wait. */
  waiting: number[]
  fetched: number
  /** Looks from this one on fail. */
  failsFrom: number
  completed: number[]
  failed: number[]
  /** Deals whose jobs have gone to another worker. */
  lost: Set<number>
  /** Nothing tells whose jobs are whose. */
  isAway: boolean
  /** Answered signs of life. */
  beats: number
  /** Called as one is asked for, and waited for before it is answered. */
  beforeBeat: () => Promise<void>
}

/** A drain on jobs that are plain objects; `work` takes each from there. */
function aDrain(
  work: (job: Job) => Promise<void>,
  settings: Partial<QueueSettings> = {},
  isMoreComing: (() => boolean) | undefined = undefined,
) {
  const paper: PaperBoss = {
    waiting: [],
    fetched: 0,
    failsFrom: Number.POSITIVE_INFINITY,
    completed: [],
    failed: [],
    lost: new Set(),
    isAway: false,
    beats: 0,
    beforeBeat: async () => {},
  }
  const dealsOf = (jobs: Job | Job[]) => [jobs].flat().map(({ data }) => data.dealId)
  const boss = {
    async fetch(_queue: string, { batchSize }: { batchSize: number }) {
      paper.fetched += 1
      if (paper.fetched >= paper.failsFrom) throw new Error('the database is away')
      return paper.waiting
        .splice(0, batchSize)
        .map((dealId) => ({ id: `job of ${dealId}`, data: { portalId: 1, dealId } }))
    },
    complete: async (_queue: string, jobs: Job[]) => void paper.completed.push(...dealsOf(jobs)),
    fail: async (_queue: string, job: Job) => void paper.failed.push(...dealsOf(job)),
    async touch(_queue: string, jobs: Job[]) {
      await paper.beforeBeat()
      if (paper.isAway) throw new Error('the database is away')
      paper.beats += 1
      return { settled: jobs.filter(({ data }) => !paper.lost.has(data.dealId)).map(({ id }) => id) }
    },
  }
  const errors: Error[] = []
  const drain: Drain = openDrain({
    // What it calls of pg-boss, and nothing else.
    boss: boss as unknown as PgBoss,
    settings: { ...defaultSettings, lookEveryMs: 60_000, ...settings },
    work,
    isOurTurn: () => true,
    isMoreComing,
    onError: (error) => void errors.push(error),
  })
  onTestFinished(() => drain.close())
  return { paper, drain, errors }
}
const deals = (from: number, to: number) => Array.from({ length: to - from + 1 }, (_, index) => from + index)

/** Lets signs of life come by the test's clock, four in a second where a job counts as lost after one. Before the drain. */
function aClock() {
  vi.useFakeTimers({ toFake: ['setInterval', 'clearInterval', 'performance'] })
  onTestFinished(() => void vi.useRealTimers())
  return { pass: (ms: number) => vi.advanceTimersByTimeAsync(ms) }
}

/** Notes in which turn of the event loop each deal was begun. */
function starts() {
  const turns = new Map<number, number>()
  let turn = 0
  let isCounting = false
  const note = (dealId: number) => {
    turns.set(dealId, turn)
    if (isCounting) return
    isCounting = true
    setImmediate(() => {
      isCounting = false
      turn += 1
    })
  }
  return { turns, note }
}

test('a job that comes alone is begun without another look for company', async () => {
  const looks: number[] = []
  const { paper, drain } = aDrain(async () => void looks.push(paper.fetched))
  paper.waiting = [1]
  drain.wake()
  await until(() => looks.length === 1, 'it is begun')
  expect(looks).toEqual([1])
})

test('those of a burst are begun together, with those that come while it is gathered', async () => {
  const { turns, note } = starts()
  const { paper, drain } = aDrain(async (job) => note(job.data.dealId))
  paper.waiting = deals(1, 10)
  drain.wake()
  await until(() => paper.fetched === 1, 'the first were taken')
  expect(turns.size, 'and wait for more').toBe(0)
  paper.waiting = deals(11, 30)
  await until(() => turns.size === 30, 'all are begun')
  expect(new Set(turns.values()).size).toBe(1)
})

test('the first of a burst that has been heard of waits for the others', async () => {
  const { turns, note } = starts()
  let isMoreComing = true
  const { paper, drain } = aDrain(
    async (job) => note(job.data.dealId),
    {},
    () => isMoreComing,
  )
  paper.waiting = [1]
  drain.wake()
  await until(() => paper.fetched === 2, 'it was looked for more')
  expect(turns.size).toBe(0)
  paper.waiting = [2]
  isMoreComing = false
  await until(() => turns.size === 2, 'both are begun')
  expect(new Set(turns.values()).size).toBe(1)
})

test('no more are taken than there is room for, and one that ends makes room', async () => {
  const running = new Map<number, ReturnType<typeof gate>>()
  const work = async (job: Job) => {
    const ending = gate()
    running.set(job.data.dealId, ending)
    await ending.promise
  }
  const { paper, drain } = aDrain(work, { concurrency: 10 })
  paper.waiting = deals(1, 12)
  drain.wake()
  await until(() => running.size === 10, 'ten run')
  expect(paper.waiting).toEqual([11, 12])
  running.get(3)?.resolve()
  await until(() => running.has(11), 'the next is begun while nine of the group still run')
  expect([paper.completed, paper.waiting]).toEqual([[3], [12]])
  for (const { resolve } of running.values()) resolve()
  await until(() => running.has(12), 'the last is begun')
  for (const { resolve } of running.values()) resolve()
})

test('a job that throws is failed, and no other with it', async () => {
  const { paper, drain } = aDrain(async (job) => {
    if (job.data.dealId === 2) throw new Error('no')
  })
  paper.waiting = deals(1, 3)
  drain.wake()
  await until(() => paper.completed.length + paper.failed.length === 3, 'all are settled')
  expect([paper.completed, paper.failed]).toEqual([[1, 3], [2]])
})

test('a job that has gone to another worker has its signal aborted, and no other', async () => {
  const clock = aClock()
  const signals = new Map<number, AbortSignal>()
  const ending = gate()
  const work = async (job: Job) => {
    signals.set(job.data.dealId, job.signal)
    await ending.promise
  }
  const { paper, drain } = aDrain(work, { heartbeatSeconds: 1 })
  paper.waiting = [1, 2]
  drain.wake()
  await until(() => signals.size === 2, 'both run')
  paper.lost.add(1)
  await clock.pass(250)
  expect([1, 2].map((dealId) => signals.get(dealId)?.aborted)).toEqual([true, false])
  expect(signals.get(1)?.reason).toBeInstanceOf(JobGone)
  ending.resolve()
})

test('a job of which nothing has been heard for as long as it takes to count as lost has its signal aborted', async () => {
  const clock = aClock()
  const signals = new Map<number, AbortSignal>()
  const ending = gate()
  const work = async (job: Job) => {
    signals.set(job.data.dealId, job.signal)
    await ending.promise
  }
  const { paper, drain, errors } = aDrain(work, { heartbeatSeconds: 1 })
  paper.waiting = [1]
  drain.wake()
  await until(() => signals.size === 1, 'it runs')
  paper.isAway = true
  await clock.pass(750)
  expect([signals.get(1)?.aborted, errors.length], 'three signs of life that had no answer').toEqual([false, 3])
  await clock.pass(250)
  expect(signals.get(1)?.aborted).toBe(true)
  paper.isAway = false
  paper.waiting = [2]
  drain.wake()
  await until(() => signals.size === 2, 'another runs')
  const count = errors.length
  paper.beats = 0
  await clock.pass(1_000)
  expect([paper.beats, signals.get(2)?.aborted, errors.length]).toEqual([4, false, count])
  ending.resolve()
})

test('a sign of life counts from when it was asked for, however late it is answered', async () => {
  const clock = aClock()
  const signals: AbortSignal[] = []
  const ending = gate()
  const work = async (job: Job) => {
    signals.push(job.signal)
    await ending.promise
  }
  const { paper, drain } = aDrain(work, { heartbeatSeconds: 1 })
  paper.waiting = [1]
  const late = gate()
  let asked = 0
  paper.beforeBeat = async () => {
    asked += 1
    if (asked === 1) return late.promise
    // The first is answered only now; nothing after it is.
    if (asked === 3) late.resolve()
    throw new Error('the database is away')
  }
  drain.wake()
  await until(() => signals.length === 1, 'it runs')
  await clock.pass(1_000)
  expect([asked, signals[0]?.aborted], 'three quarters of a second ago').toEqual([4, false])
  await clock.pass(250)
  expect([asked, signals[0]?.aborted], 'as long ago as it takes to count as lost').toEqual([5, true])
  ending.resolve()
})

test('a process that stood still for as long takes nothing for its own when it goes on', async () => {
  let signal: AbortSignal | null = null
  let isOursAtFirst = false
  const ending = gate()
  const { paper, drain } = aDrain(
    async (job) => {
      signal = job.signal
      isOursAtFirst = !job.signal.aborted
      await ending.promise
    },
    { heartbeatSeconds: 1 },
  )
  paper.waiting = [1]
  drain.wake()
  await until(() => signal !== null, 'it runs')
  expect(isOursAtFirst).toBe(true)
  // Nothing of this process runs meanwhile.
  Atomics.wait(new Int32Array(new SharedArrayBuffer(4)), 0, 0, 900)
  await new Promise((resolve) => setTimeout(resolve, 0))
  expect(signal).toMatchObject({ aborted: true })
  ending.resolve()
})

test('what was taken when it is closed while gathering is begun and ends before the closing does', async () => {
  const { turns, note } = starts()
  const ending = gate()
  const { paper, drain } = aDrain(async (job) => {
    note(job.data.dealId)
    await ending.promise
  })
  paper.waiting = deals(1, 10)
  drain.wake()
  await until(() => paper.fetched === 1, 'they were taken')
  paper.waiting = deals(11, 20)
  const closed = drain.close().then(() => paper.completed.length)
  await until(() => turns.size === 10, 'they are begun')
  ending.resolve()
  expect(await closed).toBe(10)
  expect(paper.waiting, 'no more were taken').toEqual(deals(11, 20))
  expect(drain.jobs()).toEqual([])
})

test('what was taken is begun, also when the next look for company fails', async () => {
  const begun: number[] = []
  const { paper, drain, errors } = aDrain(async ({ data }) => void begun.push(data.dealId))
  paper.waiting = deals(1, 6)
  paper.failsFrom = 2
  drain.wake()
  await until(() => begun.length === 6, 'all are begun')
  expect(errors[0]?.message).toBe('the database is away')
})
