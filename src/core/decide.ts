import { actOn, type Doing, type Turn } from './act.ts'
import { copyOf, noClaims } from './claims.ts'
import type { Deed } from './deed.ts'
import { observed } from './deeds.ts'
import { type Draft, draftOf, type WantedLinks, wantedOf } from './draft.ts'
import { actionResult } from './effects.ts'
import type { Link } from './link.ts'
import type { Action } from './rule.ts'
import type { ActionResult } from './run.ts'
import type { Selection } from './selection.ts'

/** A rule whose conditions hold, with what each of its selectors came to. */
export type MatchedRule = {
  key: string
  mode: 'live' | 'shadow'
  actions: { action: Action; selection: Selection }[]
}

export type Decision = {
  wanted: WantedLinks
  /** What each rule's actions come to, by rule key. */
  results: Map<string, ActionResult[]>
}

/**
 * Works out what a deal's links should be. Rules act in the given order on one draft; what an earlier one did stands
 * against later ones, and what a person has undone stays undone. Shadow rules act on a copy that nobody else sees.
 */
export function decide(links: readonly Link[], deeds: readonly Deed[], rules: readonly MatchedRule[]): Decision {
  const start = draftOf(links)
  const shared = { draft: draftOf(links), claims: noClaims() }
  const history = observed(deeds, links)
  const turns = rules.map((rule) => {
    const desk = rule.mode === 'live' ? shared : { draft: structuredClone(shared.draft), claims: copyOf(shared.claims) }
    const turn: Turn = { ...desk, start, history, key: rule.key }
    const doings = rule.actions.map(({ action, selection }) => actOn(turn, action, selection))
    return { rule, doings, outcome: desk.draft }
  })
  const results = new Map<string, ActionResult[]>()
  for (const { rule, doings, outcome } of turns) {
    const net = doings.map((doing) => ({ ...doing, contacts: netEffects(doing, start, outcome, rule.key) }))
    results.set(
      rule.key,
      net.map((doing, index) => actionResult(doing, rule.actions[index]?.selection.contactIds ?? [], rule.mode)),
    )
  }
  return { wanted: wantedOf(shared.draft), results }
}

/** What a later action of the same rule took back was not done; it must not be reported as applied. */
function netEffects(doing: Doing, start: Draft, outcome: Draft, key: string): Doing['contacts'] {
  return doing.contacts.map((contact) => {
    if (contact.effect !== 'applied') return contact
    const aspects = contact.aspects.filter((aspect) => isNet(aspect, contact.contactId, start, outcome))
    if (aspects.length > 0) return { ...contact, aspects }
    const stands = contact.aspects.every((aspect) => shows(aspect, contact.contactId, outcome))
    return stands
      ? { ...contact, aspects, effect: 'already' as const }
      : { ...contact, aspects, effect: 'overruled' as const, by: key }
  })
}

type Aspect = Doing['contacts'][number]['aspects'][number]

function isNet(aspect: Aspect, contactId: number, start: Draft, outcome: Draft): boolean {
  if (aspect === 'moved') return sortOf(start, contactId) !== sortOf(outcome, contactId)
  return shows(aspect, contactId, outcome) && !shows(aspect, contactId, start)
}

function shows(aspect: Aspect, contactId: number, draft: Draft): boolean {
  switch (aspect) {
    case 'attached':
    case 'moved':
      return sortOf(draft, contactId) !== undefined
    case 'removed':
      return sortOf(draft, contactId) === undefined
    case 'made-primary':
      return draft.primaryId === contactId
    default:
      return aspect satisfies never
  }
}

function sortOf(draft: Draft, contactId: number): number | undefined {
  return draft.places.find((place) => place.contactId === contactId)?.sort
}
