import { type Link, primaryIdOf } from '../deal/link.ts'
import type { Deed } from '../runs/deed.ts'
import { isSelectedBy } from '../runs/effects.ts'
import type { ActionResult, ContactEffectName, RuleResult } from '../runs/run.ts'
import type { WantedLinks } from './draft.ts'

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

/** Whether the links do not show any more what the rule did. */
export function isUndone(deed: Pick<Deed, 'kind' | 'contactId'>, links: readonly Link[]): boolean {
  return !stillShows(deed, links)
}

/** Whether a rule wants the primary that these links have, and has not made it so yet. */
export function wantsItsPrimary(
  results: readonly RuleResult[],
  deeds: readonly Deed[],
  links: readonly Link[],
): boolean {
  return claimedBy(results).some(
    (claim) => claim.kind === 'made-primary' && stillShows(claim, links) && !isAmong(deeds, claim),
  )
}

/** That rules made the wanted primary of another, as if the portal had come to it. */
export function choicesOf(
  results: readonly RuleResult[],
  linksBefore: readonly Link[],
  { links, isPrimaryFirm }: WantedLinks,
): Deed[] {
  if (!isPrimaryFirm) return []
  return claimedBy(results)
    .filter((claim) => claim.kind === 'made-primary' && stillShows(claim, links) && !stillShows(claim, linksBefore))
    .map((claim) => ({ ...claim, state: 'standing' }))
}

/** The deeds, with those of the others that are not among them. */
export function withDeeds(deeds: readonly Deed[], others: readonly Deed[]): Deed[] {
  const isKnown = amongThese(deeds)
  return [...deeds, ...others.filter((deed) => !isKnown(deed))]
}

export function isAmong(deeds: readonly Omit<Deed, 'state'>[], deed: Omit<Deed, 'state'>): boolean {
  return deeds.some((known) => isSame(known, deed))
}

function isSame(a: Omit<Deed, 'state'>, b: Omit<Deed, 'state'>): boolean {
  return a.ruleKey === b.ruleKey && a.contactId === b.contactId && a.kind === b.kind
}

/** A deal may have a hundred contacts, and each rule a deed for each of them. */
const eachOnce = (deeds: readonly Omit<Deed, 'state'>[]): Omit<Deed, 'state'>[] => [
  ...new Map(deeds.map((deed) => [nameOf(deed), deed])).values(),
]

function amongThese(deeds: readonly Omit<Deed, 'state'>[]): (deed: Omit<Deed, 'state'>) => boolean {
  const names = new Set(deeds.map(nameOf))
  return (deed) => names.has(nameOf(deed))
}

const nameOf = ({ kind, contactId, ruleKey }: Omit<Deed, 'state'>) => `${kind} ${contactId} ${ruleKey}`

/**
 * What rules have seen to in a run or found that another rule had: both would otherwise undo what a person undoes. Who is linked
 * though a rule that wants it was overruled was denied it as the primary only.
 */
function claimedBy(results: readonly RuleResult[]): Omit<Deed, 'state'>[] {
  const claims = results.flatMap((result) =>
    result.actions.flatMap((action) =>
      action.contacts.flatMap(({ contactId, effect }) => {
        const kinds =
          effect === 'applied' || effect === 'already' || effect === 'overruled' ? kindsOf(action, contactId) : []
        return kinds
          .filter((kind) => effect !== 'overruled' || kind === 'attached')
          .map((kind) => ({ ruleKey: result.key, contactId, kind }))
      }),
    ),
  )
  return eachOnce(claims)
}

/**
 * With what rules have had done that speak for every contact: of those whom another had taken out by then, a `replace` and a
 * `clear` name none.
 */
function withDeedsForEveryone(
  claims: readonly Omit<Deed, 'state'>[],
  results: readonly RuleResult[],
  linksBefore: readonly Link[],
): Omit<Deed, 'state'>[] {
  const others = results.flatMap(({ key, actions }) =>
    actions.filter(speaksForEveryone).flatMap(({ contacts }) => {
      const named = new Set(contacts.map(({ contactId }) => contactId))
      const unnamed = linksBefore.filter(({ contactId }) => !named.has(contactId))
      return unnamed.map(({ contactId }) => ({ ruleKey: key, contactId, kind: 'removed' as const }))
    }),
  )
  return eachOnce([...claims, ...others])
}

/** Not where it acts on nobody's behalf, as it selected nobody, or only such as somebody has taken out. */
const speaksForEveryone = ({ type, effect, contacts }: ActionResult) => {
  if (type === 'clear') return effect !== 'shadow'
  return type === 'replace' && contacts.some((contact) => !isIdle.has(contact.effect))
}
const isIdle: ReadonlySet<ContactEffectName> = new Set(['shadow', 'yielded', 'not-found'])

/** The kinds that an action can have done to a contact; which of them the run brought about, the links tell. */
function kindsOf(action: ActionResult, contactId: number): Deed['kind'][] {
  switch (action.type) {
    case 'attach':
      return ['attached', 'made-primary']
    case 'replace':
      return isSelectedBy(action, contactId) ? ['attached', 'made-primary'] : ['removed']
    case 'setPrimary':
      return ['made-primary']
    case 'detach':
    case 'clear':
      return ['removed']
    default:
      return action.type satisfies never
  }
}

/**
 * The deeds to remember after a run: what it did, and of the old ones all that this does not contradict. What another
 * rule of ours did since is no person's undoing, so its opposite is forgotten; what a person had undone by then is not.
 * `seen`: the links as they were read, where these alone tell what was done: what they do not show was not, but for whom
 * rules have taken out and somebody has linked again by then.
 */
export function deedsAfter(
  before: readonly Deed[],
  results: readonly RuleResult[],
  linksBefore: readonly Link[],
  linksAfter: readonly Link[],
  seen: readonly Link[] = linksAfter,
): Deed[] {
  const done = withDeedsForEveryone(claimedBy(results), results, linksBefore)
    .filter((deed) => stillShows(deed, linksAfter) && (deed.kind === 'removed' || stillShows(deed, seen)))
    .filter((deed) => !stillShows(deed, linksBefore))
  const isDone = amongThese(done)
  const isContradicted = contradictedBy(done)
  const kept = before.filter((old) => !isDone(old) && !(stillShows(old, linksBefore) && isContradicted(old)))
  return observed([...kept, ...done.map((deed) => ({ ...deed, state: 'standing' as const }))], seen)
}

function contradictedBy(done: readonly Omit<Deed, 'state'>[]): (old: Pick<Deed, 'kind' | 'contactId'>) => boolean {
  const idsOf = (kind: Deed['kind']) => new Set(done.flatMap((deed) => (deed.kind === kind ? deed.contactId : [])))
  const [attached, removed, primary] = [idsOf('attached'), idsOf('removed'), idsOf('made-primary')]
  return ({ kind, contactId }) => {
    if (kind === 'removed') return attached.has(contactId)
    const isOtherPrimary = kind === 'made-primary' && primary.size > (primary.has(contactId) ? 1 : 0)
    return removed.has(contactId) || isOtherPrimary
  }
}
