import { type DealItem, type LinkRow, linkToAdd } from './attach-primary.ts'
import { workOnEvents } from './event-receiver.ts'
import { batch } from './paced-portal.ts'

/** Batches without further thought: read up to 25 deals at once, then their companies, then write ten at a time. */
const dealsPerRead = 25
const writesPerBatch = 10

await workOnEvents(dealsPerRead, async (dealIds) => {
  const reads = dealIds.flatMap((id) => [`crm.item.get?entityTypeId=2&id=${id}`, `crm.deal.contact.items.get?id=${id}`])
  const answers = await batch<DealItem | LinkRow[]>(reads)
  // The commands alternate, so their answers do.
  const deals = dealIds.map((id, at) => ({
    id,
    companyId: (answers[2 * at] as DealItem).item.companyId,
    links: answers[2 * at + 1] as LinkRow[],
  }))
  const companyIds = [...new Set(deals.map(({ companyId }) => companyId))]
  const rows = await batch<LinkRow[]>(companyIds.map((id) => `crm.company.contact.items.get?id=${id}`))
  const contactsOf = new Map(companyIds.map((id, at) => [id, rows[at] ?? []]))
  const writes = deals.flatMap(({ id, companyId, links }) => {
    const fields = linkToAdd(links, contactsOf.get(companyId) ?? [])
    if (fields === null) return []
    const query = Object.entries(fields).map(([name, value]) => `fields%5B${name}%5D=${value}`)
    return [`crm.deal.contact.add?id=${id}&${query.join('&')}`]
  })
  for (let from = 0; from < writes.length; from += writesPerBatch) {
    await batch(writes.slice(from, from + writesPerBatch))
  }
})
