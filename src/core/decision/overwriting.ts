import { type LinkChange, takesPrimary } from '../deal/change.ts'
import { inOrder, type Link, primaryIdOf, sameLinks } from '../deal/link.ts'
import { isChosenOver, linkedBy, linksAfterChanges, type Said, withOverwritten } from '../deal/link-edits.ts'
import type { Deed } from '../runs/deed.ts'

/** Whether a change says who is linked at all, whatever people did in the meantime. */
const replacesLinks = ({ type }: LinkChange): boolean => type === 'set-links' || type === 'unlink-all'

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

/** What was decided on: the links, with what of people's was overwritten put back, and what rules had done by then. */
export type Decided = { base: Link[]; deeds: Deed[] }

/** A request with writes, as it is sent: on which links, as they were read last; `said`: what was answered to each of them. */
export type Pending = Decided & { known: Link[]; changes: LinkChange[]; said?: Said[] }

/** What was written and what is known of it. */
export type Writing = Omit<Pending, 'deeds' | 'said'> & {
  /** Before which of the changes the links were read once more (`placeOfLook`), and what they were there; null: not known. */
  lookBefore: number | null
  found: readonly Link[] | null
  /** The changes that the portal says it has carried out, and that had something to do. */
  made: readonly LinkChange[]
  /** Those that it says had nothing to do. */
  idle: readonly LinkChange[]
}

/** What a writing came to, by what was found. */
export type Account = {
  /** Whether it undid what somebody had done the moment before, which is to be put back. */
  isOverwritten: boolean
  /** Whom somebody had chosen as primary right before it; 0: nobody had. */
  chosenBefore: number
  /** In whose place, who was linked still; 0: nobody's. */
  chosenOver: number
  /**
   * Whether another than the expected primary may be nobody's choice: somebody turned the order round between the look and the
   * call, so that the portal came to that one.
   */
  mayHaveFallenBack: boolean
  /** The links that it was made on by what people had made of them, not by what stood there of our own. */
  from: Link[]
  /** The links as it left them. */
  stood: Link[]
  /** Whom it has linked. */
  linked: number[]
  /** What is to be decided on next where the links are these: with what was overwritten put back. */
  baseIn(now: readonly Link[], spared: readonly Link[]): Link[]
  /** Whether somebody has chosen this primary, the links being these: right before the writing, or since. */
  isChosenIn(now: readonly Link[], primaryId: number): boolean
}

export function accountOf({ base, known, changes, lookBefore, found, made, idle }: Writing): Account {
  // Who was linked already had been linked by somebody since: they, and not who came after, are whom the portal comes to first.
  const isThere = (change: LinkChange) =>
    change.type === 'link' && found?.some(({ contactId }) => contactId === change.link.contactId) === true
  const ahead = changes.slice(0, lookBefore ?? 0).filter((change) => made.includes(change) || isThere(change))
  const expected = linksAfterChanges(known, ahead)
  const shown = found === null ? expected : withUnlinked(found, made, expected)
  const seen = linksAfterChanges(shown, idle.map(unflagged))
  const isOverwritten = hasOverwritten(made, expected, seen)
  const stood = linksAfterChanges(seen, made)
  const overwritten = { base, known: expected, found: seen }
  return {
    isOverwritten,
    chosenBefore: primaryIdOf(seen) === primaryIdOf(expected) ? 0 : primaryIdOf(seen),
    chosenOver: seen.some(({ contactId }) => contactId === primaryIdOf(expected)) ? primaryIdOf(expected) : 0,
    mayHaveFallenBack: !isOverwritten && lookBefore !== null && changes[lookBefore]?.type === 'unlink',
    from: withOverwritten({ ...overwritten, written: base, now: base }),
    stood,
    linked: linkedBy(made, seen),
    isChosenIn: (now, primaryId) => {
      const isSeen = primaryId === primaryIdOf(now) || primaryId === primaryIdOf(seen)
      return isSeen && isChosenOver(primaryIdOf(stood), primaryId, now)
    },
    baseIn: (now, spared) =>
      isOverwritten ? withOverwritten({ ...overwritten, written: stood, now, spared }) : [...now],
  }
}

/** What somebody had done before a call, so that it had nothing to do. */
function unflagged(change: LinkChange): LinkChange {
  return change.type === 'link' ? { ...change, link: { ...change.link, isPrimary: false } } : change
}

/** Whom a call has unlinked that the look had not shown, somebody linked in between: they were there, where nobody moved them. */
function withUnlinked(found: readonly Link[], made: readonly LinkChange[], expected: readonly Link[]): Link[] {
  const unlinked = made.flatMap((change) => (change.type === 'unlink' ? change.contactId : []))
  const unseen = unlinked.filter((id) => !found.some(({ contactId }) => contactId === id))
  const linked = expected.filter(({ contactId }) => unseen.includes(contactId))
  return inOrder([...found, ...linked.map((link) => ({ ...link, isPrimary: false }))])
}

/**
 * Whether the changes that were made undid what somebody had done meanwhile: `found` is other than was `expected` where
 * they were looked at.
 */
function hasOverwritten(made: readonly LinkChange[], expected: readonly Link[], found: readonly Link[]): boolean {
  if (made.some(replacesLinks)) return !sameLinks(found, expected)
  const chosen = primaryIdOf(found)
  if (chosen === primaryIdOf(expected)) return false
  return made.some((change) => takesPrimary(change) || (change.type === 'unlink' && change.contactId === chosen))
}
