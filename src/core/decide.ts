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
    const prevailing = {
      membership: rule.key,
      primary: turns.findLast((turn) => turn.outcome === outcome && chose(turn.doings, outcome.primaryId))?.rule.key,
    }
    const net = doings.map((doing) => ({ ...doing, contacts: netEffects(doing, start, outcome, prevailing) }))
    results.set(
      rule.key,
      net.map((doing, index) => actionResult(doing, rule.actions[index]?.selection.contactIds ?? [], rule.mode)),
    )
  }
  return { wanted: wantedOf(shared.draft), results }
}

function chose(doings: readonly Doing[], primaryId: number): boolean {
  return doings.some((doing) =>
    doing.contacts.some(({ contactId, aspects }) => contactId === primaryId && aspects.includes('made-primary')),
  )
}

/** Whose word stands at the end: of a contact only the rule itself can take back what it did, a primary others move. */
type Prevailing = { membership: string; primary: string | undefined }

/** What a later action took back was not done; it must not be reported as applied. */
function netEffects(doing: Doing, start: Draft, outcome: Draft, prevailing: Prevailing): Doing['contacts'] {
  return doing.contacts.map((contact) => {
    if (contact.effect !== 'applied') return contact
    const aspects = contact.aspects.filter((aspect) => isNet(aspect, contact.contactId, start, outcome))
    if (aspects.length > 0) return { ...contact, aspects }
    const lost = contact.aspects.filter((aspect) => !shows(aspect, contact.contactId, outcome))
    if (lost.length === 0) return { ...contact, aspects, effect: 'already' as const }
    const isPrimaryLost = lost.every((aspect) => aspect === 'made-primary')
    const by = (isPrimaryLost ? prevailing.primary : undefined) ?? prevailing.membership
    return { ...contact, aspects, effect: 'overruled' as const, by }
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
