import fc from 'fast-check'
import type { SandboxBehaviour } from '../../src/sandbox/behaviour.ts'
import type { Sandbox } from '../../src/sandbox/portal.ts'
import type { SandboxData } from '../../src/sandbox/seed.ts'

/** Ids are few, so that deals meet at companies and contacts; the last of each kind is nowhere to be found. */
const contactIds = [1, 2, 3, 4, 5, 6, 7, 8] as const
const phantomId = 9
const contactId = fc.integer({ min: 1, max: phantomId })
const companyId = fc.integer({ min: 0, max: 4 })
const leadId = fc.integer({ min: 0, max: 3 })
const phones = ['+49 30 1', '+49 30 2', '+49 30 3'] as const
const emails = ['anna@example.test', 'ben+deals@example.test', 'ben deals@example.test'] as const

const links = fc.uniqueArray(fc.record({ contactId, sort: fc.constantFrom(10, 10, 20, 30), primary: fc.boolean() }), {
  maxLength: 8,
  selector: (link) => link.contactId,
})
/** Companies of more contacts than are looked up ahead come up often enough. */
const someLinks = fc.oneof(fc.constant([]), links, links)

const contact = fc.record({
  name: fc.constantFrom('Anna', 'Ben', 'Cleo'),
  phones: fc.subarray([...phones]),
  emails: fc.subarray([...emails]),
  UF_CRM_VIP: fc.constantFrom('Y', 'N'),
  isReadable: fc.constantFrom(true, true, true, true, false),
})
const company = fc.record({
  title: fc.constantFrom('Acme', 'Initech'),
  UF_CRM_TIER: fc.constantFrom('gold', 'tin', ''),
  links: someLinks,
  isReadable: fc.constantFrom(true, true, true, false),
})
const lead = fc.record({ links: someLinks, isReadable: fc.constantFrom(true, true, true, false) })
const named = fc.oneof(
  contactId.map((id) => `C_${id}`),
  contactId,
  contactId.map(String),
  fc.constant('CO_1'),
)
export const fates = ['here', 'gone', 'unreadable', 'unmodifiable'] as const
const deal = fc.record({
  title: fc.constantFrom('Spare parts', 'Maintenance'),
  opportunity: fc.constantFrom(0, 500, 5_000),
  companyId,
  leadId,
  UF_CRM_HELPER: fc.array(named, { maxLength: 3 }),
  UF_CRM_PHONE: fc.constantFrom('', '+49 30 1', '+49 30 2', 'anna@example.test', 'ben+deals@example.test'),
  UF_CRM_PHONES: fc.array(fc.constantFrom(...phones, ' +49 30 1', '1&type=EMAIL', ...emails), { maxLength: 4 }),
  UF_CRM_CONTACT: fc.oneof(named, fc.constantFrom('', '3&entityTypeId=4')),
  links: fc.oneof(fc.constant([]), someLinks),
  fate: fc.constantFrom<(typeof fates)[number]>('here', 'here', 'here', 'here', 'here', 'here', ...fates),
  event: fc.constantFrom('ONCRMDEALADD', 'ONCRMDEALUPDATE', 'manual'),
})

/** What people do between two bursts. */
const change = fc.record({
  deal: fc.nat(),
  kind: fc.constantFrom('link', 'unlink', 'primary', 'title', 'company', 'delete contact', 'delete deal'),
  contactId,
  companyId,
})

const portalOf = (size: { minLength: number; maxLength: number }) =>
  fc.record({
    behaviour: fc.record<Partial<SandboxBehaviour>>({
      listsLeaveOutContactIds: fc.boolean(),
      missingOwner: fc.constantFrom('error', 'empty'),
      phantomContactsAccepted: fc.boolean(),
      noDuplicates: fc.constantFrom('array', 'object'),
      accessDeniedStatus: fc.constantFrom(400, 403),
      language: fc.constantFrom('en', 'en', 'de'),
      linkMethodsTouchUpdatedTime: fc.boolean(),
      referencesPutInto: fc.constantFrom('values', 'text'),
    }),
    contacts: fc.tuple(...contactIds.map(() => contact)),
    companies: fc.tuple(company, company, company),
    leads: fc.tuple(lead, lead),
    deals: fc.array(deal, size),
    changes: fc.array(change, { maxLength: 5 }),
  })

export const somePortal = portalOf({ minLength: 1, maxLength: 7 })
/** More deals than one list holds, and than fit into one request. */
export const someWidePortal = portalOf({ minLength: 60, maxLength: 110 })
export type RandomPortal = typeof somePortal extends fc.Arbitrary<infer Value> ? Value : never

/** What a portal begins with; deals have the ids 1, 2, 3 … */
export function seedOf({ contacts, companies, leads, deals }: RandomPortal): SandboxData {
  const withId = <Of extends object>(records: readonly Of[], leftOut: readonly string[]) =>
    records.map((record, index) => ({
      ...Object.fromEntries(Object.entries(record).filter(([name]) => !leftOut.includes(name))),
      id: index + 1,
    }))
  return {
    customFields: [
      { entity: 'deal', name: 'UF_CRM_HELPER', type: 'crm', title: 'Helpers', isMultiple: true },
      { entity: 'deal', name: 'UF_CRM_PHONE', type: 'string', title: 'Phone' },
      { entity: 'deal', name: 'UF_CRM_PHONES', type: 'string', title: 'Phones', isMultiple: true },
      { entity: 'deal', name: 'UF_CRM_CONTACT', type: 'crm', title: 'Contact' },
      { entity: 'contact', name: 'UF_CRM_VIP', type: 'boolean', title: 'VIP' },
      { entity: 'company', name: 'UF_CRM_TIER', type: 'string', title: 'Tier' },
    ],
    contacts: withId(contacts, ['isReadable']),
    companies: withId(companies, ['isReadable']),
    leads: withId(leads, ['isReadable']),
    deals: withId(deals, ['fate', 'event']),
  }
}

/** What becomes of records once they are there, as nothing of it can be said in a seed. */
export function decideFates({ data }: Sandbox, { contacts, companies, leads, deals }: RandomPortal): void {
  for (const [index, { isReadable }] of contacts.entries()) data.setReadable('contact', index + 1, isReadable)
  for (const [index, { isReadable }] of companies.entries()) data.setReadable('company', index + 1, isReadable)
  for (const [index, { isReadable }] of leads.entries()) data.setReadable('lead', index + 1, isReadable)
  for (const [index, { fate }] of deals.entries()) {
    if (fate === 'gone') data.deleteDeal(index + 1)
    if (fate === 'unreadable') data.setReadable('deal', index + 1, false)
    if (fate === 'unmodifiable') data.setModifiable('deal', index + 1, false)
  }
}

export function meddle({ data }: Sandbox, { changes, deals }: RandomPortal): void {
  for (const { deal, kind, contactId, companyId } of changes) {
    const dealId = (deal % deals.length) + 1
    if (kind === 'delete contact') {
      if (data.contact(contactId) !== undefined) data.deleteContact(contactId)
      continue
    }
    if (data.deal(dealId) === undefined) continue
    if (kind === 'link') data.linkContact(dealId, contactId)
    if (kind === 'unlink') data.unlinkContact(dealId, contactId)
    if (kind === 'primary') data.setPrimary(dealId, contactId)
    if (kind === 'title') data.updateDeal(dealId, { title: 'Another title' })
    if (kind === 'company') data.updateDeal(dealId, { companyId })
    if (kind === 'delete deal') data.deleteDeal(dealId)
  }
}
