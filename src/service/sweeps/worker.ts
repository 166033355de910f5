import { byTime, type Sweep, type SweepKind } from '../../core/sweeps/sweep.ts'
import { isDue, type SweepTimes } from '../../core/sweeps/sweep-times.ts'
import type { Database, Transaction } from '../../database/connection/open.ts'
import { keepChanged, keepMoved, knownDeals } from '../../database/sweeps/deal-changes.ts'
import {
  beginSweep,
  createSweep,
  endSweep,
  findSweep,
  leastSkewMs,
  newestSweep,
  noteInSweep,
  sweepMark,
  sweepsUnderWay,
  waitingOfSweeps,
} from '../../database/sweeps/sweeps.ts'
import { type AdvanceSweepDeps, advanceSweep } from '../../flows/advance-sweep.ts'
import type { Logger } from '../../log.ts'
import type { ChangedDeals } from '../../portal/changed-deals.ts'
import type { DealQueue } from '../../queue/deal-queue.ts'
import type { Lease } from '../process/lease.ts'
import { type Loop, startLoop } from '../process/loop.ts'
import type { Metrics } from '../telemetry/metrics.ts'

export type SweepParts = {
  database: Database
  portalId: number
  changed: ChangedDeals
  ruleSet: { listensTo(event: string): Promise<boolean> }
  queue: Pick<DealQueue, 'enqueue' | 'wake'>
  lease: Pick<Lease, 'isOurs'>
  metrics: Pick<Metrics, 'sweepEnded'>
  log: Logger
  now(): Date
  /** When each kind comes round; with `off` there are only those that somebody asks for. */
  times: Record<SweepKind, SweepTimes>
}

const lookEveryMs = 500
/** Between two pages of the slow pass over open deals. */
const slowlyMs = 2_000

/** Sweeps after the start and then by time, and when asked to, while this process holds the lease. */
export function workOnSweeps(parts: SweepParts): Loop {
  const { database, portalId, lease, log, now } = parts
  const deps = depsOf(parts)
  let isStart = true
  let lastSlowPageAt = 0
  let told = ''

  async function advance(sweep: Sweep): Promise<boolean> {
    const advanced = await advanceSweep(deps, sweep)
    told = ''
    if (advanced === 'ended') await tellEnd(sweep.id)
    return advanced === 'moved'
  }

  async function tellEnd(id: string): Promise<void> {
    const sweep = await findSweep(database, portalId, id)
    if (sweep === null) return
    parts.metrics.sweepEnded(sweep)
    const { kind, status, since, pages, dealsSeen, dealsQueued, error } = sweep
    const fields = { sweep: id, kind, status, since, pages, dealsSeen, dealsQueued, ...(error && { code: error.code }) }
    if (status === 'failed') log.error(fields, `sweep of ${kind} failed: ${error?.message ?? ''}`)
    else log.info(fields, `sweep of ${kind}: ${dealsSeen} deals seen, ${dealsQueued} run that no event had told of`)
  }

  return startLoop({
    everyMs: lookEveryMs,
    async look() {
      if (!lease.isOurs()) return false
      await startDue(parts, isStart)
      isStart = false
      const underWay = await sweepsUnderWay(database.orm, portalId)
      const changes = underWay.find(({ kind }) => kind === 'changes')
      if (changes !== undefined) return advance(changes)
      const [slow] = underWay
      if (slow === undefined || now().getTime() - lastSlowPageAt < slowlyMs) return false
      lastSlowPageAt = now().getTime()
      await advance(slow)
      return false
    },
    onError(error) {
      const message = error instanceof Error ? error.message : String(error)
      // The same thing every some seconds is told once.
      if (message !== told) log.warn({ err: error }, `the sweep could not go on; it is tried again: ${message}`)
      told = message
    },
  })
}

/** Begins what is due, unless one of its kind is under way. */
async function startDue({ database, portalId, times, now }: SweepParts, isStart: boolean): Promise<void> {
  const underWay = await sweepsUnderWay(database.orm, portalId)
  for (const kind of ['changes', 'open-deals'] as const) {
    if (times[kind].kind === 'off' || underWay.some((sweep) => sweep.kind === kind)) continue
    const last =
      (await newestSweep(database, portalId, { kind, at: now() }))?.createdAt ??
      (await sweepMark(database, portalId))?.begunAt
    const isFirst = kind === 'changes' && (isStart || last === undefined)
    if (!isFirst && (last === undefined || !isDue(times[kind], new Date(last), now()))) continue
    await createSweep(database.orm, portalId, { kind, requestedBy: byTime, since: null, at: now() })
  }
}

function depsOf({ database, portalId, changed, ruleSet, queue, log, now }: SweepParts): AdvanceSweepDeps {
  const run = async (keep: (tx: Transaction) => Promise<number[]>) => {
    await database.transaction(async (tx) => {
      const dealIds = await keep(tx)
      await queue.enqueue(
        tx,
        dealIds.map((dealId) => ({ portalId, dealId })),
        'later',
      )
    })
    queue.wake()
  }
  return {
    ...changed,
    listensTo: ruleSet.listensTo,
    async begunAt() {
      const mark = await sweepMark(database, portalId)
      return mark === null ? Number.POSITIVE_INFINITY : Date.parse(mark.begunAt)
    },
    leastSkewMs: (sweep) => leastSkewMs(database, portalId, sweep, now()),
    knownDeals: (dealIds) => knownDeals(database, portalId, dealIds),
    waiting: () => waitingOfSweeps(database, portalId),
    begin: (sweep, at) => beginSweep(database, portalId, sweep, at),
    keepMoves: (sweep, page) => run((tx) => keepMoved(tx, portalId, sweep, page)),
    keepDeals: (sweep, page) => run((tx) => keepChanged(tx, portalId, sweep, page)),
    end: (sweep, end) => endSweep(database, portalId, sweep, end),
    note: (sweep, error) => noteInSweep(database.orm, portalId, sweep.id, error),
    movesRefused: (error) =>
      log.warn(
        { code: error.code },
        `the portal does not tell of moves between pipelines, so only what they leave on the deals is found: ${error.message}`,
      ),
    now: () => now().getTime(),
  }
}
