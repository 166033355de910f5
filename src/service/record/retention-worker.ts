import type { RetentionPass, RetentionPolicy } from '../../core/record/retention.ts'
import type { Database } from '../../database/connection/open.ts'
import {
  eraseChanges,
  eraseEvents,
  eraseJobs,
  eraseRequests,
  eraseSnapshots,
} from '../../database/erasing/expired-rows.ts'
import { beforeAnyRun, declareExpired, eraseRuns, eraseTraces, runIdAt } from '../../database/erasing/expired-runs.ts'
import { keepPass, lastPass, storedPolicy } from '../../database/erasing/retention-policies.ts'
import { keepMonths, packMonths } from '../../database/runs/months.ts'
import { type ApplyRetentionDeps, applyRetention } from '../../flows/apply-retention.ts'
import type { Logger } from '../../log.ts'
import type { Lease } from '../process/lease.ts'
import { type Loop, startLoop } from '../process/loop.ts'

export type RetentionParts = {
  database: Database
  portalId: number
  /** What holds where nobody has said otherwise. */
  usual: RetentionPolicy
  lease: Pick<Lease, 'isOurs'>
  log: Logger
  now(): Date
}

/** Between two pages: live work comes first. */
const pauseMs = 250
/** Days are what policies count in. */
const passEveryMs = 6 * 60 * 60_000
/** Another process may have been told of another policy. */
const askEveryMs = 60_000

export type RetentionWorker = Loop & {
  /** Begins anew at once, as a policy has changed. */
  again(): void
}

/** Erases what is kept no longer, after the start and then by time, while this process holds the lease. */
export function workOnRetention(parts: RetentionParts): RetentionWorker {
  const { database, portalId, usual, lease, log, now } = parts
  let pass: ReturnType<typeof applyRetention> | null = null
  let nextAt = 0
  let askAt = 0
  let setAt: string | null = null

  /** Neither recording nor erasing waits for it: as long as the last month has no end, it takes all runs. */
  async function lookAfterMonths(look: typeof keepMonths): Promise<void> {
    try {
      await look(database)
    } catch (error) {
      log.warn({ err: error }, 'the tables of months could not be looked after; it is tried again with the next pass')
    }
  }

  async function begin(): Promise<ReturnType<typeof applyRetention>> {
    // Before a first pass that may take hours: a month that was being ended as the service stopped may take no run of today.
    await lookAfterMonths(keepMonths)
    const last = await lastPass(database, portalId)
    const stored = await storedPolicy(database, portalId)
    setAt = stored?.setAt ?? null
    return applyRetention(depsOf(parts, last?.tracesBefore ?? null), stored ?? usual)
  }

  /** Whether it is time for a pass, or the policy is another one since the last. */
  async function isDue(): Promise<boolean> {
    const at = now().getTime()
    if (at >= nextAt) return true
    if (at < askAt) return false
    askAt = at + askEveryMs
    return ((await storedPolicy(database, portalId))?.setAt ?? null) !== setAt
  }

  async function end({ erased, tracesBefore }: Pick<RetentionPass, 'erased'> & { tracesBefore: string | null }) {
    await keepPass(database, portalId, { endedAt: now().toISOString(), erased, tracesBefore })
    const total = Object.values(erased).reduce((sum, some) => sum + some, 0)
    if (total > 0) log.info({ erased }, `retention: ${total} rows that are kept no longer were erased`)
  }

  const loop = startLoop({
    everyMs: pauseMs,
    async look() {
      if (!lease.isOurs()) pass = null
      if (!lease.isOurs() || (pass === null && !(await isDue()))) return false
      pass ??= await begin()
      const step = await pass.next()
      if (step.done !== true) return false
      pass = null
      nextAt = now().getTime() + passEveryMs
      await end(step.value)
      await lookAfterMonths(packMonths)
      return false
    },
    onError(error) {
      pass = null
      log.warn({ err: error }, 'what is kept no longer could not be erased; it is tried again')
    },
  })
  return {
    ...loop,
    again() {
      pass = null
      nextAt = 0
      loop.wake()
    },
  }
}

function depsOf({ database, portalId, now }: RetentionParts, tracesErasedBefore: string | null): ApplyRetentionDeps {
  return {
    declare: (wanted) => declareExpired(database, portalId, wanted),
    tracesErasedBefore,
    eraseTraces: ({ after, from, most }) =>
      eraseTraces(database, portalId, { after: after ?? (from === null ? beforeAnyRun : runIdAt(from)), most }),
    eraseRuns: ({ after, most }) => eraseRuns(database, portalId, { after: after ?? beforeAnyRun, most }),
    eraseRows: {
      snapshots: (page) => eraseSnapshots(database, portalId, page),
      events: (page) => eraseEvents(database, portalId, page),
      requests: (page) => eraseRequests(database, portalId, page),
      changes: (page) => eraseChanges(database, portalId, page),
      jobs: (page) => eraseJobs(database, portalId, page),
    },
    now,
  }
}
