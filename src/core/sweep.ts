import type { RunError } from './run.ts'

/**
 * `changes`: the deals that the portal says have changed since the last one, and moves between pipelines. `open-deals`:
 * every open deal, slowly, for what leaves no time of change behind, as links made through REST may.
 */
export const sweepKinds = ['changes', 'open-deals'] as const
export type SweepKind = (typeof sweepKinds)[number]

/** `failed`: the portal refuses it for good; what it had not looked at is left to the next one. */
export const sweepStatuses = ['running', 'done', 'failed'] as const
export type SweepStatus = (typeof sweepStatuses)[number]

/** One look at the portal for what no event told of. Times of the portal are by its own clock. */
export type Sweep = {
  id: string
  kind: SweepKind
  status: SweepStatus
  /** Who asked for it; `sweep` for those that come by time. */
  requestedBy: string
  createdAt: string
  finishedAt: string | null
  /** It looks at changes since then; null: not known before it has begun, or, of `open-deals`, no matter. */
  since: string | null
  /** The portal's time when it began; the next one goes on from there. */
  until: string | null
  /** How far the portal's clock is ahead of ours. */
  skewMs: number
  /** Moves between pipelines up to this id in the portal's stage history are done with. */
  movesAfter: number
  areMovesListed: boolean
  /** Deals up to this id are done with. */
  cursor: number
  pages: number
  dealsSeen: number
  /** Of these, such as no event had told of: they are run. */
  dealsQueued: number
  /** What stood in its way last. */
  error: RunError | null
}

/**
 * How far a sweep looks back before the beginning of the last one: times come in whole seconds, and a change may be
 * saved after the time that it bears. Source: Bitrix24 REST docs, `data-types`, `huge-data`, read 2026-08-21.
 */
export const overlapMs = 5 * 60_000

/** What a sweep makes of a deal. `received`: what was seen of it is as it is now, or it waits for its run anyway. */
export const verdicts = ['received', 'missed', 'unheard'] as const
export type Verdict = (typeof verdicts)[number]
