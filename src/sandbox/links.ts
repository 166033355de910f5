/** One contact on a deal, lead or company. `roleId` is a service field: always 0 through REST. */
export type ContactLink = { contactId: number; sort: number; roleId: number; isPrimary: boolean }

/** What a caller says of a link; what is left out is filled in by the rules below. */
export type LinkWish = { contactId: number; sort?: number | undefined; isPrimary?: boolean | undefined }

/** Ascending by sort; equal sorts keep the order in which they were linked. */
export const sortedLinks = (links: readonly ContactLink[]): ContactLink[] =>
  [...links].sort((left, right) => left.sort - right.sort)

/**
 * Adds a link, or `null` when the contact is linked already: then nothing changes, not even its sort or primary flag.
 * The first link is primary whatever the caller says; a new primary takes the flag from the old one.
 * Source: Bitrix24 REST docs, `crm.deal.contact.add`, `crm.quote.contact.add`.
 */
export function linksWith(links: readonly ContactLink[], wish: LinkWish): ContactLink[] | null {
  if (links.some((link) => link.contactId === wish.contactId)) return null
  const isPrimary = wish.isPrimary === true || !links.some((link) => link.isPrimary)
  const others = isPrimary ? links.map((link) => ({ ...link, isPrimary: false })) : links
  const sort = wish.sort ?? Math.max(0, ...links.map((link) => link.sort)) + 10
  return sortedLinks([...others, { contactId: wish.contactId, sort, roleId: 0, isPrimary }])
}

/**
 * Removes a link, or `null` when the contact was not linked. The first of the rest becomes primary: lowest sort, then
 * lowest contact id. Source: Bitrix24 REST docs, `crm.deal.contact.delete` ("first" is an assumption).
 */
export function linksWithout(links: readonly ContactLink[], contactId: number): ContactLink[] | null {
  const rest = links.filter((link) => link.contactId !== contactId)
  if (rest.length === links.length) return null
  if (rest.length === 0 || rest.some((link) => link.isPrimary)) return rest
  const [first] = [...rest].sort((left, right) => left.sort - right.sort || left.contactId - right.contactId)
  return rest.map((link) => ({ ...link, isPrimary: link === first }))
}

/**
 * The whole set anew. One primary: the first that asks for it, else the first of all. Sort left out: by position
 * (`position`), or as it was and new ones after the last (`kept`, companies). A repeated contact counts once.
 * Source: Bitrix24 REST docs, `crm.deal.contact.items.set`, `crm.company.contact.items.set`.
 */
export function linksReplaced(
  links: readonly ContactLink[],
  wishes: readonly LinkWish[],
  sortLeftOut: 'position' | 'kept' = 'position',
): ContactLink[] {
  const before = new Map(links.map((link) => [link.contactId, link]))
  const once = wishes.filter((wish, at) => wishes.findIndex((other) => other.contactId === wish.contactId) === at)
  const primary = once.find((wish) => wish.isPrimary === true) ?? once[0]
  let highest = Math.max(0, ...links.map((link) => link.sort), ...once.map((wish) => wish.sort ?? 0))
  const sortOf = (wish: LinkWish, at: number): number => {
    if (wish.sort !== undefined) return wish.sort
    if (sortLeftOut === 'position') return (at + 1) * 10
    const old = before.get(wish.contactId)?.sort
    if (old !== undefined) return old
    highest += 10
    return highest
  }
  return sortedLinks(
    once.map((wish, at) => ({
      contactId: wish.contactId,
      sort: sortOf(wish, at),
      roleId: before.get(wish.contactId)?.roleId ?? 0,
      isPrimary: wish === primary,
    })),
  )
}

export const linksEqual = (left: readonly ContactLink[], right: readonly ContactLink[]): boolean =>
  left.length === right.length &&
  left.every((link, at) => {
    const other = right[at]
    return (
      other !== undefined &&
      link.contactId === other.contactId &&
      link.sort === other.sort &&
      link.isPrimary === other.isPrimary
    )
  })
