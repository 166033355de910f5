import { type Urgency, urgencies } from '../core/urgency.ts'
import type { CommandAnswer } from './batch.ts'
import type { Parcel } from './carrier.ts'

/** A parcel that waits to be sent. */
export type Waiting = Parcel & {
  urgency: Urgency
  /** When it joined the line. */
  since: number
  signal?: AbortSignal | undefined
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
  since(): number
  /** Parcels that it would make now. */
  count(): number
  next(): Waiting
}

/** What waiting so long is worth: one step up among the urgencies, so that nobody waits for ever. */
export const agingMs = 10_000

/**
 * Whoever waits for a place in a request: the most urgent first, among them writes, then single questions, then lists.
 * A write ends a deal's wait; a question that waits is the more likely to be shared with others, a list most of all.
 */
export class WaitingLine {
  readonly #bundles = new Set<Bundle>()
  readonly #lines: Record<Urgency, Waiting[]> = { live: [], manual: [], again: [], backfill: [] }
  readonly #writes: Record<Urgency, Waiting[]> = { live: [], manual: [], again: [], backfill: [] }

  join(waiting: Waiting): void {
    const lines = waiting.isWrite ? this.#writes : this.#lines
    lines[waiting.urgency].push(waiting)
  }

  joinBundle(bundle: Bundle): void {
    this.#bundles.add(bundle)
  }

  /** Commands that wait. */
  size(): number {
    const inLines = urgencies.reduce(
      (sum, urgency) => sum + sizeOf(this.#writes[urgency]) + sizeOf(this.#lines[urgency]),
      0,
    )
    return [...this.#bundles].reduce((sum, bundle) => sum + bundle.count(), inLines)
  }

  /** Commands that wait, by urgency. */
  load(): Record<Urgency, number> {
    const load = { live: 0, manual: 0, again: 0, backfill: 0 }
    for (const urgency of urgencies) load[urgency] = sizeOf(this.#writes[urgency]) + sizeOf(this.#lines[urgency])
    for (const bundle of this.#bundles) load[bundle.urgency] += bundle.count()
    return load
  }

  /** When the longest waiting joined; null when nobody waits. */
  oldest(): number | null {
    return earliest(urgencies.flatMap((urgency) => this.#oldestOf(urgency) ?? []))
  }

  /** Takes those whose turn it is out of the line, as long as `fits` says yes; the first always. */
  take(now: number, fits: (waiting: Waiting, taken: readonly Waiting[]) => boolean): Waiting[] {
    const taken: Waiting[] = []
    const mayGo = (waiting: Waiting) => taken.length === 0 || fits(waiting, taken)
    for (const urgency of this.#inTurn(now)) {
      this.#writes[urgency] = this.#writes[urgency].filter((waiting) => !leaves(waiting))
      this.#lines[urgency] = this.#lines[urgency].filter((waiting) => !leaves(waiting))
      for (const bundle of this.#bundles) {
        while (bundle.urgency === urgency && bundle.count() > 0) {
          const parcel = bundle.next()
          if (leaves(parcel)) continue
          // Wishes do not go back into a bundle; the parcel that they have become is the first of its line.
          this.#lines[urgency].unshift(parcel)
          break
        }
      }
    }
    return taken

    function leaves(waiting: Waiting): boolean {
      if (waiting.signal?.aborted) {
        waiting.fail(waiting.signal.reason)
        return true
      }
      if (!mayGo(waiting)) return false
      taken.push(waiting)
      waiting.onSent?.()
      return true
    }
  }

  /** Everybody, to be told that nothing will leave. */
  clear(): Waiting[] {
    const all = urgencies.flatMap((urgency) => [...this.#writes[urgency].splice(0), ...this.#lines[urgency].splice(0)])
    for (const bundle of this.#bundles) while (bundle.count() > 0) all.push(bundle.next())
    return all
  }

  #inTurn(now: number): Urgency[] {
    const rank = (urgency: Urgency) => {
      const oldest = this.#oldestOf(urgency)
      return urgencies.indexOf(urgency) - (oldest === null ? 0 : Math.floor((now - oldest) / agingMs))
    }
    return urgencies.toSorted((a, b) => rank(a) - rank(b))
  }

  #oldestOf(urgency: Urgency): number | null {
    const heads = [this.#writes, this.#lines].flatMap((lines) => lines[urgency].slice(0, 1))
    const bundles = [...this.#bundles].filter((bundle) => bundle.urgency === urgency && bundle.count() > 0)
    return earliest([...heads.map(({ since }) => since), ...bundles.map((bundle) => bundle.since())])
  }
}

function earliest(times: readonly number[]): number | null {
  return times.length === 0 ? null : Math.min(...times)
}

function sizeOf(line: readonly Parcel[]): number {
  return line.reduce((sum, parcel) => sum + parcel.size, 0)
}
