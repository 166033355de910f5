import { z } from 'zod'
import type { DealQuery } from '../core/deal/deal-filter.ts'
import { PortalError } from '../core/runs/portal-error.ts'
import { type Question, understand } from './ask.ts'
import { type Carrier, parcelOf } from './carrier.ts'
import type { PortalClient } from './client.ts'
import { Id, listOf } from './link-rows.ts'
import { pageAfter } from './page-after.ts'
import { isUnknown } from './refusal.ts'

/** Which deals there are. All of it throws `PortalError`. */
export type DealLists = {
  /** How many. Costs a request of its own, and the portal the time to count; for as long as the signal is not aborted. */
  countDeals(query: DealQuery, asker?: AbortSignal): Promise<number>
  /** The next page by ascending id. */
  listDeals(query: DealQuery, afterId: number): Promise<DealPage>
  /** Empty for a contact that is not there or may not be read. */
  companiesOfContact(contactId: number): Promise<number[]>
}
export type DealPage = { dealIds: number[]; isLast: boolean }

const dealTypeId = 2

const Ids = z.object({ items: listOf(z.looseObject({ id: Id })) }).transform(({ items }) => items.map(({ id }) => id))

const Companies = listOf(z.looseObject({ COMPANY_ID: Id })).transform((rows) => rows.map((row) => row.COMPANY_ID))

export function createDealLists(client: PortalClient, carrier: Carrier): DealLists {
  return {
    async countDeals(query, asker) {
      const command = { method: 'crm.item.list', params: { ...listOfDeals(query, {}), start: 0 } }
      const { total } = await client.call(command.method, command.params, asker)
      if (total === undefined) throw client.unexpected(command, 'no total')
      return total
    },
    async listDeals(query, afterId) {
      const question = pageOfDeals(query, afterId)
      const [answer] = await carrier.carry(parcelOf([question]))
      const listed = understand(client, question, answer)
      const { rows, isLast } = pageAfter(client, question, { rows: listed, idOf: (id) => id, afterId })
      return { dealIds: rows, isLast }
    },
    async companiesOfContact(contactId) {
      const question = companiesOf(contactId)
      const [answer] = await carrier.carry(parcelOf([question]))
      try {
        return understand(client, question, answer)
      } catch (error) {
        if (error instanceof PortalError && isUnknown(error)) return []
        throw error
      }
    },
  }
}

/** Paged by id and not counted, which for millions of deals is the difference of a minute to a moment. Source: `huge-data`. */
const pageOfDeals = (query: DealQuery, afterId: number): Question<number[]> => ({
  method: 'crm.item.list',
  params: { ...listOfDeals(query, { '>id': afterId }), order: { id: 'ASC' }, start: -1 },
  answer: Ids,
})

/** Source: Bitrix24 REST docs, `api-reference/crm/contacts/company/crm-contact-company-items-get`, read 2026-08-21. */
const companiesOf = (contactId: number): Question<number[]> => ({
  method: 'crm.contact.company.items.get',
  params: { id: contactId },
  answer: Companies,
})

const listOfDeals = (query: DealQuery, more: Record<string, unknown>) => ({
  entityTypeId: dealTypeId,
  select: ['id'],
  filter: { ...filterOf(query), ...more },
})

/** Names and prefixes of `crm.item.list`, where every condition must hold; source: its page, read 2026-08-21. */
function filterOf(query: DealQuery): Record<string, unknown> {
  const { categoryId, stageId, assignedById, createdSince, updatedSince, companyId, isOpen, contactId, companyIds } =
    query
  const wanted = {
    categoryId,
    stageId,
    assignedById,
    companyId,
    '>=createdTime': createdSince && inUtc(createdSince),
    '>=updatedTime': updatedSince && inUtc(updatedSince),
    stageSemanticId: isOpen && 'P',
    // The only list that finds a deal by any of its contacts; others look at the primary one.
    contactIds: contactId,
    '@companyId': companyIds && [...companyIds],
  }
  return Object.fromEntries(Object.entries(wanted).filter(([, value]) => value !== undefined))
}

/** A portal takes a time without an offset for its own. */
const inUtc = (moment: string): string => new Date(moment).toISOString().replace(/\.\d+Z$/, '+00:00')
