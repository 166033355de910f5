import { z } from 'zod'

/** One contact bound to one deal (or to one company), with its place and primary flag. */
export const Link = z.object({
  contactId: z.number().int().positive(),
  sort: z.number().int(),
  isPrimary: z.boolean(),
})
export type Link = z.infer<typeof Link>

/** The links as rules see them: the facts `links` and `companyContacts`. */
export type LinksFact = {
  count: number
  contactIds: number[]
  /** The primary contact's id, 0 when none is flagged. */
  primaryId: number
  items: Link[]
}

/** The same links by sort, then contact id: the only order that this program relies on. */
export function inOrder(links: readonly Link[]): Link[] {
  return [...links].sort((a, b) => a.sort - b.sort || a.contactId - b.contactId)
}

/**
 * The id of the primary contact, 0 when none is flagged. A company's links may flag several: the first by sort, then
 * id, counts. Observed at github.com/leshchenko1979/fast_bitrix24/issues/256.
 */
export function primaryIdOf(links: readonly Link[]): number {
  return inOrder(links).find((link) => link.isPrimary)?.contactId ?? 0
}

export function linksFact(links: readonly Link[]): LinksFact {
  const items = inOrder(links)
  return { count: items.length, contactIds: items.map((link) => link.contactId), primaryId: primaryIdOf(items), items }
}

/** Whether both sets hold the same contacts with the same sort and primary flag. */
export function sameLinks(one: readonly Link[], other: readonly Link[]): boolean {
  const [a, b] = [inOrder(one), inOrder(other)]
  return (
    a.length === b.length &&
    a.every((link, index) => {
      const match = b[index]
      return (
        match !== undefined &&
        link.contactId === match.contactId &&
        link.sort === match.sort &&
        link.isPrimary === match.isPrimary
      )
    })
  )
}
