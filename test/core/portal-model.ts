import type { LinkChange } from '../../src/core/deal/change.ts'
import { inOrder, type Link, primaryIdOf } from '../../src/core/deal/link.ts'

/**
 * A deal's links after these writes, as Bitrix24 documents them. Source: REST docs, `crm.deal.contact.add`, `.delete`,
 * `.items.set`, `.items.delete`, read 2026-08-21.
 */
export function applied(links: readonly Link[], changes: readonly LinkChange[]): Link[] {
  return changes.reduce(change, inOrder(links))
}

function change(links: Link[], write: LinkChange): Link[] {
  switch (write.type) {
    case 'link':
      return add(links, write.link)
    case 'unlink':
      return withPrimary(links.filter((link) => link.contactId !== write.contactId))
    case 'set-links':
      return withPrimary(write.links)
    case 'unlink-all':
      return []
    default:
      return write satisfies never
  }
}

/** A contact that is linked already stays as it is, primary flag and sort included. */
function add(links: Link[], link: Link): Link[] {
  if (links.some((one) => one.contactId === link.contactId)) return links
  const others = link.isPrimary ? links.map((one) => ({ ...one, isPrimary: false })) : links
  return withPrimary([...others, link])
}

/** Exactly one primary: of several the first, of none the first by sort, then id. */
function withPrimary(links: readonly Link[]): Link[] {
  const ordered = inOrder(links)
  const primaryId = primaryIdOf(ordered) || ordered[0]?.contactId
  return ordered.map((link) => ({ ...link, isPrimary: link.contactId === primaryId }))
}
