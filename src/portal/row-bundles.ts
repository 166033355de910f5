import type { Fields } from '../core/deal/snapshot.ts'
import { PortalError } from '../core/runs/portal-error.ts'
import type { Urgency } from '../core/turns/urgency.ts'
import { allGone } from '../gone.ts'
import type { CommandAnswer } from './batch.ts'
import { type Parcel, parcelOf } from './carrier.ts'
import type { RowList } from './entities.ts'
import { rowsById } from './questions.ts'
import type { Bundle, Waiting, WaitingLine } from './waiting-line.ts'

/** Rows of one page of `crm.item.list`. Source: Bitrix24 REST docs, `list-methods-pecularities`, read 2026-08-21. */
const pageSize = 50

type Wish = {
  since: number
  onSent?: (() => void) | undefined
  /** Who asks; when they have gone, it is no wish any more. */
  asker?: AbortSignal | undefined
  give(row: Fields | undefined): void
  refuse(error: unknown): void
}

/** Gathers wishes for rows, so that up to fifty records of one kind come with one command. */
export class RowBundles {
  readonly #bundles = new Map<string, RowBundle>()
  readonly #line: WaitingLine
  readonly #understand: Understand

  constructor(line: WaitingLine, understand: Understand) {
    this.#line = line
    this.#understand = understand
  }

  /** The row, undefined when there is none that may be read. */
  wish(
    list: RowList,
    urgency: Urgency,
    id: number,
    wish: Pick<Wish, 'since' | 'onSent' | 'asker'>,
  ): Promise<Fields | undefined> {
    const name = JSON.stringify([list.entity, list.fields, urgency])
    let bundle = this.#bundles.get(name)
    if (bundle === undefined) {
      bundle = new RowBundle(list, urgency, this.#understand)
      this.#bundles.set(name, bundle)
      this.#line.joinBundle(bundle)
    }
    const joined = bundle
    // The newest knows of custom fields that have come up since.
    joined.list = list
    return new Promise((give, refuse) => {
      const { asker } = wish
      if (asker?.aborted) return refuse(asker.reason)
      const added = { ...wish, give, refuse }
      joined.add(id, added)
      asker?.addEventListener('abort', () => {
        joined.drop(id, added)
        refuse(asker.reason)
      })
    })
  }
}

type Understand = (question: ReturnType<typeof rowsById>, answer: CommandAnswer | undefined) => Map<number, Fields>

class RowBundle implements Bundle {
  readonly urgency: Urgency
  readonly like: Parcel
  list: RowList
  readonly #understand: Understand
  #wishes = new Map<number, Wish[]>()
  /** Ids whose list was refused, not understood or too large as a whole: one of them may be the reason. */
  #alone = new Set<number>()

  constructor(list: RowList, urgency: Urgency, understand: Understand) {
    this.list = list
    this.urgency = urgency
    this.like = parcelOf([rowsById(list, [])])
    this.#understand = understand
  }

  add(id: number, wish: Wish): void {
    const others = this.#wishes.get(id)
    if (others === undefined) this.#wishes.set(id, [wish])
    else others.push(wish)
  }

  drop(id: number, wish: Wish): void {
    const others = this.#wishes.get(id)?.filter((other) => other !== wish)
    if (others === undefined) return
    if (others.length > 0) return void this.#wishes.set(id, others)
    this.#wishes.delete(id)
    this.#alone.delete(id)
  }

  since(): number {
    const [lonely] = this.#alone
    const [first] = this.#wishes.keys()
    return this.#wishes.get(lonely ?? first ?? 0)?.[0]?.since ?? Number.POSITIVE_INFINITY
  }

  wishes(): number {
    return this.#wishes.size
  }

  count(): number {
    return Math.ceil((this.#wishes.size - this.#alone.size) / pageSize) + this.#alone.size
  }

  isFull(): boolean {
    return this.#alone.size > 0 || this.#wishes.size >= pageSize
  }

  next(): Waiting {
    const ids = this.#inTurn()
    const taken = new Map(ids.map((id) => [id, this.#wishes.get(id) ?? []]))
    const since = this.since()
    for (const id of ids) {
      this.#wishes.delete(id)
      this.#alone.delete(id)
    }
    const question = rowsById(this.list, ids)
    const ofEach = (tell: (wish: Wish, id: number) => void) => {
      for (const [id, wishes] of taken) for (const wish of wishes) tell(wish, id)
    }
    const refuse = (error: unknown, isWorthAskingAlone: boolean) => {
      if (ids.length === 1 || !isWorthAskingAlone) return ofEach((wish) => wish.refuse(error))
      ofEach((wish, id) => {
        if (wish.asker?.aborted) return
        this.#alone.add(id)
        this.add(id, wish)
      })
    }
    return {
      ...parcelOf([question]),
      isWrite: false,
      asker: allGone([...taken.values()].flat().map(({ asker }) => asker)),
      onSent: () => ofEach((wish) => wish.onSent?.()),
      urgency: this.urgency,
      since,
      settle: ([answer]) => {
        try {
          const rows = this.#understand(question, answer)
          ofEach((wish, id) => wish.give(rows.get(id)))
        } catch (error) {
          refuse(error, error instanceof PortalError && error.kind === 'our-mistake')
        }
      },
      fail: (error) => refuse(error, error instanceof PortalError && error.code === 'ANSWER_TOO_LARGE'),
    }
  }

  /** The ids of the next list. */
  #inTurn(): number[] {
    const [lonely] = this.#alone
    return lonely === undefined ? [...this.#wishes.keys()].slice(0, pageSize) : [lonely]
  }
}
