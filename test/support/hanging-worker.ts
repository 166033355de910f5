import { openDatabase } from '../../src/database/connection/open.ts'
import { startDealQueue } from '../../src/queue/deal-queue.ts'

// Takes a job and never ends it. Arguments: the database's address.
const db = await openDatabase({ url: process.argv[2] ?? null, dataDir: '' })
const queue = await startDealQueue(db, { onError: console.error, heartbeatSeconds: 10, superviseSeconds: 60 })
await queue.work(
  ({ dealId }) => {
    console.log(`working on ${dealId}`)
    return new Promise(() => {})
  },
  async () => {},
)
