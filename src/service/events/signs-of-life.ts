import type { Database } from '../../database/connection/open.ts'
import { giveSignOfLife } from '../../database/events/outages.ts'
import { type Loop, startLoop } from '../process/loop.ts'

const everyMs = 20_000
/** So long nobody has given a sign when nobody was there; a restart is shorter. */
const silenceMs = 60_000

export type Living = { database: Database; portalId: number; now(): Date; isAway(): boolean }

/** One that is so young says all that another would. */
const youngMs = 10_000

/** Leaves word that somebody takes events in, so that it is known afterwards when nobody did; unless it has done so just now. */
export function createSignOfLife({ database, portalId, now, isAway }: Living): () => Promise<void> {
  let left: Date | null = null
  return async () => {
    const at = now()
    const isYoung = left !== null && Math.abs(at.getTime() - left.getTime()) < youngMs
    // While the database is away events are kept aside: that is an outage of another kind, told when it is over.
    if (isYoung || isAway()) return
    await giveSignOfLife(database, portalId, { at, silenceMs })
    left = at
  }
}

/** Leaves it again and again. */
export function giveSignsOfLife(living: Living): Loop {
  const leave = createSignOfLife(living)
  return startLoop({
    everyMs,
    async look() {
      await leave()
      return false
    },
    onError: () => {},
  })
}
