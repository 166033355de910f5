import type { Link } from './link.ts'

/** Fields of a deal, company or contact, named as `crm.item.get` names them and typed by `fields.ts`. */
export type Fields = Record<string, unknown>

/** How the portal describes one field. Source: Bitrix24 REST docs, `crm.item.fields`. */
export type FieldDescription = { type: string; isMultiple: boolean }
export type FieldDescriptions = Record<string, FieldDescription>

/**
 * What a run had read beyond the deal and its links, so that another version of a rule can be tried on the same facts.
 * What no rule asked for is null, or not among the entries: that it was not read says nothing of what is there.
 */
export type SeenFacts = {
  event: { type: string; types: string[]; receivedAt: string }
  changed: string[]
  /** The fields that had changed, as they were before; null on the first sight of the deal. */
  before: Fields | null
  /** `fields` null: not there, or not readable. */
  company: { fields: Fields | null } | null
  companyContacts: Link[] | null
  /** When these two were asked for; missing in what older versions left. */
  companyReadAt?: string
  leadContacts: Link[] | null
  /** Contact ids by `matchKey`. */
  matches: Record<string, number[]>
  /** Contacts by id, with what rules read of them; null: not there, or not readable. */
  contacts: Record<string, Fields | null>
  /** Which fields those are. */
  contactFields: string[] | 'all'
}

/** What a run had read of the deal's company. */
export type SeenCompany = Required<Pick<SeenFacts, 'company' | 'companyContacts' | 'companyReadAt'>>

/**
 * The deal's fields as the last recorded run saw them. `facts` is missing where the run did not keep them; `lately` is
 * what it had read of the company, if that was a moment ago.
 */
export type DealSnapshot = { takenAt: string; deal: Fields; facts?: SeenFacts | null; lately?: SeenCompany | null }
