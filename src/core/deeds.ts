import type { Deed } from './deed.ts'
import { type Link, primaryIdOf } from './link.ts'

/** Whether what a rule once did to a contact still shows in the deal's links. */
function stillShows(deed: Pick<Deed, 'kind' | 'contactId'>, links: readonly Link[]): boolean {
  const isLinked = links.some((link) => link.contactId === deed.contactId)
  switch (deed.kind) {
    case 'attached':
      return isLinked
    case 'removed':
      return !isLinked
    case 'made-primary':
      return primaryIdOf(links) === deed.contactId
    default:
      return deed.kind satisfies never
  }
}

/** The deeds with their state as the links now tell it: one that no longer shows, someone else has undone. */
export function observed(deeds: readonly Deed[], links: readonly Link[]): Deed[] {
  return deeds.map((deed) => ({ ...deed, state: stillShows(deed, links) ? 'standing' : 'undone' }))
}

/** Whether a rule must hold back, as someone has undone what it did to this contact. */
export function mustYield(deeds: readonly Deed[], deed: Omit<Deed, 'state'>): boolean {
  return deeds.some((known) => isSame(known, deed) && known.state === 'undone')
}

function isSame(a: Omit<Deed, 'state'>, b: Omit<Deed, 'state'>): boolean {
  return a.ruleKey === b.ruleKey && a.contactId === b.contactId && a.kind === b.kind
}

/**
 * The deeds to remember after a run: the new ones that show in the links now, and of the old ones all that these do
 * not contradict. What another rule of ours did since is no person's undoing, so its opposite is forgotten.
 */
export function deedsAfter(
  before: readonly Deed[],
  done: readonly Omit<Deed, 'state'>[],
  linksAfter: readonly Link[],
): Deed[] {
  const shown = done.filter((deed) => stillShows(deed, linksAfter))
  const kept = before.filter((old) => !shown.some((deed) => contradicts(deed, old) || isSame(deed, old)))
  return observed([...kept, ...shown.map((deed) => ({ ...deed, state: 'standing' as const }))], linksAfter)
}

function contradicts(deed: Omit<Deed, 'state'>, old: Omit<Deed, 'state'>): boolean {
  const isSameContact = deed.contactId === old.contactId
  switch (deed.kind) {
    case 'attached':
      return isSameContact && old.kind === 'removed'
    case 'removed':
      return isSameContact && old.kind !== 'removed'
    case 'made-primary':
      return !isSameContact && old.kind === 'made-primary'
    default:
      return deed.kind satisfies never
  }
}
