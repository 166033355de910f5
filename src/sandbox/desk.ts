import { Administration, type AdministrationParts } from './administration.ts'
import { withPrimary } from './client-links.ts'
import type { Crm } from './crm.ts'
import type { EntityName, Item } from './entities.ts'
import { type ContactLink, type LinkWish, linksEqual, linksReplaced, linksWith, linksWithout } from './links.ts'
import { entriesOf, valuesOf } from './params.ts'
import { eventCodeOf, type Records } from './records.ts'

/** Fields of a record by item name or `UF_CRM_…` name; `phones` and `emails` are short for `fm`; `id` fixes the id. */
export type DeskFields = {
  id?: number
  phones?: readonly string[]
  emails?: readonly string[]
  [field: string]: unknown
}

export type LinkOptions = { primary?: boolean; sort?: number }

export type DeskParts = AdministrationParts & {
  records: Records
  crm: Crm
  raise: (event: string, id: number) => void
  /** The person at the desk: not the owner of the webhook. */
  personId: number
}

/** What people do in the portal's own interface, and what tests look at. Their edits raise events as documented. */
export class SandboxDesk extends Administration {
  readonly #parts: DeskParts

  constructor(parts: DeskParts) {
    super(parts)
    this.#parts = parts
  }

  addDeal(fields: DeskFields = {}): number {
    return this.#add('deal', fields)
  }

  addLead(fields: DeskFields = {}): number {
    return this.#add('lead', fields)
  }

  addContact(fields: DeskFields = {}): number {
    return this.#add('contact', fields)
  }

  addCompany(fields: DeskFields = {}): number {
    return this.#add('company', fields)
  }

  updateDeal(id: number, fields: DeskFields): void {
    this.#update('deal', id, fields)
  }

  updateLead(id: number, fields: DeskFields): void {
    this.#update('lead', id, fields)
  }

  updateContact(id: number, fields: DeskFields): void {
    this.#update('contact', id, fields)
  }

  updateCompany(id: number, fields: DeskFields): void {
    this.#update('company', id, fields)
  }

  deleteDeal(id: number): void {
    this.#parts.crm.remove('deal', id)
  }

  deleteLead(id: number): void {
    this.#parts.crm.remove('lead', id)
  }

  /** Its links vanish; deals raise no event for that. */
  deleteContact(id: number): void {
    this.#parts.crm.remove('contact', id)
  }

  deleteCompany(id: number): void {
    this.#parts.crm.remove('company', id)
  }

  /** Merges duplicates: links of the first move to the second; deals raise no event for that. */
  mergeContacts(fromId: number, intoId: number): void {
    this.#parts.crm.links.moveContact(fromId, intoId)
    this.#parts.crm.remove('contact', fromId)
    this.#parts.raise(eventCodeOf('contact', 'UPDATE'), intoId)
  }

  /** Moves a deal to another funnel, to its first stage unless one is named. Raises no update event. */
  moveToCategory(dealId: number, categoryId: number, stageId?: string): void {
    this.#update('deal', dealId, { categoryId, ...(stageId === undefined ? {} : { stageId }) })
  }

  linkContact(dealId: number, contactId: number, { primary, sort }: LinkOptions = {}): void {
    const links = linksWith(this.#links(dealId), { contactId, sort, isPrimary: primary })
    if (links !== null) this.#saveLinks(dealId, links)
  }

  unlinkContact(dealId: number, contactId: number): void {
    const links = linksWithout(this.#links(dealId), contactId)
    if (links !== null) this.#saveLinks(dealId, links)
  }

  setPrimary(dealId: number, contactId: number): void {
    this.#saveLinks(dealId, withPrimary(this.#links(dealId), contactId))
  }

  setLinks(dealId: number, links: readonly LinkWish[]): void {
    this.#saveLinks(dealId, linksReplaced(this.#links(dealId), links))
  }

  /** Puts a contact on a company as it is said; several may be primary. */
  linkCompanyContact(companyId: number, contactId: number, { primary = false, sort = 10 }: LinkOptions = {}): void {
    this.#parts.records.companyContacts.put({ companyId, contactId, sort, isPrimary: primary })
    this.#parts.raise(eventCodeOf('company', 'UPDATE'), companyId)
  }

  unlinkCompanyContact(companyId: number, contactId: number): void {
    const links = linksWithout(this.#parts.crm.links.of('company', companyId), contactId)
    if (links === null) return
    this.#parts.crm.links.set('company', companyId, links)
    this.#parts.raise(eventCodeOf('company', 'UPDATE'), companyId)
  }

  linkLeadContact(leadId: number, contactId: number, { primary, sort }: LinkOptions = {}): void {
    const links = linksWith(this.#parts.crm.links.of('lead', leadId), { contactId, sort, isPrimary: primary })
    if (links === null) return
    this.#parts.crm.links.set('lead', leadId, links)
    this.#parts.crm.linksWritten('lead', leadId, this.#parts.personId, { raises: true, touches: true })
  }

  /** Links of a deal, by sort. */
  links(dealId: number): ContactLink[] {
    return this.#links(dealId).map((link) => ({ ...link }))
  }

  companyLinks(companyId: number): ContactLink[] {
    return [...this.#parts.crm.links.of('company', companyId)]
  }

  leadLinks(leadId: number): ContactLink[] {
    return [...this.#parts.crm.links.of('lead', leadId)]
  }

  deal(id: number): Item | undefined {
    return this.#parts.records.view('deal', id)
  }

  lead(id: number): Item | undefined {
    return this.#parts.records.view('lead', id)
  }

  contact(id: number): Item | undefined {
    return this.#parts.records.view('contact', id)
  }

  company(id: number): Item | undefined {
    return this.#parts.records.view('company', id)
  }

  ids(entity: EntityName): number[] {
    return this.#parts.records.all(entity).map(({ id }) => id)
  }

  #links(dealId: number): readonly ContactLink[] {
    return this.#parts.crm.links.of('deal', dealId)
  }

  /** A change of contacts in the deal's card is an edit of the deal: new time, one event. */
  #saveLinks(dealId: number, links: readonly ContactLink[]): void {
    const { crm, personId } = this.#parts
    if (linksEqual(this.#links(dealId), links)) return
    crm.links.set('deal', dealId, links)
    crm.linksWritten('deal', dealId, personId, { raises: true, touches: true })
  }

  #add(entity: EntityName, fields: DeskFields): number {
    const { id, ...values } = fields
    return this.#parts.crm.add(entity, this.#values(entity, values), this.#parts.personId, id)
  }

  #update(entity: EntityName, id: number, fields: DeskFields): void {
    this.#parts.crm.update(entity, id, this.#values(entity, fields), this.#parts.personId)
  }

  #values(entity: EntityName, { phones = [], emails = [], ...fields }: DeskFields): Record<string, unknown> {
    const known = entriesOf(fields).map(([name, value]): [string, unknown] => {
      const field =
        this.#parts.fields.byItemName(entity, name, true) ?? this.#parts.fields.byItemName(entity, name, false)
      if (field === undefined) throw new TypeError(`${entity} has no field ${name}`)
      return [field.key, value]
    })
    const multiField = (typeId: string) => (value: string) => ({ typeId, valueType: 'WORK', value })
    const fm = [...phones.map(multiField('PHONE')), ...emails.map(multiField('EMAIL')), ...valuesOf(fields.fm)]
    return { ...Object.fromEntries(known), ...(fm.length === 0 ? {} : { fm }) }
  }
}
