import { z } from 'zod'
import type { LinkChange } from '../core/change.ts'
import type { Link } from '../core/link.ts'
import { PortalError } from '../core/portal-error.ts'
import type { FieldDescriptions, Fields } from '../core/snapshot.ts'
import { ask, type Question, understand } from './ask.ts'
import { type CommandAnswer, maximumCommands } from './batch.ts'
import type { PortalClient } from './client.ts'
import { cacheFields } from './field-cache.ts'
import { setsNothing, type WriteCall, writeCall } from './link-writes.ts'
import { contactsById, contactsWith, type Entity, fieldsOf, item, linksOf } from './questions.ts'
import { unknownRefusal } from './refusal.ts'
import { explain } from './silent-refusal.ts'

/** What the flows need of the portal, in the field's words. All of it throws `PortalError`. */
export type DealPortal = {
  /** Null: the deal is gone. A deal that may not be read is an error, `no-permission`. */
  readDeal(dealId: number): Promise<{ deal: Fields; links: Link[] } | null>
  /** Null: there is no such company, or it may not be read. */
  readCompany(companyId: number): Promise<Fields | null>
  /** Empty where the company is unknown or may not be read. */
  companyContacts(companyId: number): Promise<Link[]>
  /** Both in one request; what was not asked for is null and empty. */
  readCompanyAndContacts(
    companyId: number,
    wanted: { company: boolean; contacts: boolean },
  ): Promise<{ company: Fields | null; contacts: Link[] }>
  /** Empty where the lead is unknown or may not be read. */
  leadContacts(leadId: number): Promise<Link[]>
  /** Contact ids by value; every value that was asked for has an entry. */
  matchContacts(by: 'phone' | 'email', values: readonly string[]): Promise<Map<string, number[]>>
  /** Absent: no such contact, or it may not be read. */
  readContacts(ids: readonly number[], fields: readonly string[] | 'all'): Promise<Map<number, Fields>>
  readLinks(dealId: number): Promise<Link[]>
  describeFields(entity: Entity): Promise<FieldDescriptions>
  callFor(dealId: number, change: LinkChange): WriteCall
  /** Carries a call out and gives its answer. `outcome-unknown`: it may have been done; read before repeating. */
  write(call: WriteCall): Promise<unknown>
}

export function createDealPortal(client: PortalClient, { now = Date.now }: { now?: () => number } = {}): DealPortal {
  const describeFields = cacheFields((entity) => ask(client, fieldsOf(entity)).catch(undescribed), now)

  async function askAll<Answer>(questions: readonly Question<Answer>[]): Promise<Answer[]> {
    const answers: Answer[] = []
    for (let from = 0; from < questions.length; from += maximumCommands) {
      const some = questions.slice(from, from + maximumCommands)
      const batch = await client.batch(Object.fromEntries(some.map((question, i) => [`q${i}`, question])))
      answers.push(...some.map((question, i) => understand(client, question, batch.get(`q${i}`))))
    }
    return answers
  }

  async function readDeal(dealId: number): Promise<{ deal: Fields; links: Link[] } | null> {
    const questions = { deal: item('deal', dealId), links: linksOf('deal', dealId) }
    const batch = await client.batch(questions)
    if (isGone(batch.get('deal'))) return null
    const deal = understand(client, questions.deal, batch.get('deal'))
    try {
      return { deal, links: understand(client, questions.links, batch.get('links')) }
    } catch (error) {
      return await explain(client, questions.links, error)
    }
  }

  async function readCompanyAndContacts(companyId: number, wanted: { company: boolean; contacts: boolean }) {
    const questions = { company: item('company', companyId), contacts: linksOf('company', companyId) }
    const batch = await client.batch({
      ...(wanted.company ? { company: questions.company } : {}),
      ...(wanted.contacts ? { contacts: questions.contacts } : {}),
    })
    return {
      company: wanted.company ? known(null, () => understand(client, questions.company, batch.get('company'))) : null,
      contacts: wanted.contacts ? known([], () => understand(client, questions.contacts, batch.get('contacts'))) : [],
    }
  }

  /** An empty list is no proof that the deal exists: some portals answer it for a deal that is gone. */
  async function readLinks(dealId: number): Promise<Link[]> {
    const question = linksOf('deal', dealId)
    const links = await ask(client, question).catch((error: unknown) => explain(client, question, error))
    if (links.length === 0) await ask(client, item('deal', dealId))
    return links
  }

  async function write(call: WriteCall): Promise<unknown> {
    if (setsNothing(call)) throw client.mistake(call, clearingRefused)
    const question = { ...call, answer: z.boolean() }
    return await ask(client, question).catch((error: unknown) => explain(client, question, error))
  }

  return {
    readDeal,
    readCompanyAndContacts,
    readLinks,
    describeFields,
    write,
    readCompany: async (id) => (await readCompanyAndContacts(id, { company: true, contacts: false })).company,
    companyContacts: async (id) => (await readCompanyAndContacts(id, { company: false, contacts: true })).contacts,
    async leadContacts(leadId) {
      const question = linksOf('lead', leadId)
      const batch = await client.batch({ question })
      return known([], () => understand(client, question, batch.get('question')))
    },
    async matchContacts(by, values) {
      const distinct = [...new Set(values)].filter((value) => value.trim() !== '')
      const found = await askAll(distinct.map((value) => contactsWith(by, value)))
      const byValue = new Map(distinct.map((value, i) => [value, found[i] ?? []]))
      return new Map(values.map((value) => [value, byValue.get(value) ?? []]))
    },
    async readContacts(ids, fields) {
      const distinct = [...new Set(ids)]
      const chunks = Array.from({ length: Math.ceil(distinct.length / pageSize) }, (_, i) =>
        distinct.slice(i * pageSize, (i + 1) * pageSize),
      )
      const pages = await askAll(chunks.map((chunk) => contactsById(chunk, fields)))
      return new Map(pages.flatMap((page) => [...page]))
    },
    callFor(dealId, change) {
      const call = writeCall(dealId, change)
      if (call === null)
        throw client.mistake({ method: 'crm.deal.contact.items.set', params: { id: dealId } }, clearingRefused)
      return call
    },
  }
}

/** Rows of one page of `crm.item.list`. Source: Bitrix24 REST docs, `list-methods-pecularities`, read 2026-08-21. */
const pageSize = 50

const clearingRefused = 'a set without links would unlink every contact; clearing has a call of its own.'

/** A portal too old to describe its fields: their values are then taken as they come. */
function undescribed(error: unknown): FieldDescriptions {
  if (error instanceof PortalError && error.code === 'ERROR_METHOD_NOT_FOUND') return {}
  throw error
}

const isGone = (answer: CommandAnswer | undefined): boolean => answer?.ok === false && answer.error.kind === 'not-found'

/** The answer, or what stands for a record that is not there or may not be read, in whatever words the portal says so. */
function known<Answer, Instead>(instead: Instead, read: () => Answer): Answer | Instead {
  try {
    return read()
  } catch (error) {
    if (!(error instanceof PortalError)) throw error
    const isUnknown = error.kind === 'not-found' || error.kind === 'no-permission' || error.code === unknownRefusal
    if (isUnknown) return instead
    throw error
  }
}
