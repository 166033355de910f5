import { type LinkChange, takesPrimary } from './change.ts'
import { inOrder, type Link, primaryIdOf, sameLinks } from './link.ts'
import { linkDifference } from './link-difference.ts'

/** The links once the portal has carried these changes out, one after the other, with nobody else at work. */
export function linksAfterChanges(links: readonly Link[], changes: readonly LinkChange[]): Link[] {
  let now = [...links]
  for (const change of changes) now = linksAfterChange(now, change)
  return now
}

/** What is known of a call: whether it was carried out, or that nobody has said. */
export type Said = 'made' | 'not-made' | 'unknown'

/** Changes that were sent on these links, with what is known of each; nothing, where none was answered. */
export type Sent = { known: readonly Link[]; changes: readonly LinkChange[]; said?: readonly Said[] }

/** Those that may have been carried out: those that were, with none to all of the unknown ones, in their order. */
function possiblyMade({ changes, said }: Sent): LinkChange[][] {
  const unknown = changes.filter((_, place) => (said?.[place] ?? 'unknown') === 'unknown')
  return [0, ...unknown.map((_, place) => place + 1)].map((count) => {
    const some = new Set(unknown.slice(0, count))
    return changes.filter((change, place) => said?.[place] === 'made' || some.has(change))
  })
}

/**
 * Whether the links show by themselves how many of the changes were carried out, none to all: they are as these leave
 * them, so nobody else has been at work.
 */
export function showHowMuchWasDone(links: readonly Link[], sent: Sent): boolean {
  return possiblyMade(sent).some((made) => sameLinks(links, linksAfterChanges(sent.known, made)))
}

/**
 * The links as the first of the changes left them: as many as leave least of what the links show to be somebody's doing.
 * Where it may be more or fewer, whoever is gone was taken out by us: that is merely not done again where it was not so.
 */
export function linksAsMade(links: readonly Link[], sent: Sent): Link[] {
  const { known, changes } = sent
  const inLinks = byContact(links)
  const gone = known.filter(({ contactId }) => !inLinks.has(contactId))
  const stages = possiblyMade(sent).map((made) => {
    const stage = linksAfterChanges(known, made)
    const inStage = byContact(stage)
    const takenOut = gone.filter(({ contactId }) => !inStage.has(contactId)).length
    return { made, stage, distance: distanceOf(stage, links, known), takenOut }
  })
  const [likeliest = { stage: known, made: [] }] = stages.toSorted(
    (one, other) => one.distance - other.distance || other.takenOut - one.takenOut,
  )
  return withoutPassingPrimary(likeliest.stage, likeliest.made, changes)
}

/**
 * The links that some of the changes left. Where others have still to be done, and none of these names a primary or links
 * it, or another is still to be made primary, the one that the portal has come to amid them is nobody's word yet: none is
 * flagged.
 */
export function withoutPassingPrimary(
  links: readonly Link[],
  made: readonly LinkChange[],
  changes: readonly LinkChange[],
): Link[] {
  const primaryId = primaryIdOf(links)
  const isOfPrimary = (change: LinkChange) => change.type === 'link' && change.link.contactId === primaryId
  const isNamed = made.some((change) => takesPrimary(change) || isOfPrimary(change))
  // Whoever was to be linked before it, and was not, is whom the portal would have come to.
  const ahead = changes.slice(0, Math.max(0, changes.findIndex(isOfPrimary))).filter(({ type }) => type === 'link')
  const isPassing = [...changes.filter(takesPrimary), ...ahead].some((change) => !made.includes(change))
  if ((isNamed && !isPassing) || made.length === changes.length) return [...links]
  return links.map((link) => ({ ...link, isPrimary: false }))
}

/**
 * How much somebody has done; one contact more or less is more than another primary in another order. Who was linked since
 * `known` and stands elsewhere than our call would have it, may be their work as well.
 */
function distanceOf(before: readonly Link[], after: readonly Link[], known: readonly Link[]): number {
  const { linked, removed, primary, isReordered } = linkDifference(before, after)
  const [inKnown, inAfter] = [byContact(known), byContact(after)]
  const placed = before.filter(({ contactId, sort }) => {
    return !inKnown.has(contactId) && (inAfter.get(contactId)?.sort ?? sort) !== sort
  })
  return 3 * (linked.length + removed.length) + placed.length + (primary === null ? 0 : 1) + (isReordered ? 1 : 0)
}

function linksAfterChange(links: Link[], change: LinkChange): Link[] {
  switch (change.type) {
    case 'link': {
      const { link } = change
      if (links.some(({ contactId }) => contactId === link.contactId)) return links
      return withPrimary([...links, link], link.isPrimary ? link.contactId : primaryIdOf(links))
    }
    case 'unlink': {
      const rest = links.filter(({ contactId }) => contactId !== change.contactId)
      return withPrimary(rest, primaryIdOf(links))
    }
    case 'set-links':
      return withPrimary(change.links, primaryIdOf(change.links))
    case 'unlink-all':
      return []
    default:
      return change satisfies never
  }
}

