import type { ContactWish } from './contact-wishes.ts'
import type { PeoplesChange } from './peoples-changes.ts'
import type { ShadowCase, Verdict } from './shadow-cases.ts'

/** How often a rule would have done what, and what people thought of it. */
export type ShadowTally = {
  /** Runs in which it would have done something that it had not wanted before. */
  cases: number
  /** Contacts that it would have linked, unlinked, made primary. */
  linked: number
  unlinked: number
  primary: number
  agreed: number
  disagreed: number
  untouched: number
  /** Of the untouched: those whose days are not over, and those that no run has looked at since. */
  open: number
  unseen: number
}

/** A case in which people did otherwise. */
export type Disagreement = {
  runId: string
  dealId: number
  startedAt: string
  wanted: (ContactWish & { verdict: Verdict })[]
  people: Omit<PeoplesChange, 'isFallback' | 'links'>[]
  inWords: string
}

export type ShadowScore = {
  total: ShadowTally
  /** Days in UTC in which it would have done something, oldest first. */
  byDay: (ShadowTally & { day: string })[]
  /** How many of those that people spoke on they agreed with, 0 to 1; null where they spoke on none. */
  agreement: number | null
  /** Newest first. */
  disagreements: Disagreement[]
}

/** Adds up what became of a rule's cases, deal by deal; keeps the newest `shown` disagreements. */
export class ShadowCount {
  readonly #shown: number
  readonly #byDay = new Map<string, ShadowTally>()
  #disagreements: Disagreement[] = []

  constructor(shown: number) {
    this.#shown = shown
  }

  add(dealId: number, cases: readonly ShadowCase[]): void {
    for (const one of cases) {
      const day = one.startedAt.slice(0, 10)
      this.#byDay.set(day, sumOf(this.#byDay.get(day) ?? nothing, tallyOf(one)))
      if (one.verdict === 'disagreed') this.#disagreements.push(disagreement(dealId, one))
    }
    if (this.#disagreements.length > 2 * this.#shown) this.#disagreements = this.#newest()
  }

  score(): ShadowScore {
    const byDay = [...this.#byDay].sort(([a], [b]) => (a < b ? -1 : 1)).map(([day, tally]) => ({ day, ...tally }))
    const total = [...this.#byDay.values()].reduce(sumOf, nothing)
    const decided = total.agreed + total.disagreed
    return {
      total,
      byDay,
      agreement: decided === 0 ? null : total.agreed / decided,
      disagreements: this.#newest(),
    }
  }

  #newest(): Disagreement[] {
    return this.#disagreements.sort((a, b) => (a.runId < b.runId ? 1 : -1)).slice(0, this.#shown)
  }
}

const nothing: ShadowTally = {
  cases: 0,
  linked: 0,
  unlinked: 0,
  primary: 0,
  agreed: 0,
  disagreed: 0,
  untouched: 0,
  open: 0,
  unseen: 0,
}

function tallyOf({ wishes, verdict, isOpen, isUnseen }: ShadowCase): ShadowTally {
  const wanting = (wants: ContactWish['wants']) => wishes.filter((wish) => wish.wants === wants).length
  return {
    ...nothing,
    cases: 1,
    linked: wanting('linked'),
    unlinked: wanting('unlinked'),
    primary: wanting('primary'),
    [verdict]: 1,
    open: isOpen ? 1 : 0,
    unseen: isUnseen ? 1 : 0,
  }
}

function sumOf(one: ShadowTally, other: ShadowTally): ShadowTally {
  const names = Object.keys(nothing) as (keyof ShadowTally)[] // its own keys
  return Object.fromEntries(names.map((name) => [name, one[name] + other[name]])) as ShadowTally
}

function disagreement(dealId: number, { runId, startedAt, wishes, people }: ShadowCase): Disagreement {
  const wanted = wishes.map((wish) => `contact ${wish.contactId} ${wish.wants}`)
  const did = people.map(({ contactId, did, before }) => `${doneInWords[did](contactId)} before ${before}`)
  return {
    runId,
    dealId,
    startedAt,
    wanted: wishes,
    people: people.map(({ isFallback: _isFallback, links: _links, ...change }) => change),
    inWords: `It wanted ${wanted.join(', ')}; people ${did.join(', ')}.`,
  }
}

const doneInWords: Record<PeoplesChange['did'], (contactId: number) => string> = {
  linked: (id) => `linked contact ${id}`,
  unlinked: (id) => `unlinked contact ${id}`,
  'made-primary': (id) => `made contact ${id} primary`,
}
