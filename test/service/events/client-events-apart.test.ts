import { afterAll, beforeAll, expect, test, vi } from 'vitest'
import { PortalError } from '../../../src/core/runs/portal-error.ts'
import { listEvents } from '../../../src/database/events/journal.ts'
import { ensurePortal } from '../../../src/database/portals/portals.ts'
import { createLog } from '../../../src/log.ts'
import { workOnClientEvents } from '../../../src/service/events/client-worker.ts'
import { timeOrderedId } from '../../../src/service/process/time-ordered-id.ts'
import { openTestDatabase, type TestDatabase } from '../../support/databases.ts'
import { patiently } from '../../support/patiently.ts'
import { journalEvents } from '../../support/stored.ts'

let opened: TestDatabase
beforeAll(async () => {
  opened = await openTestDatabase('postgres')
})
afterAll(() => opened.remove())

test('a contact of which the portal tells nothing keeps no other waiting', async () => {
  const { db } = opened
  const { id: portalId } = await ensurePortal(db, { domain: 'acme.bitrix24.com' })
  const [ill, odd, well] = [1, 2, 3]
  const about = (aboutId: number, at: number) => ({
    ...{ id: timeOrderedId(), event: 'ONCRMCONTACTUPDATE', dealId: null, aboutId },
    ...{ receivedAt: new Date(Date.now() + at), status: 'pending' as const },
  })
  await db.transaction((tx) => journalEvents(tx, portalId, [about(ill, 0), about(odd, 1), about(well, 2)]))
  const queued: number[] = []
  const worker = workOnClientEvents(
    {
      database: db,
      portalId,
      lists: {
        async companiesOfContact(contactId) {
          const kind = contactId === ill ? 'transient' : 'our-mistake'
          if (contactId === well) return []
          throw new PortalError(kind, { code: 'X', method: 'crm.contact.company.items.get', message: 'It says no.' })
        },
        listDeals: async ({ contactId }) => ({ dealIds: contactId === well ? [42] : [], isLast: true }),
      },
      queue: { enqueue: async (_tx, deals) => void queued.push(...deals.map(({ dealId }) => dealId)), wake: () => {} },
      lease: { isOurs: () => true },
      log: createLog({ level: 'silent', stream: { write: () => {} }, redactText: (text) => text }),
    },
    10,
  )
  try {
    const items = await vi.waitFor(async () => {
      const page = await listEvents(db, portalId, { limit: 10 })
      expect(page.items.map(({ aboutId, status }) => [aboutId, status])).toEqual([
        [well, 'done'],
        [odd, 'done'],
        [ill, 'pending'],
      ])
      return page.items
    }, patiently)
    expect(queued, 'the deals of the one behind them are run').toEqual([42])
    expect(items[1]?.note).toContain('could not be found: It says no.')
  } finally {
    await worker.close()
  }
})
