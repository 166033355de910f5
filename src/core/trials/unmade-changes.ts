import { primaryToldIn } from '../runs/effects.ts'
import type { RunSummary } from '../runs/run.ts'
import { type ContactWish, isFulfilledIn, wishesOf } from './contact-wishes.ts'

/**
 * What rules in shadow, or held, would have changed about a deal's links. A contact is in `linked` or `removed` or neither,
 * and in `primary` where it would also, or only, be made primary. `isReordered`: there would only be another order.
 */
export type UnmadeChanges = { linked: number[]; removed: number[]; primary: number[]; isReordered: boolean }

/**
 * What the rules of a run would have changed and did not, by the effects on each contact and not by whom they selected. What
 * the run's own writes came to is left out. Of two rules that contradict each other about a contact the first counts.
 */
export function unmadeChanges({
  rules,
  linksBefore,
  linksAfter,
}: Pick<RunSummary, 'rules' | 'linksBefore' | 'linksAfter'>): UnmadeChanges {
  const wishes = rules
    .flatMap(({ actions }) => [
      ...wishesOf(actions, linksBefore),
      ...actions.flatMap(({ note }): ContactWish[] => {
        const contactId = primaryToldIn(note)
        return contactId === null ? [] : [{ contactId, wants: 'primary' }]
      }),
    ])
    .filter((wish) => !isFulfilledIn(wish, linksAfter))
  const standing = wishes.filter(
    (wish, index) => !wishes.slice(0, index).some((earlier) => leavesNoRoom(earlier, wish)),
  )
  const wanting = (wants: ContactWish['wants']) =>
    standing.filter((wish) => wish.wants === wants).map(({ contactId }) => contactId)
  const isReplacing = rules.some(({ actions }) =>
    actions.some(({ type, contacts }) => type === 'replace' && contacts.some(({ effect }) => effect === 'shadow')),
  )
  return {
    linked: wanting('linked'),
    removed: wanting('unlinked'),
    primary: wanting('primary'),
    isReordered: isReplacing && wishes.length === 0,
  }
}

/** Whether the later wish says the same of a contact, or the contrary. */
function leavesNoRoom(earlier: ContactWish, later: ContactWish): boolean {
  if (earlier.contactId !== later.contactId) return false
  return earlier.wants === later.wants || earlier.wants === 'unlinked' || later.wants === 'unlinked'
}
