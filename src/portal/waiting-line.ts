import { type Urgency, urgencies } from '../core/turns/urgency.ts'
import type { CommandAnswer } from './batch.ts'
import type { Parcel } from './carrier.ts'

/** A parcel that waits to be sent. */
export type Waiting = Parcel & {
  urgency: Urgency
  /** When it joined the line. */
  since: number
  signal?: AbortSignal | undefined
  /** Of a question: who asks. When they have gone, it need not be asked. */
  asker?: AbortSignal | undefined
  /** Whether it changes something. */
  isWrite: boolean
  /** It leaves now. */
  onSent?: (() => void) | undefined
  settle(answers: CommandAnswer[]): void
  fail(error: unknown): void
}

/** Many small wishes that become parcels only when they leave, as rows do that share a list. */
export type Bundle = {
  urgency: Urgency
  /** What every parcel of it is like. */
  like: Parcel
  since(): number
  /** Rows that are waited for. */
  wishes(): number
  /** Parcels that it would make now. */
  count(): number
  /** Whether the next one is as large as they get, so that waiting would add nothing to it. */
  isFull(): boolean
  next(): Waiting
}

/** What waiting so long is worth to a question or call: one step up among the urgencies, so that none waits for ever. */
export const agingMs = 10_000

/** From so many on, what comes together is a burst. */
const several = 5
/** A list that several share is waited for so long while wishes keep coming: deals that begin together ask a few at a time. */
export const growingMs = 300

/** Parcels of one urgency and kind, of which the first is the oldest. */
type Line = { urgency: Urgency; isOfWrites: boolean; waiting: Waiting[] }

/**
 * Whoever waits for a place in a request: the most urgent first, among them lists that several have waited for, then
 * writes, full lists, single questions and other lists. A write ends a deal's wait; a full list brings most for its place;
 * a question that waits is the more likely to be shared with others, a list that can grow most of all. But what several
 * wait for is what their writes wait for, which else would come when those of the others have gone, and half fill a request.
 */
