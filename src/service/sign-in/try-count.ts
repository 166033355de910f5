/** Of how many accounts and addresses it is known how often each came; of more than that an attack needs no telling. */
const mostKnown = 1_000

export type TryCount = {
  add(one: { email: string | null; address: string }, at: Date): void
  /** For the record. `accounts`, `addresses`: how many different ones, up to a thousand. */
  told(): {
    tries: number
    since: string | null
    until: string | null
    accounts: number
    addresses: number
    mostTried: string | null
    mostFrom: string | null
  }
}

/** Counts what is too much to be told one by one. */
export function createTryCount(): TryCount {
  const accounts = new Map<string, number>()
  const addresses = new Map<string, number>()
  let tries = 0
  let since: Date | null = null
  let until: Date | null = null
  return {
    add({ email, address }, at) {
      tries += 1
      since ??= at
      until = at
      if (email !== null) countIn(accounts, email)
      countIn(addresses, address)
    },
    told: () => ({
      tries,
      since: since?.toISOString() ?? null,
      until: until?.toISOString() ?? null,
      accounts: accounts.size,
      addresses: addresses.size,
      mostTried: mostOf(accounts),
      mostFrom: mostOf(addresses),
    }),
  }
}

function countIn(counts: Map<string, number>, name: string): void {
  const before = counts.get(name)
  if (before !== undefined || counts.size < mostKnown) counts.set(name, (before ?? 0) + 1)
}

const mostOf = (counts: ReadonlyMap<string, number>): string | null =>
  [...counts].reduce<[string | null, number]>((most, one) => (one[1] > most[1] ? one : most), [null, 0])[0]
