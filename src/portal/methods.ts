/** The calls that change links; everything about them that a caller may not get wrong is in `link-writes.ts`. */
export const writeMethods = [
  'crm.deal.contact.add',
  'crm.deal.contact.delete',
  'crm.deal.contact.items.set',
  'crm.deal.contact.items.delete',
] as const
export type WriteMethod = (typeof writeMethods)[number]

/** All six of the family. Source: Bitrix24 REST docs, `api-reference/crm/deals/contacts`, read 2026-08-21. */
export const dealContactMethods = ['crm.deal.contact.fields', 'crm.deal.contact.items.get', ...writeMethods] as const

/** Calls that name no record: `ACCESS_DENIED` on these concerns the whole portal. */
const withoutRecord = new Set(['batch', 'profile', 'scope', 'server.time', 'method.get', 'crm.deal.contact.fields'])
export const namesNoRecord = (method: string): boolean => withoutRecord.has(method)

/**
 * Whether the call is about deals as such. A list leaves out what may not be read, without a word, so what it is refused for
 * concerns every deal. Source: Bitrix24 REST docs, `api-reference/crm/universal/crm-item-list`, read 2026-08-21.
 */
export const isOfAllDeals = (method: string, params: Readonly<Record<string, unknown>>): boolean =>
  params.entityTypeId === 2 && (method === 'crm.item.list' || method === 'crm.item.fields')

const reads = new Set(['profile', 'scope', 'server.time', 'method.get', 'user.get', 'crm.duplicate.findbycomm'])

/** Whether a lost answer can be ignored and the call repeated. Of a method not known to be harmless: no. */
export const isRead = (method: string): boolean => reads.has(method) || /^crm\..+\.(?:get|list|fields)$/.test(method)

const entityNames = new Map<unknown, string>([
  [2, 'deal'],
  [3, 'contact'],
  [4, 'company'],
])

/** What a call is about, for messages: `crm.deal.contact.add (deal 9314, contact 530)`. Ids only, no personal data. */
export function inWords(method: string, params: Readonly<Record<string, unknown>>): string {
  const owner = entityNames.get(params.entityTypeId) ?? /^crm\.(deal|company|lead)\./.exec(method)?.[1]
  const about = owner !== undefined && typeof params.id === 'number' ? [`${owner} ${params.id}`] : []
  const fields = params.fields
  if (typeof fields === 'object' && fields !== null && 'CONTACT_ID' in fields) {
    about.push(`contact ${String(fields.CONTACT_ID)}`)
  }
  return about.length === 0 ? method : `${method} (${about.join(', ')})`
}