export class WaitingLine {
  readonly #lines: readonly Line[] = urgencies.flatMap((urgency) =>
    [true, false].map((isOfWrites) => ({ urgency, isOfWrites, waiting: [] })),
  )
  readonly #bundles = new Set<Bundle>()

  join(waiting: Waiting): void {
    this.#lineFor(waiting)?.waiting.push(waiting)
  }

  /** Those who were taken and could not leave after all, in that order, go before the others. */
  rejoin(taken: readonly Waiting[]): void {
    for (const waiting of taken.toReversed()) this.#lineFor(waiting)?.waiting.unshift(waiting)
  }

  /** A question that nobody waits for any more; where it has left already, nothing. */
  leave(waiting: Waiting): void {
    const line = this.#lineFor(waiting)
    if (line !== undefined) line.waiting = line.waiting.filter((other) => other !== waiting)
  }

  joinBundle(bundle: Bundle): void {
    this.#bundles.add(bundle)
  }

  /** Commands that wait. */
  size(): number {
    return Object.values(this.load()).reduce((sum, size) => sum + size, 0)
  }

  /** Commands that wait, by urgency. */
  load(): Record<Urgency, number> {
    const load = { live: 0, manual: 0, again: 0, backfill: 0 }
    for (const { urgency, waiting } of this.#lines) for (const { size } of waiting) load[urgency] += size
    for (const bundle of this.#bundles) load[bundle.urgency] += bundle.count() * bundle.like.size
    return load
  }

  /** Whether something waits that changes something. */
  hasWrites(): boolean {
    return this.#lines.some(({ isOfWrites, waiting }) => isOfWrites && waiting.length > 0)
  }

  /** Whether a list waits in which so many have a part that more are to be expected. */
  hasSharedLists(): boolean {
    return [...this.#bundles].some((bundle) => bundle.wishes() >= several)
  }

  /** When the longest waiting joined; null when nobody waits. */
  oldest(): number | null {
    const oldest = Math.min(...[...this.#lines, ...this.#bundles].map(sinceOf))
    return oldest === Number.POSITIVE_INFINITY ? null : oldest
  }

  /** Whether somebody waits who is not held back. */
  hasFree(isHeld: (next: Parcel) => boolean): boolean {
    const isFree = (next: Parcel) => !isHeld(next)
    return (
      this.#lines.some(({ waiting }) => waiting.some(isFree)) ||
      [...this.#bundles].some((bundle) => bundle.count() > 0 && isFree(bundle.like))
    )
  }

  /** Takes those whose turn it is out of the line, as long as `fits` says yes; the first always, those held back never. */
  take(
    now: number,
    fits: (next: Parcel, taken: readonly Parcel[]) => boolean,
    isHeld: (next: Parcel) => boolean = () => false,
  ): Waiting[] {
    const taken: Waiting[] = []
    const mayGo = (next: Parcel) => !isHeld(next) && (taken.length === 0 || fits(next, taken))
    const queues = [...this.#lines.map(queueOf), ...[...this.#bundles].map(queueOfLists)]
    for (let next = firstOf(queues); next !== undefined; next = firstOf(queues)) next.offer()
    return taken

    function queueOf(line: Line): Queue {
      const { waiting, urgency } = line
      const kind = line.isOfWrites ? 'write' : 'question'
      let place = 0
      const front = () => frontOf(urgency, kind, waiting[place]?.since, now)
      line.waiting = []
      return {
        front: front(),
        offer() {
          const next = waiting[place]
          place += 1
          this.front = front()
          if (next !== undefined && !leaves(next)) line.waiting.push(next)
        },
      }
    }

    function queueOfLists(bundle: Bundle): Queue {
      const since = () => (bundle.count() === 0 ? undefined : bundle.since())
      const front = () => frontOf(bundle.urgency, kindOf(bundle, now), since(), now)
      return {
        front: front(),
        offer() {
          const isLeaving = mayGo(bundle.like)
          if (isLeaving) go(bundle.next())
          // What does not leave stays open for more wishes.
          this.front = isLeaving ? front() : null
        },
      }
    }

    function leaves(waiting: Waiting): boolean {
      if (waiting.signal?.aborted) {
        waiting.fail(waiting.signal.reason)
        return true
      }
      if (waiting.asker?.aborted) return true
      if (!mayGo(waiting)) return false
      go(waiting)
      return true
    }

    function go(waiting: Waiting): void {
      taken.push(waiting)
      waiting.onSent?.()
    }
  }

  /** Everybody of these urgencies, to be told that nothing will leave. */
  clear(isMeant: (urgency: Urgency) => boolean = () => true): Waiting[] {
    const all = this.#lines.flatMap(({ urgency, waiting }) => (isMeant(urgency) ? waiting.splice(0) : []))
    for (const bundle of this.#bundles) {
      while (isMeant(bundle.urgency) && bundle.count() > 0) all.push(bundle.next())
    }
    return all
  }

  #lineFor({ urgency, isWrite }: Waiting): Line | undefined {
    return this.#lines.find((line) => line.urgency === urgency && line.isOfWrites === isWrite)
  }
}

/** How soon it is somebody's turn, the lowest rank first; of two, the one who has waited longer. */
type Front = { rank: number; since: number }

/** Those of one kind. `front`: of the next of them; null when all have been asked whether they leave. */
type Queue = { front: Front | null; offer(): void }

const kinds = ['shared list', 'write', 'full list', 'question', 'list'] as const

function kindOf(bundle: Bundle, now: number): (typeof kinds)[number] {
  if (bundle.wishes() >= several && now - bundle.since() >= growingMs) return 'shared list'
  return bundle.isFull() ? 'full list' : 'list'
}

/** By its own time of waiting: nobody is in front for having come behind somebody who has waited long. */
function frontOf(urgency: Urgency, kind: (typeof kinds)[number], since: number | undefined, now: number): Front | null {
  if (since === undefined) return null
  const steps = Math.floor((now - since) / agingMs)
  return { rank: (urgencies.indexOf(urgency) - steps) * kinds.length + kinds.indexOf(kind), since }
}

function firstOf(queues: readonly Queue[]): Queue | undefined {
  let first: Queue | undefined
  for (const queue of queues) if (isBefore(queue.front, first?.front ?? null)) first = queue
  return first
}

function isBefore(one: Front | null, other: Front | null): boolean {
  if (one === null || other === null) return one !== null
  return one.rank < other.rank || (one.rank === other.rank && one.since < other.since)
}

/** When the first of them joined; never, where nobody waits. */
function sinceOf(part: Line | Bundle): number {
  if ('waiting' in part) return part.waiting[0]?.since ?? Number.POSITIVE_INFINITY
  return part.count() === 0 ? Number.POSITIVE_INFINITY : part.since()
}
