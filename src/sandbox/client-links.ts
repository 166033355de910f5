import type { EntityName } from './entities.ts'
import { type ContactLink, linksEqual, linksReplaced, linksWith, linksWithout, sortedLinks } from './links.ts'
import { idOf, isPhpArray, valuesOf } from './params.ts'
import type { ClientOwner, Records } from './records.ts'

/** Which list of links is meant: contacts of a deal, lead or company, or companies of a contact. */
export type LinkList = EntityName

/** Reads and writes lists of links; raises no events itself. */
export class ClientLinks {
  readonly #records: Records

  constructor({ records }: { records: Records }) {
    this.#records = records
  }

  of(owner: LinkList, id: number): readonly ContactLink[] {
    switch (owner) {
      case 'company':
        return this.#records.companyContacts.ofCompany(id)
      case 'contact':
        return this.#records.companyContacts.ofContact(id)
      default:
        return this.#records.clientsOf(owner, id)
    }
  }

  set(owner: LinkList, id: number, links: readonly ContactLink[]): void {
    const sorted = sortedLinks(links)
    switch (owner) {
      case 'company':
        this.#records.companyContacts.setOfCompany(id, sorted)
        break
      case 'contact':
        this.#records.companyContacts.setOfContact(id, sorted)
        break
      default:
        this.#records.setClients(owner, id, sorted)
    }
  }

  /**
   * Links written as fields of an item: `contactIds` replaces the set and makes the first primary, `contactId` makes
   * that contact primary; on contacts, `companyIds` and `companyId` alike. Returns whether anything changed.
   * Source: Bitrix24 REST docs, `crm.item.update`, `crm.quote.contact` (overview).
   */
  assignFields(entity: EntityName, id: number, values: Readonly<Record<string, unknown>>): boolean {
    const [many, one] = entity === 'contact' ? ['companyIds', 'companyId'] : ['contactIds', 'contactId']
    const before = this.of(entity, id)
    let after: readonly ContactLink[] = before
    if (isPhpArray(values[many])) {
      const ids = valuesOf(values[many]).map(idOf)
      const wishes = ids.flatMap((contactId) => (contactId === null ? [] : [{ contactId }]))
      after = linksReplaced(before, wishes)
    }
    if (values[one] !== undefined && entity !== 'company') after = withPrimary(after, idOf(values[one]))
    if (linksEqual(before, after)) return false
    this.set(entity, id, after)
    return true
  }

  /** Drops every link from and to a record. */
  forget(entity: EntityName, id: number): void {
    switch (entity) {
      case 'deal':
      case 'lead':
        this.#records.setClients(entity, id, [])
        break
      case 'company':
        this.#records.companyContacts.forgetCompany(id)
        break
      case 'contact':
        this.#records.companyContacts.forgetContact(id)
        for (const owner of ['deal', 'lead'] as const) {
          for (const ownerId of this.#records.ownersOfContact(owner, id)) this.#unlink(owner, ownerId, id)
        }
        break
      default:
        entity satisfies never
    }
  }

  /** Puts one contact in the place of another wherever it is linked, as a merge of duplicates does. */
  moveContact(fromId: number, toId: number): void {
    for (const owner of ['deal', 'lead'] as const) {
      for (const ownerId of this.#records.ownersOfContact(owner, fromId)) {
        const links = this.#records.clientsOf(owner, ownerId)
        const moved = links.map((link) => (link.contactId === fromId ? { ...link, contactId: toId } : link))
        this.#records.setClients(owner, ownerId, linksReplaced(links, moved))
      }
    }
  }

  #unlink(owner: ClientOwner, ownerId: number, contactId: number): void {
    const rest = linksWithout(this.#records.clientsOf(owner, ownerId), contactId)
    if (rest !== null) this.#records.setClients(owner, ownerId, rest)
  }
}

/** The links with this contact as primary; `null` takes the present primary away. */
export function withPrimary(links: readonly ContactLink[], contactId: number | null): readonly ContactLink[] {
  if (contactId === null) {
    const primary = links.find((link) => link.isPrimary)
    return primary === undefined ? links : (linksWithout(links, primary.contactId) ?? links)
  }
  const linked = linksWith(links, { contactId, isPrimary: true })
  return linked ?? links.map((link) => ({ ...link, isPrimary: link.contactId === contactId }))
}
