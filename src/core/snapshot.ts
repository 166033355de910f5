import type { Link } from './link.ts'

/** Fields of a deal, company or contact, named as `crm.item.get` names them and typed by `core/fields.ts`. */
export type Fields = Record<string, unknown>

/** How the portal describes one field. Source: Bitrix24 REST docs, `crm.item.fields`. */
export type FieldDescription = { type: string; isMultiple: boolean }
export type FieldDescriptions = Record<string, FieldDescription>

/** What the rules can want to know about one deal beyond the deal itself. */
export type Need = 'company' | 'companyContacts'

/** The state of one deal at a run's start: everything that conditions read. */
export type DealState = {
  deal: Fields
  links: Link[]
  /** Undefined when the deal has no company, it cannot be read, or no applicable rule asks for it. */
  company?: Fields
  companyContacts?: Link[]
}

/** The deal's fields as the last recorded run saw them. */
export type DealSnapshot = { takenAt: string; deal: Fields }
