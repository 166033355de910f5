import type { Database } from '../../database/connection/open.ts'
import { giveSignOfLife } from '../../database/events/outages.ts'
import { type Loop, startLoop } from '../process/loop.ts'

const everyMs = 20_000
/** So long nobody has given a sign when nobody was there; a restart is shorter. */
const silenceMs = 60_000

/** Leaves word that somebody takes events in, so that it is known afterwards when nobody did. */
export function giveSignsOfLife(parts: { database: Database; portalId: number; now(): Date; isAway(): boolean }): Loop {
  const { database, portalId, now, isAway } = parts
  return startLoop({
    everyMs,
    async look() {
      // While the database is away events are kept aside: that is an outage of another kind, told when it is over.
      if (!isAway()) await giveSignOfLife(database, portalId, { at: now(), silenceMs })
      return false
    },
    onError: () => {},
  })
}
