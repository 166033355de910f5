/** The rule "attach the company's primary contact", written by hand for the programs that Bindery is held against. */

export type DealItem = { item: { id: number; companyId: number } }
export type LinkRow = { CONTACT_ID: number; SORT: number; IS_PRIMARY: 'Y' | 'N' }

/** What to send to `crm.deal.contact.add`; null if there is nothing to do. */
export function linkToAdd(links: readonly LinkRow[], companyLinks: readonly LinkRow[]) {
  const primary = companyLinks.find((row) => row.IS_PRIMARY === 'Y')
  if (primary === undefined || links.some((row) => row.CONTACT_ID === primary.CONTACT_ID)) return null
  const SORT = Math.max(0, ...links.map((row) => row.SORT)) + 10
  return { CONTACT_ID: primary.CONTACT_ID, SORT, IS_PRIMARY: links.length === 0 ? 'Y' : 'N' }
}
