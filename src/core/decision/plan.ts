import type { LinkChange } from '../deal/change.ts'
import { inOrder, type Link, primaryIdOf } from '../deal/link.ts'
import type { WantedLinks } from './draft.ts'

/**
 * The smallest safe list of writes from the links as they are to the wanted ones; none when they are right already.
 *
 * Adding and removing single contacts goes together with what people do at the same moment, so it is preferred.
 * Replacing the set is left to what nothing else can do: another order or primary among staying links. Contacts are
 * added before others are removed, so that a deal is not without its contacts in between.
 */
export function planLinks(links: readonly Link[], wanted: WantedLinks, isClearing = false): LinkChange[] {
  const present = new Map(links.map((link) => [link.contactId, link]))
  const goal = new Set(wanted.links.map((link) => link.contactId))
  const added = wanted.links.filter((link) => !present.has(link.contactId))
  const removed = inOrder(links).filter((link) => !goal.has(link.contactId))

  if (goal.size === 0) {
    if (links.length === 0) return []
    return isClearing ? [{ type: 'unlink-all' }] : removed.map(({ contactId }) => ({ type: 'unlink', contactId }))
  }
  // Unless told, order is what counts: other sorts that give the same one are not worth replacing a set.
  const unmoved = inOrder(
    wanted.links.map((link) => ({ ...link, sort: present.get(link.contactId)?.sort ?? link.sort })),
  )
  const isMoved =
    inOrder(wanted.links).some((link, index) => link.contactId !== unmoved[index]?.contactId) ||
    (wanted.areSortsFirm === true && !unmoved.every((link) => wanted.links.some((one) => isPlacedAs(one, link))))
  const wantedPrimaryId = wanted.isPrimaryFirm ? primaryIdOf(wanted.links) : 0
  const isPrimaryWrong =
    wantedPrimaryId !== 0 && primaryAfter(links, added, removed, wantedPrimaryId) !== wantedPrimaryId
  // The first contact of a deal is primary anyway. Saying so would take that from one whom somebody links meanwhile.
  const isFlagged = (id: number) => id === wantedPrimaryId && (links.length > 0 || id !== added[0]?.contactId)
  if (isMoved || isPrimaryWrong) return [{ type: 'set-links', links: inOrder(wanted.links) }]
  return [
    ...added.map(
      (link): LinkChange => ({
        type: 'link',
        link: { ...link, isPrimary: isFlagged(link.contactId) },
      }),
    ),
    ...removed.map((link): LinkChange => ({ type: 'unlink', contactId: link.contactId })),
  ]
}

/**
 * Who is primary once the contacts were added one by one and the others removed: a new one marked so, else the one
 * before, else the first that remains. Source: Bitrix24 REST docs, `crm.deal.contact.add` and `.delete`, read 2026-08-21.
 */
function primaryAfter(
  links: readonly Link[],
  added: readonly Link[],
  removed: readonly Link[],
  wantedId: number,
): number {
  if (added.some((link) => link.contactId === wantedId)) return wantedId
  const before = primaryIdOf(links) || (links.length === 0 ? (added[0]?.contactId ?? 0) : 0)
  const gone = new Set(removed.map((link) => link.contactId))
  if (!gone.has(before)) return before
  return inOrder([...links, ...added]).find((link) => !gone.has(link.contactId))?.contactId ?? 0
}

const isPlacedAs = (one: Link, other: Link) => one.contactId === other.contactId && one.sort === other.sort

/** Whether the links are the wanted ones: the same contacts in the same order, and the primary where it matters. */
export function isFulfilled(links: readonly Link[], wanted: WantedLinks): boolean {
  const [seen, goal] = [inOrder(links), inOrder(wanted.links)]
  if (seen.length !== goal.length) return false
  if (!seen.every((link, index) => link.contactId === goal[index]?.contactId)) return false
  return !wanted.isPrimaryFirm || primaryIdOf(links) === primaryIdOf(wanted.links)
}
