/** Facts that were asked for lately, for others who need the same. */
export type Shelf = {
  /** Now, after all other moments. */
  moment(): Moment
  /**
   * The fact under this name, if the question left after `since` or has yet to leave; else what `ask` answers, kept for
   * others. `ask` calls `onSent` when its question leaves. `tellAge` is told when that was, of whichever fact it is.
   */
  recall<Fact>(
    name: string,
    since: Since,
    ask: (onSent: () => void) => Promise<Fact>,
    tellAge?: (askedAt: Moment) => void,
  ): Promise<Fact>
  /** `askedAt`: before the question left. */
  put<Fact>(name: string, askedAt: Moment, fact: Fact): void
}

/** A point in the order of things, as clocks are too coarse to tell what came first and may go back; and its time. */
export type Moment = { order: number; ms: number }

/**
 * How old a fact may be: asked for after the moment, or clearly after what is to be answered was heard of, in
 * milliseconds since 1970, possibly by another process. Null: nothing was heard of.
 */
export type Since = { moment: Moment; heardAt: number | null }

/** As long as ten thousand deals take on a standard plan, and half as long again. */
const keptMs = 10 * 60_000
const mostKept = 10_000
/** Between clocks of different hosts. */
const skewMs = 2_000

type Entry = { askedAt: Moment; keptAt: number; fact: Promise<unknown> }

const notYet: Moment = { order: Number.POSITIVE_INFINITY, ms: Number.POSITIVE_INFINITY }

/**
 * A fact serves everybody who began before it was asked for: it is then as new to them as if they had asked themselves.
 * Whoever begins later asks again, unless the question left after they were called for: else somebody may have changed
 * the fact in between, and said so with the event that is to be answered. A failure is nobody's fact.
 */
export function createShelf(now: () => number): Shelf {
  const facts = new Map<string, Entry>()
  let moments = 0
  let newestMs = Number.NEGATIVE_INFINITY
  const moment = (): Moment => {
    const ms = now()
    // The clock was set back: what it said of these would make them newer than what is heard from now on.
    if (ms < newestMs - skewMs) {
      facts.clear()
      newestMs = ms
    }
    newestMs = Math.max(newestMs, ms)
    return { order: ++moments, ms }
  }

  function keep(name: string, askedAt: Moment, fact: Promise<unknown>): Entry {
    // The newest is last, so the oldest go first.
    facts.delete(name)
    const entry = { askedAt, keptAt: now(), fact }
    facts.set(name, entry)
    fact.catch(() => {
      if (facts.get(name) === entry) facts.delete(name)
    })
    for (const [oldest, { keptAt }] of facts) {
      if (facts.size <= mostKept && keptAt > now() - keptMs) break
      facts.delete(oldest)
    }
    return entry
  }
  const find = (name: string, { moment, heardAt }: Since): Entry | undefined => {
    const known = facts.get(name)
    if (known === undefined) return undefined
    const isNew = known.askedAt.order > moment.order || (heardAt !== null && known.askedAt.ms > heardAt + skewMs)
    return isNew ? known : undefined
  }
  function begin<Fact>(name: string, ask: (onSent: () => void) => Promise<Fact>): Entry {
    const { promise, resolve } = Promise.withResolvers<Fact>()
    // Whoever comes before the question leaves can wait for the same answer.
    const entry = keep(name, notYet, promise)
    resolve(
      ask(() => {
        entry.askedAt = moment()
      }),
    )
    return entry
  }
  return {
    moment,
    async recall<Fact>(
      name: string,
      since: Since,
      ask: (onSent: () => void) => Promise<Fact>,
      tellAge: (askedAt: Moment) => void = () => {},
    ) {
      const entry = find(name, since) ?? begin(name, ask)
      // A name stands for one kind of fact, which only the code that asks for it puts there.
      const fact = (await entry.fact) as Fact
      tellAge(entry.askedAt)
      return fact
    },
    put(name, askedAt, fact) {
      keep(name, askedAt, Promise.resolve(fact))
    },
  }
}

/** A contact as it is kept on the shelf: one read with fewer fields is another fact. */
export function contactName(id: number, fields: readonly string[] | 'all'): string {
  return `contact ${id} with ${fields === 'all' ? 'all' : fields.toSorted().join(' ')}`
}

/** Whom a look-up by this value finds. */
export function matchName(by: 'phone' | 'email', value: string): string {
  return `contacts with ${by} ${value}`
}