/** In order, with this contact the primary one if it is there, else the first. */
function withPrimary(links: readonly Link[], wishedId: number): Link[] {
  const sorted = inOrder(links)
  const isThere = sorted.some(({ contactId }) => contactId === wishedId)
  const primaryId = isThere ? wishedId : sorted[0]?.contactId
  return sorted.map((link) => ({ ...link, isPrimary: link.contactId === primaryId }))
}

/** Whether this contact has been chosen as primary in place of the one that was left so, who is linked still. */
export function isChosenOver(leftId: number, primaryId: number, now: readonly Link[]): boolean {
  return primaryId !== leftId && now.some(({ contactId }) => contactId === leftId)
}

/** Whom the changes have linked, the last of them on the links as they were found. */
export function linkedBy(made: readonly LinkChange[], found: readonly Link[]): number[] {
  const isNew = ({ contactId }: Link) => found.every((link) => link.contactId !== contactId)
  return made.flatMap((change) => {
    if (change.type === 'link') return [change.link.contactId]
    return change.type === 'set-links' ? change.links.filter(isNew).map(({ contactId }) => contactId) : []
  })
}

/** What a set that was written over somebody's changes rests on, and what came of it. */
export type Overwritten = {
  /** The links that the set was decided on: the known ones, with what an earlier set had overwritten put back. */
  base: readonly Link[]
  /** As they were read last. */
  known: readonly Link[]
  /** As they were when it was carried out: what is other than `known`, somebody did in between. */
  found: readonly Link[]
  written: readonly Link[]
  /** As they are now: what is other than `written`, somebody did since. */
  now: readonly Link[]
  /** Whom the rules would have linked or left, had they known. */
  spared?: readonly Link[]
}

/**
 * The links as they would be, had the set not been written over what somebody did just before: their changes put into
 * the links that are there now. Where they have changed the same thing once more since, that stands.
 */
export function withOverwritten({ base, known, found, written, now, spared = [] }: Overwritten): Link[] {
  if (sameLinks(known, found)) return inOrder(now)
  const [inKnown, inFound, inWritten, inNow] = [known, found, written, now].map(byContact) as [Of, Of, Of, Of]
  const chosen = primaryIdOf(found)
  const isChosenSince = inNow.has(primaryIdOf(written)) && primaryIdOf(now) !== primaryIdOf(written)
  const isPicked = (id: number) => isChosenSince && primaryIdOf(now) === id
  const isUnlinked = (id: number) => inKnown.has(id) && !inFound.has(id) && inWritten.has(id) && !isPicked(id)
  const isMovedPrimary = chosen !== primaryIdOf(known) && !isChosenSince
  // Somebody's choice that the rules would have heeded.
  const isSpared = (id: number) => isMovedPrimary && id === chosen && spared.some(({ contactId }) => contactId === id)
  const isLinked = ({ contactId: id }: Link) =>
    (!inKnown.has(id) || isSpared(id)) && !inWritten.has(id) && !inNow.has(id)
  const isMoved = found.some(({ contactId: id, sort }) => inKnown.has(id) && inKnown.get(id)?.sort !== sort)
  const isMovedSince = now.some(({ contactId: id, sort }) => inWritten.has(id) && inWritten.get(id)?.sort !== sort)
  const links = [
    ...now
      .filter(({ contactId }) => !isUnlinked(contactId))
      .map((link) => ({ ...link, sort: sortOf(link.contactId) ?? link.sort })),
    ...found.filter(isLinked),
  ]
  // Who took over as the primary was unlinked may be nobody's choice: whom the decision knew as primary stays if it can.
  const isFallback = !inFound.has(primaryIdOf(known)) && chosen === inOrder(found)[0]?.contactId
  const canStay = links.some(({ contactId }) => contactId === primaryIdOf(base))
  const moved = isFallback && canStay ? primaryIdOf(base) : chosen
  // Somebody left the former primary for one whom the set has taken out: nobody is chosen then, least of all the former; but
  // whoever is primary now in place of the former is so by a later word.
  const isLeft = !isFallback && [written, now].every((links) => primaryIdOf(links) === primaryIdOf(known))
  const wished = isMovedPrimary ? [moved, isLeft ? 0 : primaryIdOf(now)] : [primaryIdOf(now), chosen]
  const primaryId = wished.find((id) => links.some(({ contactId }) => contactId === id))
  if (primaryId === undefined && isMovedPrimary && isLeft)
    return inOrder(links).map((link) => ({ ...link, isPrimary: false }))
  return withPrimary(links, primaryId ?? 0)

  /** An order that somebody made is taken over as a whole. */
  function sortOf(id: number): number | undefined {
    return isMovedSince || (inKnown.has(id) && !isMoved) ? undefined : inFound.get(id)?.sort
  }
}

/** What a decision rests on: the links as they were known, and the same with what of people's was overwritten put back. */
export type Basis = { links: Link[]; base: Link[] }

/** The links with what was still to be put back into those that an earlier decision knew. */
export function withOwed(now: readonly Link[], { links, base }: Basis): Link[] {
  return withOverwritten({ base, known: links, found: base, written: links, now })
}

type Of = ReadonlyMap<number, Link>
const byContact = (links: readonly Link[]): Of => new Map(links.map((link) => [link.contactId, link]))
