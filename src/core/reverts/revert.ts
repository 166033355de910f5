import { inOrder, type Link, primaryIdOf } from '../deal/link.ts'
import { deedsAfter, observed } from '../decision/deeds.ts'
import type { WantedLinks } from '../decision/draft.ts'
import type { Deed } from '../runs/deed.ts'
import type { Run } from '../runs/run.ts'

/** A run as far as taking it back goes: the links that it found and left. */
export type RevertedRun = Pick<Run, 'linksBefore' | 'linksAfter'>

/**
 * The links with a run's work taken out of them: three ways, from what it found, what it left and what is there now.
 * Only what still stands as the run wrote it is put back; whatever somebody has changed since stays.
 */
export function revertedLinks({ linksBefore, linksAfter }: RevertedRun, now: readonly Link[]): WantedLinks {
  const [before, after, present] = [byContact(linksBefore), byContact(linksAfter), byContact(now)]
  const kept = now
    .filter(({ contactId }) => before.has(contactId) || !after.has(contactId))
    .map((link) => ({ ...link, sort: sortBack(link, before.get(link.contactId), after.get(link.contactId)) }))
  const broughtBack = linksBefore.filter(({ contactId }) => !after.has(contactId) && !present.has(contactId))
  const links = inOrder([...kept, ...broughtBack])

  const [wasPrimary, madePrimary, isPrimary] = [primaryIdOf(linksBefore), primaryIdOf(linksAfter), primaryIdOf(now)]
  const stands = madePrimary !== wasPrimary && isPrimary === madePrimary
  const holds = (contactId: number) => links.some((link) => link.contactId === contactId)
  const primaryId = [...(stands ? [wasPrimary] : []), isPrimary].find(holds) ?? 0
  const flaggedId = primaryId === 0 ? links[0]?.contactId : primaryId
  return {
    links: links.map((link) => ({ ...link, isPrimary: link.contactId === flaggedId })),
    isPrimaryFirm: primaryId !== 0,
    areSortsFirm: true,
  }
}

const byContact = (links: readonly Link[]) => new Map(links.map((link) => [link.contactId, link]))

function sortBack(now: Link, before: Link | undefined, after: Link | undefined): number {
  return before !== undefined && after !== undefined && now.sort === after.sort ? before.sort : now.sort
}

/** What has become of a link since a run left it. */
export type ChangeSince = {
  contactId: number
  what: 'linked' | 'unlinked' | 'made-primary' | 'moved'
  /** The run of Bindery that did it; null: a person, or another program. */
  runId: string | null
}

/** Everything about the links that is not as the run left it; `later`: the deal's runs since, in any order. */
export function changesSince(
  run: Pick<Run, 'linksAfter'>,
  now: readonly Link[],
  later: readonly Pick<Run, 'id' | 'linksBefore' | 'linksAfter'>[] = [],
): ChangeSince[] {
  const newestFirst = [...later].sort((a, b) => (a.id < b.id ? 1 : -1))
  return differences(run.linksAfter, now).map((change) => {
    const author = newestFirst.find(({ linksBefore, linksAfter }) =>
      differences(linksBefore, linksAfter).some(
        ({ contactId, what }) => contactId === change.contactId && what === change.what,
      ),
    )
    return { ...change, runId: author?.id ?? null }
  })
}

function differences(from: readonly Link[], to: readonly Link[]): Omit<ChangeSince, 'runId'>[] {
  const [before, after] = [byContact(from), byContact(to)]
  const primaryId = primaryIdOf(to)
  return [
    ...inOrder(to).flatMap(({ contactId, sort }): Omit<ChangeSince, 'runId'>[] => {
      const old = before.get(contactId)
      if (old === undefined) return [{ contactId, what: 'linked' }]
      return old.sort === sort ? [] : [{ contactId, what: 'moved' }]
    }),
    ...inOrder(from)
      .filter(({ contactId }) => !after.has(contactId))
      .map(({ contactId }) => ({ contactId, what: 'unlinked' as const })),
    ...(primaryId !== 0 && primaryId !== primaryIdOf(from)
      ? [{ contactId: primaryId, what: 'made-primary' as const }]
      : []),
  ]
}

/**
 * The deeds after a revert: it is a person's decision, so what the run's rules had done and no longer shows is undone, and
 * they do not do it again; what shows again, as after the revert of a revert, stands.
 */
export function deedsAfterRevert(
  before: readonly Deed[],
  reverted: Pick<Run, 'rules' | 'linksBefore' | 'linksAfter'>,
  linksAfter: readonly Link[],
): Deed[] {
  const done = deedsAfter([], reverted.rules, reverted.linksBefore, reverted.linksAfter)
  const others = before.filter(
    (deed) =>
      !done.some(
        ({ ruleKey, contactId, kind }) =>
          ruleKey === deed.ruleKey && contactId === deed.contactId && kind === deed.kind,
      ),
  )
  return observed([...others, ...done], linksAfter)
}
