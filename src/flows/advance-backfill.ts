import type { DealFilter } from '../core/deal/deal-filter.ts'
import type { Backfill } from '../core/jobs/backfill.ts'
import { PortalError } from '../core/runs/portal-error.ts'
import type { RunError } from '../core/runs/run.ts'

export type AdvanceBackfillDeps = {
  /** How many deals there are. */
  countDeals(filter: DealFilter): Promise<number>
  /** A page of deals with higher ids, ascending; `isLast`: no more follow. */
  listDeals(filter: DealFilter, afterId: number): Promise<{ dealIds: number[]; isLast: boolean }>
  /** How many of its deals wait for their run, and how many of all jobs together. */
  waiting(id: string): Promise<{ own: number; all: number }>
  noteCounted(id: string, counted: number): Promise<void>
  /** Has the deals wait for their runs and moves the cursor: both or neither. */
  enqueuePage(page: { backfill: Backfill; dealIds: number[]; isLast: boolean }): Promise<void>
  end(id: string, end: { status: 'done' } | { status: 'failed'; error: RunError }): Promise<void>
}

/**
 * How many deals of one backfill may wait in the queue: enough that they share requests, few enough that an event finds
 * room at once and a pause is felt.
 */
export const mostWaiting = 200
/** And how many of all of them, so that many backfills at once leave as much room. */
export const mostWaitingInAll = 500

/** `moved`: there may be more to do at once. `waiting`: its deals are to be run first. */
export type Advanced = 'moved' | 'waiting' | 'ended'

/**
 * One step of a backfill: counts, or enqueues one page, or sees that all is done. Every step leaves it whole, so that
 * it goes on wherever a process has stopped. Throws `PortalError` where waiting helps.
 */
export async function advanceBackfill(deps: AdvanceBackfillDeps, backfill: Backfill): Promise<Advanced> {
  try {
    return await step(deps, backfill)
  } catch (error) {
    if (!(error instanceof PortalError) || !error.isHopeless) throw error
    // As where the portal does not understand the filter.
    await deps.end(backfill.id, { status: 'failed', error: { code: error.code, message: error.message } })
    return 'ended'
  }
}

async function step(deps: AdvanceBackfillDeps, backfill: Backfill): Promise<Advanced> {
  const { id, filter, cursor, isListed, counted } = backfill
  if (counted === null) {
    await deps.noteCounted(id, await deps.countDeals(filter))
    return 'moved'
  }
  const waiting = await deps.waiting(id)
  if (isListed) {
    if (waiting.own > 0) return 'waiting'
    await deps.end(id, { status: 'done' })
    return 'ended'
  }
  if (waiting.own >= mostWaiting || waiting.all >= mostWaitingInAll) return 'waiting'
  await deps.enqueuePage({ backfill, ...(await deps.listDeals(filter, cursor)) })
  return 'moved'
}
