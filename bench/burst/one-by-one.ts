import { type DealItem, type LinkRow, linkToAdd } from './attach-primary.ts'
import { workOnEvents } from './event-receiver.ts'
import { call } from './paced-portal.ts'

/** The straightforward client: for each event one call after the other, each waiting its turn. */
await workOnEvents(1, async ([id]) => {
  const { item } = (await call('crm.item.get', { entityTypeId: 2, id })) as DealItem
  if (item.companyId === 0) return
  const links = (await call('crm.deal.contact.items.get', { id })) as LinkRow[]
  const companyLinks = (await call('crm.company.contact.items.get', { id: item.companyId })) as LinkRow[]
  const fields = linkToAdd(links, companyLinks)
  if (fields === null) return
  await call('crm.deal.contact.add', { id, fields })
  await call('crm.deal.contact.items.get', { id })
})
