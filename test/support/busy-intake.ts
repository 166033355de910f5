import { createGroupCommit } from '../../src/database/group-commit.ts'
import { type JournalEntry, journalEvents } from '../../src/database/journal.ts'
import { openDatabase } from '../../src/database/open.ts'
import { ensurePortal } from '../../src/database/portals.ts'
import { startDealQueue } from '../../src/queue/deal-queue.ts'
import { anEvent } from './stored.ts'

// Accepts events without end and prints the id of each once it is durable. Arguments: address (or -), data directory.
const [address, dataDir = ''] = process.argv.slice(2)
const db = await openDatabase({ url: address === '-' ? null : (address ?? null), dataDir })
const { id: portalId } = await ensurePortal(db, { domain: 'example.bitrix24.com' })
const queue = await startDealQueue(db, { onError: console.error })
const accept = createGroupCommit<JournalEntry & { dealId: number }>(
  (entries) =>
    db.transaction(async (tx) => {
      await journalEvents(tx, portalId, entries)
      await queue.enqueue(
        tx,
        entries.map(({ dealId }) => ({ portalId, dealId })),
      )
    }),
  { maxBatch: 100 },
)
for (let dealId = 1; ; dealId++) {
  const entries = Array.from({ length: 5 }, () => ({ ...anEvent(), dealId }))
  await Promise.all(entries.map((entry) => accept(entry).then(() => console.log(entry.id))))
}
