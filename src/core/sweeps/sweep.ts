import { changedFields } from '../deal/fields.ts'
import type { Fields } from '../deal/snapshot.ts'
import type { RunError } from '../runs/run.ts'
import type { EventStatus } from '../turns/store.ts'

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

/** How those that come by time are called. */
export const byTime = 'sweep'

/**
 * How far a sweep looks back before the beginning of the last one: times come in whole seconds, and a change may be
 * saved after the time that it bears. Source: Bitrix24 REST docs, `data-types`, `huge-data`, read 2026-08-21.
 */
export const overlapMs = 5 * 60_000

/** A clock that differs by so much from what it was has been set, and did not drift. */
export const clockSetMs = 5_000

/**
 * By which difference of the clocks a sweep judges what was heard of since the last one. `least`: the least that sweeps have
 * found in that time. Where our clock was ahead and was put right, what was heard of before would else pass for later than
 * it was, and hide a change; the other way round a deal is run once for nothing.
 */
export const skewToJudgeBy = (skewMs: number, least: Skew): Skew =>
  least !== null && skewMs - least <= clockSetMs ? skewMs : least

/**
 * By how much the portal's clock was put back since it said what the mark of the last sweep holds: what changes from then on bears
 * times that lie so much before it. Our own clock, put forward, looks the same. `withOursMs`: by how much more at the least, as it
 * would still say less than then; ours was put back with it, as where both are one host's. How long ago nobody knows.
 */
export function putBack(
  mark: { until: Date; skewMs: number },
  now: { until: Date; skewMs: number },
): { backMs: number; withOursMs: number } {
  const apartMs = mark.skewMs - now.skewMs
  const backMs = apartMs > clockSetMs ? apartMs : 0
  const aheadMs = mark.until.getTime() - backMs - now.until.getTime()
  return { backMs, withOursMs: aheadMs > clockSetMs ? aheadMs : 0 }
}

/** So long before it the last sweep may have begun when both clocks were put back at once. */
export const unknownSinceMs = 24 * 60 * 60_000

/** What changed so lately is left to the next sweep by time: its event is most likely on its way. Shorter than the overlap. */
export const settlingMs = 30_000

/**
 * What a sweep makes of a deal. `received`: an event told of its last change, or a run has seen it as it is. `missed`:
 * neither, so it is run. `unheard`: neither, and no live or shadow rule listens to such a change.
 */
export const verdicts = ['received', 'missed', 'unheard'] as const
export type Verdict = (typeof verdicts)[number]

/** What is known here of a deal that a sweep comes across. */
export type KnownDeal = {
  /** The fields as the last run saw them. */
  snapshot: Fields | null
  /** The newest event of each name, those that no rule listened to apart. */
  events: readonly { event: string; status: EventStatus; receivedAt: string }[]
  /** When its run was last asked for, by a person or a sweep. */
  requestedAt: string | null
}

/** A deal moved to another pipeline, as the portal's stage history has it. */
export type Move = { id: number; dealId: number; movedAt: string; categoryId: number; stageId: string }

/** What the change counts as, and whether it has been answered already. */
export type Finding = { verdict: Exclude<Verdict, 'unheard'>; event: 'ONCRMDEALADD' | 'ONCRMDEALUPDATE' }

/**
 * How far the portal's clock is ahead of ours. Null: it was put back and has not caught up with what it said before, so that
 * times do not tell what came first.
 */
export type Skew = number | null

/** Judges a deal as a sweep read it. */
export function judgeDeal(deal: Fields, known: KnownDeal, skewMs: Skew): Finding {
  const event = countsAs(known)
  const isAnswered =
    (skewMs !== null &&
      (isHeardOf(instantOf(deal.updatedTime), known, event, skewMs) || isSeenSince(deal, known.snapshot))) ||
    isAsSeen(deal, known)
  return { verdict: isAnswered ? 'received' : 'missed', event }
}

/**
 * The events that a move counts as: always itself, which no outbound webhook reports; and a change like any other as
 * long as no run has seen the deal where it went. None when an application's event has told of the move itself.
 */
export function eventsOfMove(move: Move, known: KnownDeal, skewMs: Skew): string[] {
  const movedAt = instantOf(move.movedAt) ?? 0
  const told = known.events.find(({ event }) => event === moveEvent)
  if (skewMs !== null && told !== undefined && Date.parse(told.receivedAt) + skewMs >= movedAt) return []
  const { snapshot } = known
  const isSeen = snapshot !== null && snapshot.categoryId === move.categoryId && snapshot.stageId === move.stageId
  return isSeen ? [moveEvent] : [countsAs(known), moveEvent]
}

export const moveEvent = 'ONCRMDEALMOVETOCATEGORY'

/** A sweep counts as the first event of a deal that was never seen or heard of, else as a change. */
function countsAs({ snapshot, events }: KnownDeal): Finding['event'] {
  return snapshot === null && events.length === 0 ? 'ONCRMDEALADD' : 'ONCRMDEALUPDATE'
}

/**
 * Whether something that was heard of after the change has the deal run, or has had it run: that run read the deal
 * afterwards. Times of the portal are whole seconds, so the change may be later by up to one. Where it is not known when
 * the deal changed, only what still waits tells.
 */
function isHeardOf(changedAt: number | null, known: KnownDeal, counted: string, skewMs: number): boolean {
  if (changedAt === null) return known.events.some(({ status }) => status === 'pending')
  const isLater = (at: string) => Date.parse(at) + skewMs >= changedAt + 1_000
  if (known.requestedAt !== null && isLater(known.requestedAt)) return true
  return known.events.some(
    ({ event, status, receivedAt }) => isLater(receivedAt) && (status !== 'ignored' || event === counted),
  )
}

/** What changes when somebody writes or calls, which is no change of the deal and leaves its time alone. */
const isVolatile = (name: string): boolean => /^last(?:Activity|Communication)/.test(name)

/** A run came in between the sweep's reading and this. */
function isSeenSince(deal: Fields, snapshot: Fields | null): boolean {
  const [changedAt, seenAt] = [instantOf(deal.updatedTime), instantOf(snapshot?.updatedTime)]
  return changedAt !== null && seenAt !== null && seenAt > changedAt
}

function isAsSeen(deal: Fields, { snapshot, events }: KnownDeal): boolean {
  if (snapshot === null) {
    // That it was added is no change of its own; that was heard of, and no rule listened.
    return isUntouched(deal) && events.some(({ event }) => event === 'ONCRMDEALADD')
  }
  const [now, before] = [shared(deal, snapshot), shared(snapshot, deal)]
  return changedFields(now, before).every((name) => isVolatile(name) || isSameInstant(now[name], before[name]))
}

function isUntouched({ createdTime, updatedTime }: Fields): boolean {
  const createdAt = instantOf(createdTime)
  return createdAt !== null && createdAt === instantOf(updatedTime)
}

/** A list may leave fields out that a single deal has. */
const shared = (fields: Fields, other: Fields): Fields =>
  Object.fromEntries(Object.entries(fields).filter(([name]) => Object.hasOwn(other, name)))

/** The portal's offset may have changed in between. */
function isSameInstant(one: unknown, other: unknown): boolean {
  const at = instantOf(one)
  return at !== null && at === instantOf(other)
}

function instantOf(value: unknown): number | null {
  if (typeof value !== 'string' || !/^\d{4}-\d{2}-\d{2}T[\d:.]+(?:Z|[+-]\d{2}:?\d{2})$/.test(value)) return null
  const at = Date.parse(value)
  return Number.isNaN(at) ? null : at
}
