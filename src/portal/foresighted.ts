import type { Link } from '../core/link.ts'
import type { Fields } from '../core/snapshot.ts'
import type { Question } from './ask.ts'
import type { Carrier, RowList } from './carrier.ts'
import { linksOf, rowsById } from './questions.ts'
import { contactName, type Shelf } from './shelf.ts'

/** What a run will most likely ask for after the deal. */
export type Foresight = {
  company: boolean
  companyContacts: boolean
  leadContacts: boolean
  contactIds: readonly number[]
  contactFields: readonly string[] | 'all'
  hadLinks: boolean
}

/** The company's contacts of which it is looked up ahead whether they exist; most have fewer. */
const companyContactsAhead = 5

/**
 * Reads a deal and, in the same request, what the rules will ask for next, by references to the deal's own fields. What
 * came along is put on the shelf, where the run finds it; a guess that led nowhere is simply not there. Null when the
 * deal itself did not come, which the plain way then looks into.
 *
 * What a reference to nothing becomes is not documented, nor what is answered then. So a guess tells only what is there:
 * what it did not bring is asked for in the plain way. Source:
 * Bitrix24 REST docs, `settings/how-to-call-rest-api/batch`, read 2026-08-21.
 */
export async function readForesighted(
  { carrier, shelf }: { carrier: Carrier; shelf: Shelf },
  dealId: number,
  foresight: Foresight,
  lists: { list: RowList; company: RowList | null },
): Promise<{ deal: Fields; links: Link[] } | null> {
  const askedAt = shelf.moment()
  const contacts: RowList = { entity: 'contact', fields: foresight.contactFields, custom: [] }
  const wantsContacts = foresight.companyContacts && foresight.contactFields !== 'all'
  const wanted = {
    links: true,
    companyContacts: foresight.companyContacts,
    leadContacts: foresight.leadContacts,
    ids: foresight.contactIds.length > 0 && foresight.contactIds.length <= 50 && foresight.contactFields !== 'all',
  }

  const plan = (keyOf: (place: number) => string) => {
    const questions: { name: string; question: Question<unknown> }[] = []
    const add = (name: string, question: Question<unknown>) => questions.push({ name, question })
    const dealField = (field: string) => `$result[${keyOf(0)}][items][0][${field}]`
    add('deal', rowsById(lists.list, [dealId]))
    add('links', linksOf('deal', dealId))
    if (lists.company !== null) add('company', rowsById(lists.company, [dealField('companyId')]))
    if (wanted.leadContacts) add('lead', linksOf('lead', dealField('leadId')))
    if (wanted.ids) add('ids', rowsById(contacts, foresight.contactIds))
    if (wanted.companyContacts) {
      const place = questions.length
      add('companyContacts', linksOf('company', dealField('companyId')))
      for (let row = 0; wantsContacts && row < companyContactsAhead; row += 1) {
        add(`contact ${row}`, rowsById(contacts, [`$result[${keyOf(place)}][${row}][CONTACT_ID]`]))
      }
    }
    return questions
  }
  const named = plan(String).map(({ name }) => name)
  const answers = await carrier.carry({
    size: named.length,
    hasReferences: true,
    build: (keyOf) => plan(keyOf).map(({ question }) => question),
  })
  const questions = plan(String)
  const read = <Answer>(name: string): Answer | undefined => {
    const question = questions[named.indexOf(name)]?.question
    const answer = answers[named.indexOf(name)]
    const parsed = answer?.ok === true ? question?.answer.safeParse(answer.result) : undefined
    // The questions above pair each name with its kind of answer.
    return parsed?.success === true ? (parsed.data as Answer) : undefined
  }

  const deal = read<Map<number, Fields>>('deal')?.get(dealId)
  const links = read<Link[]>('links')
  if (deal === undefined || links === undefined) return null

  const companyId = Number(deal.companyId ?? 0)
  const company = read<Map<number, Fields>>('company')?.get(companyId)
  if (company !== undefined) shelf.put(`company ${companyId}`, askedAt, company)
  const ofCompany = companyId > 0 ? (read<Link[]>('companyContacts') ?? []) : []
  if (ofCompany.length > 0) shelf.put(`contacts of company ${companyId}`, askedAt, ofCompany)
  // Asked for by their place in an answer whose order is the portal's; they name themselves.
  for (let place = 0; place < companyContactsAhead; place += 1) {
    for (const [id, contact] of read<Map<number, Fields>>(`contact ${place}`) ?? []) {
      shelf.put(contactName(id, foresight.contactFields), askedAt, contact)
    }
  }
  const leadId = Number(deal.leadId ?? 0)
  const ofLead = leadId > 0 ? (read<Link[]>('lead') ?? []) : []
  if (ofLead.length > 0) shelf.put(`contacts of lead ${leadId}`, askedAt, ofLead)
  // These were asked for without a reference, so one that did not come is known to be missing.
  const byId = read<Map<number, Fields>>('ids')
  for (const id of byId === undefined ? [] : foresight.contactIds) {
    shelf.put(contactName(id, foresight.contactFields), askedAt, byId?.get(id))
  }
  return { deal, links }
}
