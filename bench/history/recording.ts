import { v7 as uuidv7 } from 'uuid'
import type { Database } from '../../src/database/connection/open.ts'
import { insertOfEvents, valuesOfEvents } from '../../src/database/events/journal.ts'
import { recordRuns } from '../../src/database/runs/record-runs.ts'
import { deals } from './fill.ts'
import { recordOf } from './records.ts'

/** Milliseconds that each of so many groups took to record, through the database functions of the service. */
export async function timeRecording(
  database: Database,
  portalId: number,
  { groups, size }: { groups: number; size: number },
): Promise<number[]> {
  const times: number[] = []
  for (let group = 0; group < groups; group += 1) {
    const now = new Date()
    const dealIds = distinctDeals(size)
    const events = dealIds.map((dealId) => ({ id: uuidv7(), event: 'ONCRMDEALUPDATE', dealId, receivedAt: now }))
    const entries = events.map((event) => ({ ...event, status: 'pending' as const }))
    await database.urgently(insertOfEvents, valuesOfEvents(portalId, entries))
    const records = events.map(({ id, dealId }) => recordOf(dealId, id, now))
    const begin = performance.now()
    await recordRuns(database, portalId, records)
    times.push(performance.now() - begin)
  }
  return times
}

function distinctDeals(count: number): number[] {
  const chosen = new Set<number>()
  while (chosen.size < count) chosen.add(1 + Math.floor(Math.random() * deals))
  return [...chosen]
}
