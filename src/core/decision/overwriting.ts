import type { LinkChange } from '../deal/change.ts'
import { type Link, primaryIdOf, sameLinks } from '../deal/link.ts'

/** Whether a change says who is linked at all, whatever people did in the meantime. */
const replacesLinks = ({ type }: LinkChange): boolean => type === 'set-links' || type === 'unlink-all'

const takesPrimary = (change: LinkChange): boolean => change.type === 'link' && change.link.isPrimary

/**
 * Before which of the changes the links are to be read once more; null: none. It is the first that may undo what somebody
 * did the moment before: one that replaces all, or takes the primary. Where a rule wants the primary that it leaves
 * (`isPrimaryWanted`), also one that unlinks: the portal comes to that choice by itself, and only who was primary right
 * before tells whether somebody else's was overruled by it.
 */
export function placeOfLook(changes: readonly LinkChange[], isPrimaryWanted: boolean): number | null {
  const place = changes.findIndex(
    (change) => replacesLinks(change) || takesPrimary(change) || (isPrimaryWanted && change.type === 'unlink'),
  )
  return place < 0 ? null : place
}

/**
 * Whether the changes that were made undid what somebody had done meanwhile: `found` is other than was `expected` where
 * they were looked at.
 */
export function hasOverwritten(
  made: readonly LinkChange[],
  expected: readonly Link[],
  found: readonly Link[],
): boolean {
  if (made.some(replacesLinks)) return !sameLinks(found, expected)
  const chosen = primaryIdOf(found)
  if (chosen === primaryIdOf(expected)) return false
  return made.some((change) => takesPrimary(change) || (change.type === 'unlink' && change.contactId === chosen))
}
