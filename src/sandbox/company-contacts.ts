import { type ContactLink, sortedLinks } from './links.ts'

/** A contact of a company: one row, seen from both sides. */
export type CompanyContact = { companyId: number; contactId: number; sort: number; isPrimary: boolean }

/**
 * Contacts of companies. Each side keeps one primary among its own rows when it is written, so a company can end up
 * with several: its contacts each call it their main company. Source: Bitrix24 REST docs, `crm.company.contact.*`,
 * `crm.contact.company.*`; several primaries and equal sorts seen in github.com/leshchenko1979/fast_bitrix24/issues/256.
 */
export class CompanyContacts {
  #rows: CompanyContact[] = []

  ofCompany(companyId: number): ContactLink[] {
    return sortedLinks(this.#rows.filter((row) => row.companyId === companyId).map((row) => linkTo(row.contactId, row)))
  }

  /** The same rows from the contact's side: `contactId` of each link is the company. */
  ofContact(contactId: number): ContactLink[] {
    return sortedLinks(this.#rows.filter((row) => row.contactId === contactId).map((row) => linkTo(row.companyId, row)))
  }

  /** Writes one row as it is, for seeds with several primaries. */
  put(row: CompanyContact): void {
    this.#rows = this.#rows.filter((old) => old.companyId !== row.companyId || old.contactId !== row.contactId)
    this.#rows.push(row)
  }

  setOfCompany(companyId: number, links: readonly ContactLink[]): void {
    this.#rows = [
      ...this.#rows.filter((row) => row.companyId !== companyId),
      ...links.map((link) => ({ ...link, companyId, contactId: link.contactId })),
    ]
  }

  setOfContact(contactId: number, links: readonly ContactLink[]): void {
    this.#rows = [
      ...this.#rows.filter((row) => row.contactId !== contactId),
      ...links.map((link) => ({ companyId: link.contactId, contactId, sort: link.sort, isPrimary: link.isPrimary })),
    ]
  }

  forgetCompany(companyId: number): void {
    this.#rows = this.#rows.filter((row) => row.companyId !== companyId)
  }

  forgetContact(contactId: number): void {
    this.#rows = this.#rows.filter((row) => row.contactId !== contactId)
  }
}

const linkTo = (contactId: number, row: CompanyContact): ContactLink => ({
  contactId,
  sort: row.sort,
  roleId: 0,
  isPrimary: row.isPrimary,
})
