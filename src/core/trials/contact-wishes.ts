import { type Link, primaryIdOf } from '../deal/link.ts'
import { isSelectedBy, primaryToldIn } from '../runs/effects.ts'
import type { ActionResult } from '../runs/run.ts'

/** Something that a rule wanted of one contact of a deal. */
export type ContactWish = { contactId: number; wants: 'linked' | 'unlinked' | 'primary' }

/**
 * What a rule in shadow mode would have done in a run, by what is recorded of its actions; each once. Another order of
 * contacts alone is left out: whether people share it cannot be seen.
 */
export function wishesOf(actions: readonly ActionResult[], linksBefore: readonly Link[]): ContactWish[] {
  const wishes = actions.flatMap((action) =>
    action.contacts
      .filter(({ effect }) => effect === 'shadow')
      .flatMap(({ contactId }): ContactWish[] => {
        const wants = wantOf(action, contactId, linksBefore)
        return wants === null ? [] : [{ contactId, wants }]
      }),
  )
  return [...new Map(wishes.map((wish) => [wishKey(wish), wish])).values()]
}

export const wishKey = ({ contactId, wants }: ContactWish) => `${wants} ${contactId}`

export function isFulfilledIn(wish: ContactWish, links: readonly Link[]): boolean {
  const isLinked = isIn(links, wish.contactId)
  switch (wish.wants) {
    case 'linked':
      return isLinked
    case 'unlinked':
      return !isLinked
    case 'primary':
      return primaryIdOf(links) === wish.contactId
    default:
      return wish.wants satisfies never
  }
}

function wantOf(action: ActionResult, contactId: number, links: readonly Link[]): ContactWish['wants'] | null {
  switch (action.type) {
    case 'attach':
      return isIn(links, contactId) ? 'primary' : 'linked'
    case 'detach':
    case 'clear':
      return 'unlinked'
    case 'setPrimary':
      return 'primary'
    case 'replace':
      if (!isSelectedBy(action, contactId)) return 'unlinked'
      if (!isIn(links, contactId)) return 'linked'
      return isHandedThePrimary(action, contactId, links) ? 'primary' : null
    default:
      return action.type satisfies never
  }
}

/**
 * Whether a `replace` makes one primary that stays, and does not merely move it. Its note tells; where that is taken up with
 * telling that the rule is held, who was primary does.
 */
function isHandedThePrimary(action: ActionResult, contactId: number, links: readonly Link[]): boolean {
  const told = primaryToldIn(action.note)
  if (action.note === null || told !== null) return told === contactId
  return !isSelectedBy(action, primaryIdOf(links))
}

const isIn = (links: readonly Link[], contactId: number) => links.some((link) => link.contactId === contactId)
