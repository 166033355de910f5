import type { AlarmKind } from '../core/alarms/alert.ts'
import type { OpenAlert } from '../core/alarms/alert-changes.ts'
import { isOverdue, type SweepsSince } from '../core/sweeps/overdue.ts'
import { type Sweep, type SweepKind, sweepKinds } from '../core/sweeps/sweep.ts'
import type { SweepTimes } from '../core/sweeps/sweep-times.ts'

export type OverdueSweepsDeps = {
  sweepsSinceDone(kind: SweepKind, upTo: Date): Promise<Omit<SweepsSince, 'isMoving'>>
  sweepsUnderWay(): Promise<Pick<Sweep, 'id' | 'kind' | 'pages'>[]>
  /** When the last alert of these kinds was over, of those that were up to then. */
  lastOverOf(kinds: readonly AlarmKind[], upTo: Date): Promise<string | null>
  /** Since when events are taken in without an outage, where one is known. */
  listeningSince(at: Date): Promise<string | null>
}

/** While one of these stands no sweep gets on. */
const keepSweeps: readonly AlarmKind[] = ['portal-paused', 'writes-stopped']
/** A sweep that has looked at a page since then is getting on. */
const movingMs = 5 * 60_000

/**
 * Finds the kinds of sweeps of which none has come to its end for unusually long. Null: it is too early to say, as whoever
 * has begun to look sweeps first, or they are kept from it and people know why.
 */
export function createOverdueSweeps(
  deps: OverdueSweepsDeps,
  { times, settleMs }: { times: Record<SweepKind, SweepTimes>; settleMs: number },
): (at: Date, open: readonly OpenAlert[]) => Promise<SweepsSince[] | null> {
  let firstLookAt: Date | null = null
  let paces = new Map<string, { pages: number; at: Date }>()

  function isMoving({ id, pages }: Pick<Sweep, 'id' | 'pages'>, at: Date): boolean {
    const since = paces.get(id)
    return pages > 0 && since !== undefined && at.getTime() - since.at.getTime() < movingMs
  }

  return async (at, open) => {
    firstLookAt ??= at
    if (at.getTime() - firstLookAt.getTime() < settleMs) return null
    if (open.some(({ kind }) => keepSweeps.includes(kind))) return null
    const underWay = await deps.sweepsUnderWay()
    paces = new Map(
      underWay.map(({ id, pages }) => {
        const before = paces.get(id)
        return [id, before?.pages === pages ? before : { pages, at }]
      }),
    )
    const freeSince = latest(await deps.listeningSince(at), await deps.lastOverOf(keepSweeps, at))
    const all = await Promise.all(sweepKinds.map((kind) => deps.sweepsSinceDone(kind, at)))
    return all
      .map((since) => ({
        ...since,
        isMoving: underWay.some((sweep) => sweep.kind === since.kind && isMoving(sweep, at)),
      }))
      .filter((since) => {
        const isTold = open.some(({ kind, subject }) => kind === 'sweeps-fail' && subject === since.kind)
        return isOverdue(since, { times: times[since.kind], freeSince, isTold, settleMs, at })
      })
  }
}

const latest = (...moments: (string | null)[]): string | null =>
  moments.reduce((one, other) => (one === null || (other !== null && other > one) ? other : one), null)
