import type { Fields } from '../core/deal/snapshot.ts'
import { PortalError } from '../core/runs/portal-error.ts'
import type { RunError } from '../core/runs/run.ts'
import {
  byTime,
  eventsOfMove,
  judgeDeal,
  type KnownDeal,
  type Move,
  type Skew,
  type Sweep,
  settlingMs,
  skewToJudgeBy,
  type Verdict,
} from '../core/sweeps/sweep.ts'

/** What a sweep found of one deal; `events`: what its run is to count as, empty where none is asked for. */
export type Found = { dealId: number; changedAt: string | null; verdict: Verdict; events: string[] }

export type AdvanceSweepDeps = {
  /** The portal's clock, in milliseconds since 1970. */
  portalTime(): Promise<number>
  /** When the first sweep of all began, by that clock: what was there before is left as it is. */
  begunAt(): Promise<number>
  /** By how much the portal's clock was ahead of ours at least, for all sweeps in the time that this one looks at. */
  leastSkewMs(sweep: Sweep): Promise<Skew>
  listChanged(since: Date, afterId: number): Promise<{ deals: { id: number; fields: Fields }[]; isLast: boolean }>
  listOpen(afterId: number): Promise<{ deals: { id: number; fields: Fields }[]; isLast: boolean }>
  listMoves(afterId: number): Promise<{ moves: Move[]; isLast: boolean }>
  newestMove(): Promise<number>
  /** Whether some live or shadow rule listens to the event. */
  listensTo(event: string): Promise<boolean>
  knownDeals(dealIds: readonly number[]): Promise<Map<number, KnownDeal>>
  /** How many deals that sweeps found wait for their run. */
  waiting(): Promise<number>
  /** Sets the beginning, once: from where the last one went, or, the first time of all, from the portal's time now. */
  begin(sweep: Sweep, at: { until: Date; skewMs: number; newestMove: () => Promise<number> }): Promise<void>
  /** Has what was found run and moves the cursor: both or neither. `settledUpTo`: moves that need no second look. */
  keepMoves(
    sweep: Sweep,
    page: {
      found: (Found & { moveId: number; changedAt: string })[]
      after: number
      settledUpTo: number
      isLast: boolean
    },
  ): Promise<void>
  keepDeals(sweep: Sweep, page: { found: Found[]; after: number; seen: number }): Promise<void>
  end(sweep: Sweep, end: { status: 'done' } | { status: 'failed'; error: RunError }): Promise<void>
  /** The portal does not tell of moves; the sweep goes on without. */
  movesRefused(error: PortalError): void
  /** Notes what stands in its way while it goes on. */
  note(sweep: Sweep, error: RunError): Promise<void>
  now(): number
}

/** How many deals of sweeps may wait in the queue: enough that they share requests, few enough that events find room. */
export const mostWaiting = 200

/** `moved`: there may be more to do at once. `waiting`: its deals are to be run first. */
export type Advanced = 'moved' | 'waiting' | 'ended'

/**
 * One step of a sweep: learns the portal's time, or looks at one page and has run what no event told of. Every step
 * leaves it whole, so that it goes on wherever a process has stopped. Throws `PortalError` where waiting helps.
 */
export async function advanceSweep(deps: AdvanceSweepDeps, sweep: Sweep): Promise<Advanced> {
  try {
    return await step(deps, sweep)
  } catch (error) {
    if (!(error instanceof PortalError)) throw error
    const told = { code: error.code, message: error.message }
    if (!error.isHopeless) {
      await deps.note(sweep, told)
      throw error
    }
    await deps.end(sweep, { status: 'failed', error: told })
    return 'ended'
  }
}

async function step(deps: AdvanceSweepDeps, sweep: Sweep): Promise<Advanced> {
  if (sweep.until === null) {
    const askedAt = deps.now()
    const portalNow = await deps.portalTime()
    // To the second, like every time of the portal; the answer took a while as well.
    const skewMs = Math.round(portalNow - askedAt)
    await deps.begin(sweep, { until: new Date(portalNow), skewMs, newestMove: () => newestMove(deps) })
    return 'moved'
  }
  if ((await deps.waiting()) >= mostWaiting) return 'waiting'
  if (sweep.kind === 'changes' && !sweep.areMovesListed) return lookAtMoves(deps, sweep)
  return sweep.kind === 'changes' ? lookAtChanged(deps, sweep) : lookAtOpen(deps, sweep)
}

/** A portal that keeps no such history, or does not tell, has its moves found by what they leave on the deals. */
async function newestMove(deps: AdvanceSweepDeps): Promise<number> {
  try {
    return await deps.newestMove()
  } catch (error) {
    if (!(error instanceof PortalError) || !error.isHopeless) throw error
    deps.movesRefused(error)
    return 0
  }
}

