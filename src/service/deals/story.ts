import type { Database } from '../../database/connection/open.ts'
import { dealDeeds, dealSnapshot } from '../../database/deals/memory.ts'
import { listEvents } from '../../database/events/journal.ts'
import { quarantineOf } from '../../database/guards/quarantines.ts'
import { releasesOf } from '../../database/guards/releases.ts'
import { listRuns } from '../../database/runs/lists.ts'
import type { HttpDeps } from '../../http/app.ts'
import { quarantineInWords } from '../guards/quarantined-deals.ts'

/** What is on record of a deal: its last links, runs, events, and whom it yields to. Null: nothing at all. */
export async function dealStory(
  { database, portalId }: { database: Database; portalId: number },
  dealId: number,
): ReturnType<HttpDeps['dealStory']> {
  const [snapshot, deeds, runs, events, releases, quarantine] = await Promise.all([
    dealSnapshot(database, portalId, dealId),
    dealDeeds(database, portalId, dealId),
    listRuns(database, portalId, { dealId, limit: 20 }),
    listEvents(database, portalId, { dealId, limit: 50 }),
    releasesOf(database, portalId, dealId),
    quarantineOf(database, portalId, dealId),
  ])
  const [last] = runs.items
  if (last === undefined && events.items.length === 0) return null
  return {
    dealId,
    snapshot,
    links: last === undefined ? null : { recordedAt: last.finishedAt, items: last.linksAfter },
    runs: runs.items,
    events: events.items,
    releases,
    quarantine: quarantine && quarantineInWords(dealId, quarantine),
    yielded: deeds.filter((deed) => deed.state === 'undone'),
  }
}
