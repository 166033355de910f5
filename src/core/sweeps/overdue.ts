import type { RunError } from '../runs/run.ts'
import type { SweepKind } from './sweep.ts'
import { type SweepTimes, secondTime } from './sweep-times.ts'

/** How sweeps of a kind have gone since the last one that came to its end. */
export type SweepsSince = {
  kind: SweepKind
  /** When that one began; null: none has come to its end yet. */
  doneFrom: string | null
  /** When the first one after it began; null: none has. */
  triedFrom: string | null
  /** How many failed after it. */
  failed: number
  /** What stood in the way last. */
  error: RunError | null
  /** One is under way and has looked at a page lately: it takes long, and nothing is wrong. */
  isMoving: boolean
}

/**
 * Whether another one should long have come to its end: its second time has passed without. `freeSince`: before that
 * something kept them all, which does not count. `isTold`: people know already; then only one that comes to its end shows
 * that it is over. `settleMs`: what is due has so long to come to its end.
 */
export function isOverdue(
  { doneFrom, triedFrom, isMoving }: SweepsSince,
  {
    times,
    freeSince,
    isTold,
    settleMs,
    at,
  }: { times: SweepTimes; freeSince: string | null; isTold: boolean; settleMs: number; at: Date },
): boolean {
  const begun = doneFrom ?? triedFrom
  if (begun === null || (isMoving && !isTold)) return false
  const since = !isTold && freeSince !== null && freeSince > begun ? freeSince : begun
  const second = secondTime(times, new Date(since))
  return second !== null && second.getTime() + settleMs <= at.getTime()
}
