import type { Sandbox } from '../../src/sandbox/portal.ts'
import { type Population, range, rightContacts } from './population.ts'

const lookEveryMs = 50

/** Looks into the portal until every deal has the links that the rule wants. */
export class WatchedDeals {
  readonly #sandbox: Sandbox
  readonly #population: Population
  #wrong: number[]
  #beganAt = performance.now()
  #allRightAt: number | null = null
  #timer: NodeJS.Timeout | null = null
  #requestsSeen = -1

  constructor(sandbox: Sandbox, population: Population) {
    this.#sandbox = sandbox
    this.#population = population
    this.#wrong = range(population.deals)
  }

  begin(): void {
    this.#beganAt = performance.now()
    this.#timer = setInterval(() => this.#look(), lookEveryMs)
  }

  get right(): number {
    return this.#population.deals - this.#wrong.length
  }

  get sinceMs(): number {
    return performance.now() - this.#beganAt
  }

  get allRightAfterMs(): number | null {
    return this.#allRightAt === null ? null : this.#allRightAt - this.#beganAt
  }

  /** Links in order, and the first one primary. */
  isRight(dealId: number): boolean {
    const links = this.#sandbox.data.links(dealId)
    const wanted = rightContacts(dealId, this.#population)
    return (
      links.length === wanted.length &&
      links.every(({ contactId, isPrimary }, at) => contactId === wanted[at] && isPrimary === (at === 0))
    )
  }

  #look(): void {
    // Nobody but a client changes links here, so between requests a look at thousands of deals would only take time.
    const { requests } = this.#sandbox.counts
    if (requests === this.#requestsSeen) return
    this.#requestsSeen = requests
    this.#wrong = this.#wrong.filter((dealId) => !this.isRight(dealId))
    if (this.#wrong.length > 0) return
    // One that was right at its own time may have been undone since.
    this.#wrong = range(this.#population.deals).filter((dealId) => !this.isRight(dealId))
    if (this.#wrong.length > 0) return
    this.#allRightAt = performance.now()
    if (this.#timer !== null) clearInterval(this.#timer)
  }
}
