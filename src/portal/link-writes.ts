import type { LinkChange } from '../core/deal/change.ts'
import { inOrder, type Link } from '../core/deal/link.ts'
import type { Operation } from '../core/runs/run.ts'

export type WriteCall = Pick<Operation, 'method' | 'params'>

/** `SORT` and `IS_PRIMARY` always go along: what the portal does without them differs from page to page. */
const row = (link: Link) => ({ CONTACT_ID: link.contactId, SORT: link.sort, IS_PRIMARY: link.isPrimary ? 'Y' : 'N' })

/**
 * The call that carries a change out. Null for a set without links: it would unlink every contact, which only
 * `unlink-all` may ask for.
 *
 * Source: Bitrix24 REST docs, `api-reference/crm/deals/contacts`, read 2026-08-21.
 */
export function writeCall(dealId: number, change: LinkChange): WriteCall | null {
  switch (change.type) {
    case 'link':
      return { method: 'crm.deal.contact.add', params: { id: dealId, fields: row(change.link) } }
    case 'unlink':
      return { method: 'crm.deal.contact.delete', params: { id: dealId, fields: { CONTACT_ID: change.contactId } } }
    case 'set-links':
      return change.links.length === 0
        ? null
        : { method: 'crm.deal.contact.items.set', params: { id: dealId, items: inOrder(change.links).map(row) } }
    case 'unlink-all':
      return { method: 'crm.deal.contact.items.delete', params: { id: dealId } }
    default:
      return change satisfies never
  }
}

/** Whether a call, however it was made, would replace all links by none. */
export const setsNothing = ({ method, params }: WriteCall): boolean =>
  method === 'crm.deal.contact.items.set' && (!Array.isArray(params.items) || params.items.length === 0)
