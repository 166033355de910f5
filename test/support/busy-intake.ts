import { openDatabase } from '../../src/database/connection/open.ts'
import { ensurePortal } from '../../src/database/portals/portals.ts'
import { createLog } from '../../src/log.ts'
import { startDealQueue } from '../../src/queue/deal-queue.ts'
import { createIntake } from '../../src/service/events/intake.ts'

// Takes events in without end and prints the id of each once it is durable. Arguments: address (or -), data directory.
const [address, dataDir = ''] = process.argv.slice(2)
const database = await openDatabase({ url: address === '-' ? null : (address ?? null), dataDir })
const { id: portalId } = await ensurePortal(database, { domain: 'example.bitrix24.com' })
const intake = createIntake({
  ...{ database, portalId, spool: null, now: () => new Date() },
  queue: await startDealQueue(database, { onError: console.error }),
  ruleSet: { listensTo: async () => true },
  metrics: { eventTaken: () => {} },
  log: createLog({ level: 'silent', redactText: (text) => text }),
})
for (let dealId = 1; ; dealId++) {
  const event = { event: 'ONCRMDEALUPDATE', dealId, memberId: null, domain: null, ts: null }
  await Promise.all(Array.from({ length: 5 }, () => intake.accept(event).then(({ eventId }) => console.log(eventId))))
}
