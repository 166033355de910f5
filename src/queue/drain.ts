import { setImmediate, setTimeout as wait } from 'node:timers/promises'
import type { JobWithMetadata, PgBoss } from 'pg-boss'
import { z } from 'zod'
import { countingJobs } from './counted-jobs.ts'
import { type DealJob, dealQueue } from './deal-job.ts'
import { JobGone } from './job-gone.ts'
import { priorityOf } from './rank.ts'
import type { QueueSettings } from './settings.ts'

export type Job = Omit<JobWithMetadata<DealJob>, 'signal'> & {
  /** Aborted when the job is no longer ours. */
  signal: AbortSignal
}

export type DrainOptions = {
  boss: PgBoss
  settings: QueueSettings
  /** Resolves when the job is settled one way or another; throws to have it tried again. */
  work(job: Job): Promise<void>
  /** Whether it is on this process to work at present. */
  isOurTurn(): boolean
  /** Whether more jobs are on their way to the queue than have been found there yet. */
  isMoreComing?: (() => boolean) | undefined
  onError(error: Error): void
}

export type Drain = {
  /** Looks for jobs now. */
  wake(): void
  /** What is in work. */
  jobs(): Job[]
  /** Looks for nothing more. Resolves when everything in work has ended. */
  close(): Promise<void>
}

/** Which jobs pg-boss found as expected; it answers this, but does not type it. */
const Touched = z.object({ settled: z.array(z.string()).nullish() })

/** From so many jobs within that time, more are on their way. */
const burst = 5
const burstMs = 400
const gatherEveryMs = 100
const gatherAtMostMs = 3_000
/** An event of a deal whose job is just being taken waits for that: so few that it is 10 ms of the database's work. */
const mostInOneLook = 50
/** Signs of life in the time after which a job counts as lost. */
const beats = 4
/** Of that time, how much may pass without an answered one: from then on others may have the job. */
const shareUnanswered = 7 / 8
/** While more wait than there is room for, one in so many is of those that come later. */
const patientOneIn = 10
/** After so many without a job, what is coming is of deals that have one. */
const mostEmptyLooks = 2

/**
 * Takes waiting jobs into work, as many as come: the portal's allowance, not their number, is what is scarce. One that
 * comes alone is begun at once. When many come together it waits until no more do, for three seconds at most, since deals
 * that begin together share the requests that read them.
 */
