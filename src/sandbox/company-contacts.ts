import { type ContactLink, sortedLinks } from './links.ts'

/** A contact of a company: one row, seen from both sides. */
export type CompanyContact = { companyId: number; contactId: number; sort: number; isPrimary: boolean }

/**
 * Contacts of companies. Each side keeps one primary among its own rows when it is written, so a company can end up
 * with several: its contacts each call it their main company. Source: Bitrix24 REST docs, `crm.company.contact.*`,
 * `crm.contact.company.*`; several primaries and equal sorts seen in github.com/leshchenko1979/fast_bitrix24/issues/256.
 */
export class CompanyContacts {
  /** The same rows from both sides, each in the order in which they were written. */
  readonly #ofCompany = new Map<number, CompanyContact[]>()
  readonly #ofContact = new Map<number, CompanyContact[]>()

  ofCompany(companyId: number): ContactLink[] {
    return sortedLinks(this.#rowsOfCompany(companyId).map((row) => linkTo(row.contactId, row)))
  }

  /** The same rows from the contact's side: `contactId` of each link is the company. */
  ofContact(contactId: number): ContactLink[] {
    return sortedLinks(this.#rowsOfContact(contactId).map((row) => linkTo(row.companyId, row)))
  }

  /** Writes one row as it is, for seeds with several primaries. */
  put(row: CompanyContact): void {
    this.#remove(this.#rowsOfCompany(row.companyId).filter((old) => old.contactId === row.contactId))
    this.#add(row)
  }

  setOfCompany(companyId: number, links: readonly ContactLink[]): void {
    this.forgetCompany(companyId)
    for (const link of links) this.#add({ ...link, companyId })
  }

  setOfContact(contactId: number, links: readonly ContactLink[]): void {
    this.forgetContact(contactId)
    for (const { contactId: companyId, sort, isPrimary } of links) this.#add({ companyId, contactId, sort, isPrimary })
  }

  forgetCompany(companyId: number): void {
    this.#remove(this.#rowsOfCompany(companyId))
  }

  forgetContact(contactId: number): void {
    this.#remove(this.#rowsOfContact(contactId))
  }

  #rowsOfCompany(id: number): readonly CompanyContact[] {
    return this.#ofCompany.get(id) ?? []
  }

  #rowsOfContact(id: number): readonly CompanyContact[] {
    return this.#ofContact.get(id) ?? []
  }

  #add(row: CompanyContact): void {
    this.#ofCompany.set(row.companyId, [...this.#rowsOfCompany(row.companyId), row])
    this.#ofContact.set(row.contactId, [...this.#rowsOfContact(row.contactId), row])
  }

  #remove(rows: readonly CompanyContact[]): void {
    for (const row of rows) {
      const [ofCompany, ofContact] = [this.#rowsOfCompany(row.companyId), this.#rowsOfContact(row.contactId)]
      this.#ofCompany.set(
        row.companyId,
        ofCompany.filter((one) => one !== row),
      )
      this.#ofContact.set(
        row.contactId,
        ofContact.filter((one) => one !== row),
      )
    }
  }
}

const linkTo = (contactId: number, row: CompanyContact): ContactLink => ({
  contactId,
  sort: row.sort,
  roleId: 0,
  isPrimary: row.isPrimary,
})
