import type { Facts } from '../../src/core/conditions/facts.ts'
import { type Link, linksFact } from '../../src/core/deal/link.ts'
import type { Fields } from '../../src/core/deal/snapshot.ts'
import type { Sources } from '../../src/core/rules/selection.ts'

/** The moment at which everything here happens. */
export const now = new Date('2026-11-20T09:30:00Z')

export const links: Link[] = [
  { contactId: 11, sort: 10, isPrimary: true },
  { contactId: 12, sort: 20, isPrimary: false },
]

const companyContacts: Link[] = [
  { contactId: 14, sort: 10, isPrimary: true },
  { contactId: 11, sort: 20, isPrimary: false },
  { contactId: 15, sort: 30, isPrimary: false },
]

/** As many fields as a portal answers for a deal, twelve of them custom. */
const deal: Fields = {
  id: 4711,
  title: 'Service contract, three years',
  typeId: 'SALE',
  categoryId: 1,
  stageId: 'C1:PREPARATION',
  previousStageId: 'C1:NEW',
  stageSemanticId: 'P',
  isNew: false,
  isRecurring: false,
  isReturnCustomer: true,
  isRepeatedApproach: false,
  isManualOpportunity: true,
  probability: 60,
  currencyId: 'EUR',
  opportunity: 13_400,
  taxValue: 0,
  companyId: 7,
  contactId: 11,
  contactIds: [11, 12],
  leadId: 0,
  quoteId: 0,
  begindate: '2026-11-02T02:00:00+02:00',
  closedate: '2026-12-14T02:00:00+02:00',
  opened: true,
  closed: false,
  comments: 'Asked for a visit before the frost.',
  additionalInfo: '',
  locationId: 0,
  sourceId: 'CALL',
  sourceDescription: '',
  originatorId: '',
  originId: '',
  createdBy: 3,
  updatedBy: 4,
  movedBy: 4,
  assignedById: 4,
  lastActivityBy: 4,
  createdTime: '2026-11-02T09:12:44+02:00',
  updatedTime: '2026-11-20T10:29:58+02:00',
  movedTime: '2026-11-18T16:01:12+02:00',
  lastActivityTime: '2026-11-20T10:29:58+02:00',
  utmSource: '',
  utmMedium: '',
  utmCampaign: '',
  ...Object.fromEntries(Array.from({ length: 10 }, (_, index) => [`UF_CRM_17000000${10 + index}`, `value ${index}`])),
  UF_CRM_REGION: 41,
  UF_CRM_TECHNICAL_CONTACT: 'C_12',
}

const company: Fields = {
  id: 7,
  title: 'Hollow Creek Dairy',
  industry: 'MANUFACTURING',
  employees: 'EMPLOYEES_2',
  revenue: 2_400_000,
  isMyCompany: false,
  assignedById: 4,
  UF_CRM_ACCOUNT_TIER: 'B',
}

/** A deal of a company, seen before, with two links, after a change of its stage. */
export const facts: Facts = {
  event: { type: 'ONCRMDEALUPDATE', types: ['ONCRMDEALUPDATE'], receivedAt: now.toISOString() },
  deal,
  company,
  links: linksFact(links),
  companyContacts: linksFact(companyContacts),
  changed: ['stageId', 'previousStageId', 'movedTime', 'updatedTime', 'lastActivityTime'],
  previous: { ...deal, stageId: 'C1:NEW', previousStageId: '' },
}

export const sources: Sources = { companyContacts, leadContacts: [], matches: new Map() }

/** What the portal answered for the contacts that actions may link. */
export const contacts = new Map<number, Fields>([11, 12, 14, 15].map((id) => [id, { id }]))
