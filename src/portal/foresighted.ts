import type { Link } from '../core/deal/link.ts'
import type { Fields } from '../core/deal/snapshot.ts'
import type { Carrier } from './carrier.ts'
import type { RowList } from './entities.ts'
import { contactsWith, dealsWhere, linksOf, pageSize, rowsById } from './questions.ts'
import { type Asked, ReferringQuestions, type TextOf } from './referring.ts'
import { contactName, type Moment, matchName, type Shelf } from './shelf.ts'

/** What a run will most likely ask for after the deal. */
export type Foresight = {
  company: boolean
  companyContacts: boolean
  leadContacts: boolean
  linkedContacts: boolean
  contactIds: readonly number[]
  matches: readonly { by: 'phone' | 'email'; field: string }[]
  namingFields: readonly string[]
  contactFields: readonly string[] | 'all'
  hadLinks: boolean
}

/** How rows are to be listed, and what is known of the deal's fields. */
export type Listing = {
  deal: RowList
  /** Null: not wanted. */
  company: RowList | null
  contact: RowList
  isMultiple(dealField: string): boolean
}

/** Links of one record of which it is looked up ahead whether their contacts exist; most have fewer. */
const linksAhead = 5
/** Values that contacts are looked up by ahead, and of one field that holds several. */
const valuesAhead = 5
const valuesOfFieldAhead = 3
/** Fields whose contacts are looked up ahead. */
const namingFieldsAhead = 5

/**
 * Reads a deal and, in the same request, what the rules will ask for next, by references to the deal's own fields. What
 * came along is put on the shelf, where the run finds it; a guess that led nowhere is simply not there. Null when the
 * deal itself did not come, or when so much takes too long for one request, which is then the plain way's.
 *
 * What a reference to nothing becomes is not documented, nor what is answered then. So a guess tells only what is there:
 * what it did not bring is asked for in the plain way.
 */
