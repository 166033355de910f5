import { v7 as uuidv7 } from 'uuid'
import type { JobError, JobKind, JobRecord } from '../../core/jobs/job.ts'
import { PortalError } from '../../core/runs/portal-error.ts'
import type { Database, Queries, Transaction } from '../../database/connection/database.ts'
import { endJob, handBackJobs, keepJob, takeJob } from '../../database/jobs/jobs.ts'
import type { Logger } from '../../log.ts'
import type { Lease } from '../process/lease.ts'
import { startLoop } from '../process/loop.ts'

export type JobDesk = {
  /** Aborted when the job is paused or cancelled, has gone to another process, or this one stops. */
  signal: AbortSignal
  /** Keeps how far the job has come, to go on from there; throws when it is not ours any more. */
  keep(progress: unknown): Promise<void>
  /** Does this work and keeps the progress that it comes to: both or neither. Throws as `keep` does. */
  keepWith(progress: unknown, work: (tx: Transaction) => Promise<void>): Promise<void>
}

/** Does a job, from its progress on; what it answers is the job's result. */
export type DoJob = (job: JobRecord, desk: JobDesk) => Promise<unknown>

export type JobRunnerParts = {
  database: Database
  portalId: number
  lease: Pick<Lease, 'isOurs'>
  log: Logger
}

export type JobRunner = {
  /** Looks for jobs now. */
  wake(): void
  /** Stops what runs; it goes on at the next start, or in another process. */
  close(): Promise<void>
}

const lookEveryMs = 500
const beatEveryMs = 5_000

/** Does jobs while this process holds the lease, one of each kind at a time. */
export function runJobs(parts: JobRunnerParts, work: Record<JobKind, DoJob>): JobRunner {
  const { database, portalId, lease, log } = parts
  const worker = uuidv7()
  const stopping = new AbortController()
  const isAlone = database.kind === 'pglite'

  const loops = Object.entries(work).map(([kind, doJob]) =>
    startLoop({
      everyMs: lookEveryMs,
      async look() {
        if (!lease.isOurs()) return false
        const job = await takeJob(database, portalId, kind as JobKind, { worker, isAlone })
        if (job !== null) await carryOut(job, doJob)
        return job !== null
      },
      onError: (error) => log.warn({ err: error }, `${kind} jobs could not be looked after`),
    }),
  )

  async function carryOut(job: JobRecord, doJob: DoJob): Promise<void> {
    const lost = new AbortController()
    const signal = AbortSignal.any([lost.signal, stopping.signal])
    const keepIn = async (db: Queries, progress?: unknown) => {
      const isOurs = await keepJob(db, portalId, { id: job.id, worker, progress })
      if (!isOurs) lost.abort(new Error(`The ${job.kind} was paused, cancelled or has gone to another process.`))
      signal.throwIfAborted()
    }
    const keep = (progress?: unknown) => keepIn(database.orm, progress)
    const keepWith: JobDesk['keepWith'] = (progress, work) =>
      database.transaction(async (tx) => {
        await keepIn(tx, progress)
        await work(tx)
      })
    const beating = setInterval(() => void keep().catch(() => {}), beatEveryMs)
    try {
      const result = await doJob(job, { signal, keep, keepWith })
      await endJob(database, portalId, { id: job.id, worker, end: { state: 'done', result } })
      log.info({ job: job.id }, `${job.kind} ${job.id} is done`)
    } catch (error) {
      if (signal.aborted) return
      log.warn({ job: job.id, err: error }, `${job.kind} ${job.id} failed`)
      await endJob(database, portalId, { id: job.id, worker, end: { state: 'failed', error: jobError(error) } })
    } finally {
      clearInterval(beating)
    }
  }

  return {
    wake() {
      for (const loop of loops) loop.wake()
    },
    async close() {
      stopping.abort(new Error('The service is stopping.'))
      await Promise.all(loops.map((loop) => loop.close()))
      // Jobs that are not handed back are taken up again once their beat is missed.
      await handBackJobs(database, portalId, worker).catch((error: unknown) =>
        log.warn({ err: error }, 'long jobs could not be handed back'),
      )
    },
  }
}

/** What a person reads of it; the text of an error that no one expected may hold anything, so it is not repeated. */
function jobError(error: unknown): JobError {
  if (error instanceof PortalError) return { code: error.code, message: error.message }
  return {
    code: 'internal',
    message: 'It stopped on an error of Bindery itself; the log has the details. Ask for it again once it is mended.',
  }
}
