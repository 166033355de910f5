import { CompanyContacts } from './company-contacts.ts'
import type { EntityName, Item, MultiField } from './entities.ts'
import type { ContactLink } from './links.ts'

/** Object types whose clients are contacts in an order, one of them primary. */
export type ClientOwner = 'deal' | 'lead'

/** Everything the portal holds of the CRM: items, and links between them. */
export class Records {
  readonly companyContacts = new CompanyContacts()
  readonly #items: Readonly<Record<EntityName, Map<number, Item>>> = {
    lead: new Map(),
    deal: new Map(),
    contact: new Map(),
    company: new Map(),
  }
  readonly #lastIds: Record<EntityName | 'fm', number> = { lead: 0, deal: 0, contact: 0, company: 0, fm: 100 }
  readonly #clients: Readonly<Record<ClientOwner, Map<number, ContactLink[]>>> = { deal: new Map(), lead: new Map() }

  nextId(kind: EntityName | 'fm'): number {
    this.#lastIds[kind] += 1
    return this.#lastIds[kind]
  }

  /** Stored fields only; `undefined` if there is no such record. */
  get(entity: EntityName, id: number): Item | undefined {
    return this.#items[entity].get(id)
  }

  put(entity: EntityName, item: Item): void {
    this.#items[entity].set(item.id, item)
    this.#lastIds[entity] = Math.max(this.#lastIds[entity], item.id)
  }

  remove(entity: EntityName, id: number): void {
    this.#items[entity].delete(id)
  }

  all(entity: EntityName): Item[] {
    return [...this.#items[entity].values()]
  }

  clientsOf(owner: ClientOwner, id: number): readonly ContactLink[] {
    return this.#clients[owner].get(id) ?? []
  }

  setClients(owner: ClientOwner, id: number, links: readonly ContactLink[]): void {
    if (links.length === 0) this.#clients[owner].delete(id)
    else this.#clients[owner].set(id, [...links])
  }

  /** Ids of deals or leads that have this contact. */
  ownersOfContact(owner: ClientOwner, contactId: number): number[] {
    return [...this.#clients[owner]]
      .filter(([, links]) => links.some((link) => link.contactId === contactId))
      .map(([id]) => id)
  }

  /** The record as it reads: stored fields and those worked out from links and multifields. */
  view(entity: EntityName, id: number): Item | undefined {
    const item = this.get(entity, id)
    return item === undefined ? undefined : { ...item, ...this.#derived(entity, item) }
  }

  #derived(entity: EntityName, item: Item): Record<string, unknown> {
    switch (entity) {
      case 'deal':
        return this.#clientFields('deal', item.id)
      case 'lead':
        return { ...this.#clientFields('lead', item.id), ...communicationFields(item) }
      case 'contact':
        return { ...this.#companyFields(item.id), ...communicationFields(item) }
      case 'company':
        return {
          contactIds: this.companyContacts.ofCompany(item.id).map((link) => link.contactId),
          ...communicationFields(item),
        }
      default:
        return entity satisfies never
    }
  }

  #clientFields(owner: ClientOwner, id: number): Record<string, unknown> {
    const links = this.clientsOf(owner, id)
    return {
      contactId: links.find((link) => link.isPrimary)?.contactId ?? 0,
      contactIds: links.map((link) => link.contactId),
    }
  }

  #companyFields(contactId: number): Record<string, unknown> {
    const rows = this.companyContacts.ofContact(contactId)
    return {
      companyId: (rows.find((row) => row.isPrimary) ?? rows[0])?.contactId ?? 0,
      companyIds: rows.map((row) => row.contactId),
    }
  }
}

/** `fm` of a record. Records are written by this portal alone, so its shape is known. */
export const multiFieldsOf = (item: Item): readonly MultiField[] => (item.fm ?? []) as readonly MultiField[]

/** Flat names hold the first value of their kind. Source: Bitrix24 REST docs, `crm.item.get`. */
function communicationFields(item: Item): Record<string, unknown> {
  const entries = multiFieldsOf(item)
  const first = (typeId: string, valueType: string): string =>
    entries.find((entry) => entry.typeId === typeId && entry.valueType === valueType)?.value ?? ''
  const has = (typeId: string): 'Y' | 'N' => (entries.some((entry) => entry.typeId === typeId) ? 'Y' : 'N')
  return {
    hasPhone: has('PHONE'),
    hasEmail: has('EMAIL'),
    phoneMobile: first('PHONE', 'MOBILE'),
    phoneWork: first('PHONE', 'WORK'),
    phoneHome: first('PHONE', 'HOME'),
    phoneMailing: first('PHONE', 'MAILING'),
    emailWork: first('EMAIL', 'WORK'),
    emailHome: first('EMAIL', 'HOME'),
    emailMailing: first('EMAIL', 'MAILING'),
  }
}

export const eventCodeOf = (entity: EntityName, change: 'ADD' | 'UPDATE' | 'DELETE'): string =>
  `ONCRM${entity.toUpperCase()}${change}`
