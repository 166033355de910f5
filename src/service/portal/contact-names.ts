import { setTimeout as wait } from 'node:timers/promises'
import { nameOfContact } from '../../core/deal/names.ts'
import type { DealPortals } from '../../portal/deal-portals.ts'

/** A contact is hardly ever called otherwise; one that is unknown may soon be there. */
const keptMs = { known: 10 * 60_000, unknown: 60_000 }
const mostKept = 5_000
/** A page would rather show numbers than wait for names. */
const patienceMs = 2_500

type Entry = { name: string | null; until: number }

/** What contacts are called, for people to read. */
export type ContactNames = {
  /**
   * Those that are known by now; the rest is left out, and known to a later call once the portal has answered. Asked for
   * with little urgency, fifty in a request, and remembered for ten minutes. Never throws.
   */
  of(ids: readonly number[]): Promise<Map<number, string>>
  /** Null: everybody. What is being read of them at that moment is not kept either. */
  forget(id: number | null): void
}

export function createContactNames(portals: Pick<DealPortals, 'forRun'>, now: () => number = Date.now): ContactNames {
  const kept = new Map<number, Entry>()
  const underWay = new Map<number, Promise<void>>()
  /** Whose names are to be kept once they have been read. */
  const readings = new Set<Set<number>>()

  function keep(id: number, name: string | null): void {
    kept.delete(id)
    kept.set(id, { name, until: now() + (name === null ? keptMs.unknown : keptMs.known) })
    for (const oldest of kept.keys()) {
      if (kept.size <= mostKept) break
      kept.delete(oldest)
    }
  }

  async function read(ids: readonly number[]): Promise<void> {
    const wanted = new Set(ids)
    readings.add(wanted)
    try {
      const found = await portals.forRun('again').readContacts(ids, ['name', 'lastName'])
      for (const id of wanted) keep(id, nameOfContact(found.get(id) ?? {}))
    } finally {
      readings.delete(wanted)
    }
  }

  return {
    forget(id) {
      if (id === null) kept.clear()
      else kept.delete(id)
      for (const wanted of readings) id === null ? wanted.clear() : wanted.delete(id)
    },
    async of(ids) {
      const isKept = (id: number) => (kept.get(id)?.until ?? 0) > now()
      const missing = [...new Set(ids)].filter((id) => !isKept(id) && !underWay.has(id))
      if (missing.length > 0) {
        const reading = read(missing)
          // The portal is away or refuses: the page shows numbers, and the next call asks again.
          .catch(() => {})
          .finally(() => {
            for (const id of missing) underWay.delete(id)
          })
        for (const id of missing) underWay.set(id, reading)
      }
      const waited = new AbortController()
      const answers = Promise.all(ids.map((id) => underWay.get(id)))
      await Promise.race([answers, wait(patienceMs, undefined, { signal: waited.signal }).catch(() => {})])
      waited.abort()
      return new Map(ids.flatMap((id) => nameIn(kept.get(id), id)))
    },
  }
}

const nameIn = (entry: Entry | undefined, id: number): [number, string][] =>
  entry === undefined || entry.name === null ? [] : [[id, entry.name]]
