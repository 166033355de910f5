import { insertOfEvents, type JournalEntry, valuesOfEvents } from '../../src/database/journal.ts'
import { openDatabase } from '../../src/database/open.ts'
import { ensurePortal } from '../../src/database/portals.ts'
import { createGroupCommit } from '../../src/group-commit.ts'
import { startDealQueue } from '../../src/queue/deal-queue.ts'
import { anEvent } from './stored.ts'

// Accepts events without end and prints the id of each once it is durable. Arguments: address (or -), data directory.
const [address, dataDir = ''] = process.argv.slice(2)
const db = await openDatabase({ url: address === '-' ? null : (address ?? null), dataDir })
const { id: portalId } = await ensurePortal(db, { domain: 'example.bitrix24.com' })
const queue = await startDealQueue(db, { onError: console.error })
const insertWithJobs = queue.enqueueWith(insertOfEvents)
const accept = createGroupCommit<JournalEntry & { dealId: number }>(
  async (entries) => {
    const deals = entries.map(({ dealId }) => ({ portalId, dealId }))
    await db.urgently(insertWithJobs, { ...valuesOfEvents(portalId, entries), ...queue.valuesFor(deals) })
  },
  { maxBatch: 100 },
)
for (let dealId = 1; ; dealId++) {
  const entries = Array.from({ length: 5 }, () => ({ ...anEvent(), dealId }))
  await Promise.all(entries.map((entry) => accept(entry).then(() => console.log(entry.id))))
}
