import { type Urgency, urgencies } from '../core/urgency.ts'
import type { CommandAnswer } from './batch.ts'
import type { Parcel } from './carrier.ts'

/** A parcel that waits to be sent. */
export type Waiting = Parcel & {
  urgency: Urgency
  /** When it joined the line. */
  since: number
  signal?: AbortSignal | undefined
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

/** Whoever waits for a place in a request, most urgent and then oldest first. */
export class WaitingLine {
  readonly #bundles = new Set<Bundle>()
  readonly #lines: Record<Urgency, Waiting[]> = { live: [], manual: [], backfill: [] }

  join(waiting: Waiting): void {
    this.#lines[waiting.urgency].push(waiting)
  }

  joinBundle(bundle: Bundle): void {
    this.#bundles.add(bundle)
  }

  /** Commands that wait. */
  size(): number {
    const inLines = urgencies.reduce((sum, urgency) => sum + sizeOf(this.#lines[urgency]), 0)
    return [...this.#bundles].reduce((sum, bundle) => sum + bundle.count(), inLines)
  }

  /** Commands that wait, by urgency. */
  load(): Record<Urgency, number> {
    const load = { live: 0, manual: 0, backfill: 0 }
    for (const urgency of urgencies) load[urgency] = sizeOf(this.#lines[urgency])
    for (const bundle of this.#bundles) load[bundle.urgency] += bundle.count()
    return load
  }

  /** When the longest waiting joined; null when nobody waits. */
  oldest(): number | null {
    const heads = urgencies.flatMap((urgency) => this.#lines[urgency][0]?.since ?? [])
    const bundles = [...this.#bundles].filter((bundle) => bundle.count() > 0).map((bundle) => bundle.since())
    const times = [...heads, ...bundles]
    return times.length === 0 ? null : Math.min(...times)
  }

  /** Takes those whose turn it is out of the line, as long as `fits` says yes; the first always. */
  take(now: number, fits: (waiting: Waiting, taken: readonly Waiting[]) => boolean): Waiting[] {
    const taken: Waiting[] = []
    for (const urgency of this.#inTurn(now)) {
      for (const bundle of this.#bundles) {
        while (bundle.urgency === urgency && bundle.count() > 0) {
          const parcel = bundle.next()
          if (taken.length > 0 && !fits(parcel, taken)) {
            // Wishes do not go back into a bundle; the parcel that they have become is the first of its line.
            this.#lines[urgency].unshift(parcel)
            break
          }
          taken.push(parcel)
        }
      }
      this.#lines[urgency] = this.#lines[urgency].filter((waiting) => {
        if (waiting.signal?.aborted) {
          waiting.fail(waiting.signal.reason)
          return false
        }
        if (taken.length > 0 && !fits(waiting, taken)) return true
        taken.push(waiting)
        return false
      })
    }
    return taken
  }

  /** Everybody, to be told that nothing will leave. */
  clear(): Waiting[] {
    const all = urgencies.flatMap((urgency) => this.#lines[urgency].splice(0))
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
    const bundles = [...this.#bundles].filter((bundle) => bundle.urgency === urgency && bundle.count() > 0)
    const times = [...bundles.map((bundle) => bundle.since()), ...this.#lines[urgency].slice(0, 1).map((w) => w.since)]
    return times.length === 0 ? null : Math.min(...times)
  }
}

function sizeOf(line: readonly Parcel[]): number {
  return line.reduce((sum, parcel) => sum + parcel.size, 0)
}
