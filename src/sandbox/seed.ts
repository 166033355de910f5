import type { DeskFields, LinkOptions, SandboxDesk } from './desk.ts'
import type { Category, SandboxUser } from './directories.ts'
import type { CustomField } from './fields.ts'

/** A link in a seed. */
export type SeedLink = { contactId: number } & LinkOptions

/** What a portal begins with. Links of deals, leads and companies are given with them as `links`. */
export type SandboxData = {
  users?: readonly SandboxUser[]
  categories?: readonly Category[]
  customFields?: readonly CustomField[]
  contacts?: readonly DeskFields[]
  companies?: readonly (DeskFields & { links?: readonly SeedLink[] })[]
  leads?: readonly (DeskFields & { links?: readonly SeedLink[] })[]
  deals?: readonly (DeskFields & { links?: readonly SeedLink[] })[]
}

/** Fills an empty portal, in an order in which everything that is referred to is there. */
export function plant(desk: SandboxDesk, data: SandboxData): void {
  for (const user of data.users ?? []) desk.addUser(user)
  for (const category of data.categories ?? []) desk.addCategory(category)
  for (const field of data.customFields ?? []) desk.addCustomField(field)
  for (const contact of data.contacts ?? []) desk.addContact(contact)
  for (const { links = [], ...company } of data.companies ?? []) {
    const id = desk.addCompany(company)
    for (const { contactId, ...options } of links) desk.linkCompanyContact(id, contactId, options)
  }
  for (const { links = [], ...lead } of data.leads ?? []) {
    const id = desk.addLead(lead)
    for (const { contactId, ...options } of links) desk.linkLeadContact(id, contactId, options)
  }
  for (const { links = [], ...deal } of data.deals ?? []) {
    const id = desk.addDeal(deal)
    for (const { contactId, ...options } of links) desk.linkContact(id, contactId, options)
  }
}
