/** Facts that were asked for lately, for others who need the same. */
export type Shelf = {
  /** A point in the order of things, after all others: clocks are too coarse to tell what came first, and may go back. */
  moment(): number
  /**
   * The fact under this name, if the question left after the moment `since` or has yet to leave; else what `ask` answers,
   * kept for others. `ask` calls `onSent` when its question leaves.
   */
  recall<Fact>(name: string, since: number, ask: (onSent: () => void) => Promise<Fact>): Promise<Fact>
  put<Fact>(name: string, askedAt: number, fact: Fact): void
}

const keptMs = 60_000
const mostKept = 20_000

type Entry = { askedAt: number; keptAt: number; fact: Promise<unknown> }

/**
 * A fact serves everybody who began before it was asked for: it is then as new to them as if they had asked themselves.
 * Whoever begins later asks again, as somebody may have changed it in between and said so with the event that they
 * answer. A failure is nobody's fact.
 */
export function createShelf(now: () => number): Shelf {
  const facts = new Map<string, Entry>()
  let moments = 0
  const moment = () => ++moments

  function keep(name: string, askedAt: number, fact: Promise<unknown>): Entry {
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
  const find = (name: string, since: number): Promise<unknown> | undefined => {
    const known = facts.get(name)
    return known !== undefined && known.askedAt > since ? known.fact : undefined
  }
  return {
    moment,
    // A name stands for one kind of fact, which only the code that asks for it puts there.
    recall<Fact>(name: string, since: number, ask: (onSent: () => void) => Promise<Fact>) {
      const known = find(name, since)
      if (known !== undefined) return known as Promise<Fact>
      const { promise, resolve } = Promise.withResolvers<Fact>()
      // Whoever comes before the question leaves can wait for the same answer.
      const entry = keep(name, Number.POSITIVE_INFINITY, promise)
      resolve(
        ask(() => {
          entry.askedAt = moment()
        }),
      )
      return promise
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