export function openDrain({
  boss,
  settings,
  work,
  isOurTurn,
  isMoreComing = () => false,
  onError,
}: DrainOptions): Drain {
  /** `answeredAt`: when the last sign of life left that was answered. */
  const inWork = new Map<string, { job: Job; claim: AbortController; answeredAt: number }>()
  let done: Job[] = []
  let lately: { at: number; found: number }[] = []
  let passed = 0
  let isLooking = false
  let isAsked = false
  let isClosed = false
  let _settling: Promise<void> | null = null
  let looking: Promise<void> = Promise.resolve()
  const ended = Promise.withResolvers<void>()
  const closing = new AbortController()
  const countJobs = countingJobs(boss, onError)

  function wake(): void {
    isAsked = true
    if (isLooking || isClosed || !isOurTurn()) return
    isLooking = true
    looking = look().finally(() => {
      isLooking = false
      endIfIdle()
    })
  }

  async function look(): Promise<void> {
    while (isAsked && !isClosed && isOurTurn()) {
      isAsked = false
      // Together, as deals that begin together are remembered, and read from the portal, together.
      for (const job of await gather()) void begin(job)
      countJobs(inWork.size)
    }
  }

  async function gather(): Promise<Job[]> {
    const gathered: Job[] = []
    const until = performance.now() + gatherAtMostMs
    let emptyLooks = 0
    for (;;) {
      const room = settings.concurrency - inWork.size
      const found = room > 0 ? await take(Math.min(room, mostInOneLook)).catch(fault) : []
      // What has been taken is ours to begin, whatever became of this look.
      if (found === null) return gathered
      gathered.push(...found)
      const isFull = found.length === mostInOneLook && room > found.length
      emptyLooks = found.length === 0 ? emptyLooks + 1 : 0
      const isMore = isBurst(found.length) || (gathered.length > 0 && emptyLooks < mostEmptyLooks && isMoreComing())
      if (!isMore || inWork.size >= settings.concurrency || performance.now() >= until) {
        // Those who could not come along are looked for as soon as there is room.
        if (isFull) isAsked = true
        return gathered
      }
      if (!isFull) await wait(gatherEveryMs, undefined, { signal: closing.signal }).catch(() => {})
      if (closing.signal.aborted) return gathered
    }
  }

  function fault(error: unknown): null {
    onError(error instanceof Error ? error : new Error(String(error)))
    return null
  }

  /** Whether so many have come lately, these included. */
  function isBurst(found: number): boolean {
    const now = performance.now()
    lately = [...lately.filter(({ at }) => at > now - burstMs), { at: now, found }]
    return lately.reduce((sum, look) => sum + look.found, 0) >= burst
  }

  /** Takes them in order of their rank, but so that those of the last are not passed over for ever. */
  async function take(batchSize: number): Promise<Job[]> {
    const due = Math.min(batchSize, Math.floor(passed / patientOneIn))
    const patient = due > 0 ? await fetch(due, { maxPriority: priorityOf.later }) : []
    passed -= due * patientOneIn
    const room = batchSize - patient.length
    const looked = room > 0 ? fetch(room) : Promise.resolve([])
    // What has been taken is ours to begin, also when the look for others fails.
    const found = patient.length === 0 ? await looked : ((await looked.catch(fault)) ?? [])
    passed = found.length === room ? passed + found.length : 0
    return [...patient, ...found]
  }

  async function fetch(batchSize: number, which: { maxPriority?: number } = {}): Promise<Job[]> {
    const askedAt = performance.now()
    const found = await boss.fetch<DealJob>(dealQueue, { includeMetadata: true, batchSize, ...which })
    return found.map((fetched) => {
      const claim = new AbortController()
      const job = Object.assign(fetched, { signal: claim.signal })
      inWork.set(job.id, { job, claim, answeredAt: askedAt })
      return job
    })
  }

  async function begin(job: Job): Promise<void> {
    try {
      await work(job)
      done.push(job)
      _settling ??= settle()
    } catch (error) {
      const output = error instanceof Error ? { ...error, message: error.message } : {}
      await boss.fail(dealQueue, job, output).catch(onError)
      release([job])
    }
  }

  /** Completes together what ends together; what ends meanwhile goes with the next. */
  async function settle(): Promise<void> {
    while (done.length > 0) {
      await setImmediate()
      const jobs = done
      done = []
      // One that cannot be completed loses its heartbeat and is tried again, which then finds nothing waiting.
      await boss.complete(dealQueue, jobs).catch(onError)
      release(jobs)
    }
    _settling = null
  }

  function release(jobs: readonly Job[]): void {
    for (const { id } of jobs) inWork.delete(id)
    wake()
    endIfIdle()
  }

  async function beat(): Promise<void> {
    const held = [...inWork.values()]
    if (held.length === 0) return
    const askedAt = performance.now()
    // By the clock, not by how many had no answer: a process that stood still has asked none.
    const longestMs = settings.heartbeatSeconds * 1_000 * shareUnanswered
    for (const { job, claim, answeredAt } of held) {
      if (askedAt - answeredAt > longestMs) claim.abort(new JobGone(job.data.dealId, 'may have gone'))
    }
    const { settled } = Touched.parse(
      await boss.touch(
        dealQueue,
        held.map(({ job }) => job),
      ),
    )
    const ours = new Set(settled ?? held.map(({ job }) => job.id))
    for (const entry of held) {
      const { job, claim } = entry
      entry.answeredAt = askedAt
      if (!ours.has(job.id)) claim.abort(new JobGone(job.data.dealId, 'has gone'))
    }
  }

  function endIfIdle(): void {
    if (isClosed && !isLooking && inWork.size === 0) ended.resolve()
  }

  const lookingOut = setInterval(wake, settings.lookEveryMs)
  const beating = setInterval(() => void beat().catch(onError), (settings.heartbeatSeconds * 1_000) / beats)
  return {
    wake,
    jobs: () => [...inWork.values()].map(({ job }) => job),
    async close() {
      isClosed = true
      closing.abort()
      clearInterval(lookingOut)
      await looking
      endIfIdle()
      await ended.promise
      clearInterval(beating)
    },
  }
}
