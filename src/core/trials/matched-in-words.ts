import type { Link } from '../deal/link.ts'
import { linkDifference } from '../deal/link-difference.ts'
import type { ActionResult } from '../runs/run.ts'

/** Effects that say why something was not done. */
const heldBack: ReadonlySet<string> = new Set(['overruled', 'yielded', 'not-found'])

/**
 * What a rule that matches would do to the links: what becomes of them by it, not whom it selects. `wanted`: the links as
 * they would be, with other rules at work as well.
 */
export function matchedInWords(
  links: readonly Link[],
  wanted: readonly Link[],
  results: readonly ActionResult[],
): string {
  const contacts = results.flatMap((result) => result.contacts)
  const isOwn = (contactId: number) => contacts.some((one) => one.contactId === contactId && one.effect === 'applied')
  const { linked, removed, primary, isReordered } = linkDifference(links, wanted)
  const changes = [
    ...linked
      .filter(isOwn)
      .map((id) => (id === primary ? `link contact ${id} as the primary one` : `link contact ${id}`)),
    ...removed.filter(isOwn).map((id) => `remove contact ${id}`),
    ...(primary !== null && isOwn(primary) && !linked.includes(primary) ? [`make contact ${primary} primary`] : []),
    ...(isReordered && primary === null && contacts.some(({ effect }) => effect === 'applied')
      ? ['change the order']
      : []),
  ]
  const left = contacts
    .filter(({ effect }) => heldBack.has(effect))
    .map(({ contactId, effect, by }) => `contact ${contactId}: ${effect}${by === null ? '' : ` by ${by}`}`)
  return [
    changes.length > 0
      ? `It matches and would ${changes.join(', ')}.`
      : `It matches and would change nothing (${results.map(({ type, effect }) => `${type}: ${effect}`).join('; ')}).`,
    ...(left.length === 0 ? [] : [`Not done: ${left.join('; ')}.`]),
  ].join(' ')
}
