/** Facts that were asked for lately, for others who need the same. */
export type Shelf = {
  /** The fact under this name, if it was asked for at `since` or later; else what `ask` answers, kept for others. */
  recall<Fact>(name: string, since: number, ask: () => Promise<Fact>): Promise<Fact>
  put<Fact>(name: string, askedAt: number, fact: Fact): void
  find(name: string, since: number): Promise<unknown> | undefined
}

const keptMs = 60_000
const mostKept = 20_000

/**
 * A fact serves everybody who began before it was asked for: it is then as new to them as if they had asked themselves.
 * Whoever begins later asks again, as somebody may have changed it in between and said so with the event that they
 * answer. A failure is nobody's fact.
 */
export function createShelf(now: () => number): Shelf {
  const facts = new Map<string, { askedAt: number; fact: Promise<unknown> }>()

  function keep(name: string, askedAt: number, fact: Promise<unknown>): void {
    // The newest is last, so the oldest go first.
    facts.delete(name)
    const entry = { askedAt, fact }
    facts.set(name, entry)
    fact.catch(() => {
      if (facts.get(name) === entry) facts.delete(name)
    })
    for (const [oldest, { askedAt: at }] of facts) {
      if (facts.size <= mostKept && at > now() - keptMs) break
      facts.delete(oldest)
    }
  }
  const find = (name: string, since: number): Promise<unknown> | undefined => {
    const known = facts.get(name)
    return known !== undefined && known.askedAt >= since ? known.fact : undefined
  }
  return {
    find,
    // A name stands for one kind of fact, which only the code that asks for it puts there.
    recall<Fact>(name: string, since: number, ask: () => Promise<Fact>) {
      const known = find(name, since)
      if (known !== undefined) return known as Promise<Fact>
      const asked = ask()
      keep(name, now(), asked)
      return asked
    },
    put: (name, askedAt, fact) => keep(name, askedAt, Promise.resolve(fact)),
  }
}

/** A contact as it is kept on the shelf: one read with fewer fields is another fact. */
export function contactName(id: number, fields: readonly string[] | 'all'): string {
  return `contact ${id} with ${fields === 'all' ? 'all' : fields.toSorted().join(' ')}`
}
