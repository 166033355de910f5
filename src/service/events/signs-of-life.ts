import type { Database } from '../../database/connection/open.ts'
import { giveSignOfLife } from '../../database/events/outages.ts'
import { type Loop, startLoop } from '../process/loop.ts'

const everyMs = 20_000
/** So long nobody has given a sign when nobody was there; a restart is shorter. */
const silenceMs = 60_000

export type Living = { database: Database; portalId: number; now(): Date; isAway(): boolean }

/** Leaves word that somebody takes events in, so that it is known afterwards when nobody did. */
export async function leaveSignOfLife({ database, portalId, now, isAway }: Living): Promise<void> {
  // While the database is away events are kept aside: that is an outage of another kind, told when it is over.
  if (!isAway()) await giveSignOfLife(database, portalId, { at: now(), silenceMs })
}

/** Leaves it again and again. */
export function giveSignsOfLife(living: Living): Loop {
  return startLoop({
    everyMs,
    async look() {
      await leaveSignOfLife(living)
      return false
    },
    onError: () => {},
  })
}
