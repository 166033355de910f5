import { expect, test } from 'vitest'
import { recalledCompany } from '../../src/core/deal/recalled-company.ts'
import type { DealSnapshot, Fields } from '../../src/core/deal/snapshot.ts'

const deal: Fields = { id: 42, companyId: 61, contactIds: [7, 9], contactId: 7, updatedTime: '2026-09-01T10:00:00Z' }
const lately = {
  companyReadAt: '2026-09-01T10:00:01.000Z',
  company: null,
  companyContacts: [{ contactId: 7, sort: 10, isPrimary: true }],
}
const snapshot: DealSnapshot = { takenAt: '2026-09-01T10:00:02.000Z', deal, lately }
const soon = new Date('2026-09-01T10:00:30Z')
const without = (name: string) => Object.fromEntries(Object.entries(deal).filter(([key]) => key !== name))

test('a deal that is in everything as its last run left it needs its company read no more', () => {
  expect(recalledCompany({ ...deal, contactIds: [9, 7] }, snapshot, soon)).toEqual(lately)
})

test.each<{ why: string; now?: Date; deal?: Fields; snapshot?: DealSnapshot | null }>([
  { why: 'the deal has another company', deal: { ...deal, companyId: 62 } },
  {
    why: 'somebody has saved the deal, which shows in nothing else',
    deal: { ...deal, updatedTime: '2026-09-01T10:00:09Z' },
  },
  { why: 'somebody has changed its contacts', deal: { ...deal, contactIds: [9] } },
  {
    why: 'the portal leaves contacts out of lists',
    deal: without('contactIds'),
    snapshot: { ...snapshot, deal: without('contactIds') },
  },
  {
    why: 'the portal does not tell when deals were saved',
    deal: without('updatedTime'),
    snapshot: { ...snapshot, deal: without('updatedTime') },
  },
  { why: 'the deal has never been seen', snapshot: null },
  { why: 'its last run has kept nothing', snapshot: { takenAt: snapshot.takenAt, deal } },
  { why: 'it was read some minutes ago', now: new Date('2026-09-01T10:02:02Z') },
  { why: 'it was read before the clock was set back', now: new Date('2026-09-01T09:30:00Z') },
])('the company is read anew where $why', ({ now = soon, ...given }) => {
  const of = { deal, snapshot, ...given }
  expect(recalledCompany(of.deal, of.snapshot, now)).toBeNull()
})