export async function readForesighted(
  { carrier, shelf, askedAt }: { carrier: Carrier; shelf: Shelf; askedAt: Moment },
  dealId: number,
  foresight: Foresight,
  listing: Listing,
): Promise<{ deal: Fields; links: Link[] } | null> {
  const questions = new ReferringQuestions()
  const deal = questions.ask(() => rowsById(listing.deal, [dealId]))
  const links = questions.ask(() => linksOf('deal', dealId))
  const fieldOfDeal = (...path: readonly (string | number)[]) => deal.at('items', 0, ...path)
  /** Each puts what came of its questions on the shelf. */
  const keepers: ((deal: Fields) => void)[] = []

  function contactsFrom(
    ids: (textOf: TextOf) => string | readonly (string | number)[],
    isMeant: (id: number, deal: Fields) => boolean = () => true,
  ): Asked<Map<number, Fields>> {
    const asked = questions.ask((textOf) => rowsById(listing.contact, ids(textOf)))
    keepers.push((found) => {
      for (const [id, contact] of asked.answer() ?? []) {
        if (isMeant(id, found)) shelf.put(contactName(id, foresight.contactFields), askedAt, contact)
      }
    })
    return asked
  }

  /** One by one, as a list with an id that leads nowhere may be refused as a whole. They name themselves. */
  function contactsOf(linked: Asked<Link[]>): void {
    for (let row = 0; row < linksAhead; row += 1) contactsFrom((textOf) => [textOf(linked.at(row, 'CONTACT_ID'))])
  }

  function linkedTo(owner: 'company' | 'lead'): void {
    const idField = `${owner}Id`
    const linked = questions.ask((textOf) => linksOf(owner, textOf(fieldOfDeal(idField))))
    keepers.push((found) => {
      const id = Number(found[idField] ?? 0)
      const rows = linked.answer() ?? []
      if (id > 0 && rows.length > 0) shelf.put(`contacts of ${owner} ${id}`, askedAt, rows)
    })
    contactsOf(linked)
  }

  function companyRow(list: RowList): void {
    const rows = questions.ask((textOf) => rowsById(list, [textOf(fieldOfDeal('companyId'))]))
    keepers.push((found) => {
      const id = Number(found.companyId ?? 0)
      const company = rows.answer()?.get(id)
      if (company !== undefined) shelf.put(`company ${id}`, askedAt, company)
    })
  }

  /** Asked for without a reference, so one that does not come is known to be missing. */
  function contactsNamed(ids: readonly number[]): void {
    const asked = contactsFrom(() => ids)
    keepers.push(() => {
      const rows = asked.answer()
      const missing = rows === undefined ? [] : ids.filter((id) => !rows.has(id))
      for (const id of missing) shelf.put(contactName(id, foresight.contactFields), askedAt, undefined)
    })
  }

  /** Where the field holds bare ids: `C_12` is none, and a text may be anything, which a query might take for its own. */
  function contactsNamedIn(field: string): void {
    const named = fieldOfDeal(field)
    contactsFrom(
      (textOf) => (listing.isMultiple(field) ? textOf(named) : [textOf(named)]),
      (id, found) => [found[field]].flat().some((value) => String(value) === String(id)),
    )
  }

  function contactsMatching({ by, field, path }: ValueToMatch): void {
    const value = fieldOfDeal(field, ...path)
    // The deal comes once more if the reference stands for that very text, and not for what a query makes of it.
    const proof = questions.ask((textOf) => dealsWhere(['id'], { '@id': [dealId], [`=${field}`]: textOf(value) }))
    const hits = questions.ask((textOf) => contactsWith(by, textOf(value)))
    keepers.push((found) => {
      const text = plainText(found[field], path)
      const contactIds = hits.answer() ?? []
      const isProved = proof.answer()?.has(dealId) === true
      if (text === null || !isProved || isMistakable(text, found[field]) || contactIds.length === 0) return
      shelf.put(matchName(by, text), askedAt, contactIds)
    })
    // A reference that is all of a value may stand for a list.
    contactsFrom((textOf) => textOf(hits.at('CONTACT')))
  }

  if (listing.company !== null) companyRow(listing.company)
  if (foresight.contactIds.length > 0 && foresight.contactIds.length <= pageSize) contactsNamed(foresight.contactIds)
  if (foresight.companyContacts) linkedTo('company')
  if (foresight.leadContacts) linkedTo('lead')
  if (foresight.linkedContacts) contactsOf(links)
  for (const value of valuesToMatch(foresight.matches, listing)) contactsMatching(value)
  for (const field of foresight.namingFields.slice(0, namingFieldsAhead)) contactsNamedIn(field)

  if (!carrier.isShort(questions.parcel())) return null
  await questions.travel(carrier)

  const found = deal.answer()?.get(dealId)
  const linksFound = links.answer()
  if (found === undefined || linksFound === undefined) return null
  for (const keep of keepers) keep(found)
  return { deal: found, links: linksFound }
}

type ValueToMatch = Foresight['matches'][number] & { path: readonly number[] }

/** Where the values are, for the first few of them. */
function valuesToMatch(matches: Foresight['matches'], { isMultiple }: Listing): ValueToMatch[] {
  const places = Array.from({ length: valuesOfFieldAhead }, (_, place) => [place])
  return matches
    .flatMap((match) => (isMultiple(match.field) ? places : [[]]).map((path) => ({ ...match, path })))
    .slice(0, valuesAhead)
}

/** The value there, where a look-up by it is one by the same text; else null. */
function plainText(field: unknown, path: readonly number[]): string | null {
  const value = path.reduce<unknown>((list, place) => (Array.isArray(list) ? list[place] : undefined), field)
  if (typeof value === 'number') return Number.isSafeInteger(value) ? String(value) : null
  return typeof value === 'string' && value !== '' && value === value.trim() ? value : null
}

/** Whether what a query makes of one value of a list is another of its values, by which the deal would come just as well. */
function isMistakable(text: string, field: unknown): boolean {
  const read = new URLSearchParams(`value=${text}`).get('value') ?? ''
  const bare = (value: unknown) => String(value).trim().toLowerCase()
  return read !== text && Array.isArray(field) && field.some((value) => bare(value) === bare(read))
}