/** A row may be saved after one with a higher id: the latest are looked at once more. */
const movesSettleMs = 60_000

async function lookAtMoves(deps: AdvanceSweepDeps, sweep: Sweep): Promise<Advanced> {
  const { moves: listed, isLast } = await listMoves(deps, sweep)
  // Whoever was not told of the latest move begins at the first of all.
  const begunAt = await deps.begunAt()
  const moves = listed.filter(({ movedAt }) => Date.parse(movedAt) >= begunAt)
  const known = await deps.knownDeals(moves.map(({ dealId }) => dealId))
  const skewMs = skewToJudgeBy(sweep.skewMs, await deps.leastSkewMs(sweep))
  const found = await Promise.all(
    moves.map(async (move) => {
      const events = await heard(deps, eventsOfMove(move, known.get(move.dealId) ?? unknown, skewMs))
      const verdict: Verdict = events.length > 0 ? 'missed' : 'unheard'
      return { moveId: move.id, dealId: move.dealId, changedAt: move.movedAt, verdict, events }
    }),
  )
  const settledBefore = Date.parse(sweep.until ?? '') - movesSettleMs
  const settled = listed.filter(({ movedAt }) => Date.parse(movedAt) <= settledBefore).map(({ id }) => id)
  const after = Math.max(sweep.movesAfter, ...listed.map(({ id }) => id))
  await deps.keepMoves(sweep, { found, after, settledUpTo: Math.max(0, ...settled), isLast })
  return 'moved'
}

async function listMoves(deps: AdvanceSweepDeps, sweep: Sweep): Promise<{ moves: Move[]; isLast: boolean }> {
  try {
    return await deps.listMoves(sweep.movesAfter)
  } catch (error) {
    if (!(error instanceof PortalError) || !error.isHopeless) throw error
    deps.movesRefused(error)
    return { moves: [], isLast: true }
  }
}

async function lookAtChanged(deps: AdvanceSweepDeps, sweep: Sweep): Promise<Advanced> {
  const { deals, isLast } = await deps.listChanged(new Date(sweep.since ?? 0), sweep.cursor)
  const settledBefore = Date.parse(sweep.until ?? '') - settlingMs
  const isSettled = ({ fields }: { fields: Fields }) =>
    sweep.requestedBy !== byTime || !(Date.parse(String(fields.updatedTime)) > settledBefore)
  return keep(deps, sweep, { deals, isLast, judged: deals.filter(isSettled), isEveryOneKept: true })
}

/** Deals that were never run are none of its business: it is for what rules have dealt with and somebody changed since. */
async function lookAtOpen(deps: AdvanceSweepDeps, sweep: Sweep): Promise<Advanced> {
  const { deals, isLast } = await deps.listOpen(sweep.cursor)
  return keep(deps, sweep, { deals, isLast, judged: deals, isEveryOneKept: false })
}

type Judging = {
  deals: { id: number; fields: Fields }[]
  isLast: boolean
  judged: { id: number; fields: Fields }[]
  isEveryOneKept: boolean
}

async function keep(deps: AdvanceSweepDeps, sweep: Sweep, page: Judging): Promise<Advanced> {
  const { deals, isLast, judged, isEveryOneKept } = page
  const known = await deps.knownDeals(judged.map(({ id }) => id))
  const skewMs = skewToJudgeBy(sweep.skewMs, await deps.leastSkewMs(sweep))
  const found: Found[] = []
  for (const { id, fields } of judged) {
    const ofDeal = known.get(id) ?? unknown
    if (!isEveryOneKept && ofDeal.snapshot === null) continue
    const { verdict, event } = judgeDeal(fields, ofDeal, skewMs)
    if (verdict === 'received' && !isEveryOneKept) continue
    const events = verdict === 'missed' ? await heard(deps, [event]) : []
    const changedAt = typeof fields.updatedTime === 'string' ? fields.updatedTime : null
    found.push({
      dealId: id,
      changedAt,
      verdict: verdict === 'missed' && events.length === 0 ? 'unheard' : verdict,
      events,
    })
  }
  await deps.keepDeals(sweep, {
    found,
    after: Math.max(sweep.cursor, ...deals.map(({ id }) => id)),
    seen: deals.length,
  })
  if (!isLast) return 'moved'
  await deps.end(sweep, { status: 'done' })
  return 'ended'
}

const unknown: KnownDeal = { snapshot: null, events: [], requestedAt: null }

async function heard(deps: AdvanceSweepDeps, events: readonly string[]): Promise<string[]> {
  const listened = await Promise.all(events.map((event) => deps.listensTo(event)))
  return events.filter((_event, index) => listened[index])
}
