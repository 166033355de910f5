import type { Link } from '../deal/link.ts'
import type { Action } from '../rules/rule.ts'
import type { Selection } from '../rules/selection.ts'
import type { Deed } from '../runs/deed.ts'
import type { ContactDoing, Doing } from '../runs/doings.ts'
import type { ContactEffect } from '../runs/run.ts'
import {
  type Claims,
  claim,
  claimEveryoneOut,
  claimPrimary,
  overrulerOf,
  primaryOverrulerOf,
  releasePrimary,
} from './claims.ts'
import { mustYield } from './deeds.ts'
import { addTo, type Draft, holds, makePrimary, removeFrom, reorder, takeOver } from './draft.ts'

/** One rule's turn: the draft and claims that it works on, and what it may not do over again. */
export type Turn = {
  draft: Draft
  claims: Claims
  start: Draft
  /** The links as they are: who stands there and is not in `start` comes back to that place. */
  there: readonly Link[]
  /** Whom the deal had as primary as the rules began; 0 when nobody had decided on one. */
  primaryBefore: number
  history: readonly Deed[]
  key: string
  /** Whom the rule itself links by any of its actions. */
  linking: ReadonlySet<number>
  /** Whom any of its actions insists on linking: what one of them must not give up, another need not yield. */
  insisting: ReadonlySet<number>
}

/** Carries one action out on the turn's draft and notes the rule's word in its claims. */
export function actOn(turn: Turn, action: Action, selection: Selection): Doing {
  const insist = action.insist === true
  const missing = selection.notFound.map((contactId) => doing(contactId, 'not-found'))
  switch (action.type) {
    case 'attach': {
      const contacts = selection.contactIds.map((id) => bringIn(turn, id, insist))
      const note = placePrimary(turn, action.primary ?? 'if-none', contacts, insist)
      return { type: 'attach', contacts: [...contacts, ...missing], note }
    }
    case 'detach': {
      // "Everyone linked" must not come to mean, in the next run, those whom this rule itself brings in.
      const isSpared = (id: number) => action.contacts.from === 'linked' && isWantedBy(turn, id)
      const contacts = selection.contactIds.map((id) =>
        isSpared(id) ? doing(id, 'overruled', turn.key) : takeOut(turn, id, insist),
      )
      holdOut(turn, selection.barred ?? [])
      return { type: 'detach', contacts: [...contacts, ...missing], note: null }
    }
    case 'setPrimary': {
      const target = selection.contactIds.find((id) => holds(turn.draft, id))
      const contacts = target === undefined ? [] : [promote(turn, doing(target, 'already'), insist)]
      return { type: 'setPrimary', contacts: [...contacts, ...missing], note: null }
    }
    case 'replace':
      return { type: 'replace', contacts: [...replace(turn, selection.contactIds, insist), ...missing], note: null }
    case 'clear': {
      const contacts = turn.draft.places.map(({ contactId }) => takeOut(turn, contactId, insist))
      claimEveryoneOut(turn.claims, turn.key)
      return { type: 'clear', contacts, note: null }
    }
    default:
      return action satisfies never
  }
}

function doing(contactId: number, effect: ContactEffect['effect'], by: string | null = null): ContactDoing {
  return { contactId, effect, by, aspects: [] }
}

/** Whether the same rule wants this contact linked, or an earlier action of it chose it. */
function isWantedBy({ claims, key, linking }: Turn, contactId: number): boolean {
  const claim = claims.membership.get(contactId)
  return linking.has(contactId) || (claim?.by === key && claim.isIn)
}

/** Who would be taken out once linked is not to be linked by a later rule: each would undo the other for ever. */
function holdOut({ claims, draft, key }: Turn, barred: 'everyone' | readonly number[]): void {
  if (barred === 'everyone') claimEveryoneOut(claims, key)
  else for (const contactId of barred) if (!holds(draft, contactId)) claim(claims, contactId, false, key)
}

function bringIn(turn: Turn, contactId: number, insist: boolean): ContactDoing {
  const { draft, claims, key } = turn
  if (holds(draft, contactId)) {
    claim(claims, contactId, true, key)
    return doing(contactId, 'already')
  }
  const overruler = overrulerOf(claims, contactId, true, key)
  if (overruler !== null) return doing(contactId, 'overruled', overruler)
  const isInsisted = insist || turn.insisting.has(contactId)
  if (!isInsisted && mustYield(turn.history, { ruleKey: key, contactId, kind: 'attached' })) {
    return doing(contactId, 'yielded')
  }
  // Only this rule can have removed it in this run: back to what it was, so that nothing is rewritten for nothing.
  addTo(draft, contactId, placeBefore(turn, contactId))
  if (contactId === turn.primaryBefore && !draft.isPrimaryFirm) makePrimary(draft, contactId)
  claim(claims, contactId, true, key)
  return { ...doing(contactId, 'applied'), aspects: ['attached'] }
}

/** The sort that a contact had before; it means nothing any more once others were put in another order. */
function placeBefore({ draft, start, there }: Turn, contactId: number): number | undefined {
  const before = sortsOf(start.places)
  const isAsBefore = draft.places.every((place) => (before.get(place.contactId) ?? place.sort) === place.sort)
  return isAsBefore ? (before.get(contactId) ?? sortsOf(there).get(contactId)) : undefined
}

const sortsOf = (places: readonly { contactId: number; sort: number }[]) =>
  new Map(places.map((place) => [place.contactId, place.sort]))

function takeOut(turn: Turn, contactId: number, insist: boolean): ContactDoing {
  const { draft, claims, key } = turn
  if (!holds(draft, contactId)) {
    claim(claims, contactId, false, key)
    return doing(contactId, 'already')
  }
  const overruler = overrulerOf(claims, contactId, false, key)
  if (overruler !== null) return doing(contactId, 'overruled', overruler)
  if (!insist && mustYield(turn.history, { ruleKey: key, contactId, kind: 'removed' })) {
    return doing(contactId, 'yielded')
  }
  removeFrom(draft, contactId)
  // Once one whom a rule had put in the place of the deal's primary is gone again, that one has never been moved.
  if (!draft.isPrimaryFirm && holds(draft, turn.primaryBefore)) makePrimary(draft, turn.primaryBefore)
  releasePrimary(claims, contactId)
  claim(claims, contactId, false, key)
  return { ...doing(contactId, 'applied'), aspects: ['removed'] }
}

/** Makes a linked contact the primary one, if nothing stands against it; answers what became of it. */
function promote(turn: Turn, contact: ContactDoing, insist: boolean): ContactDoing {
  const { draft, claims, key } = turn
  const { contactId } = contact
  const overruler = primaryOverrulerOf(claims, contactId, key)
  const isHeldBack = contact.effect !== 'applied'
  if (overruler !== null && draft.primaryId !== contactId) {
    return isHeldBack ? { ...contact, effect: 'overruled', by: overruler } : contact
  }
  // Who merely takes over from one that is gone is as little the primary yet as anybody else.
  const isPrimary = draft.primaryId === contactId && draft.isPrimaryFirm
  if (!isPrimary && !insist && mustYield(turn.history, { ruleKey: key, contactId, kind: 'made-primary' })) {
    return isHeldBack ? { ...contact, effect: 'yielded' } : contact
  }
  if (draft.primaryId === contactId) {
    if (overruler === null) {
      makePrimary(draft, contactId)
      claimPrimary(claims, contactId, key)
    }
    return contact
  }
  makePrimary(draft, contactId)
  claimPrimary(claims, contactId, key)
  return { ...contact, effect: 'applied', aspects: [...contact.aspects, 'made-primary'] }
}

/** Sees to the primary after an attach; changes the first linked contact's entry in place of a second one. */
function placePrimary(
  turn: Turn,
  wish: 'if-none' | 'always' | 'never',
  contacts: ContactDoing[],
  insist: boolean,
): string | null {
  const index = contacts.findIndex((contact) => holds(turn.draft, contact.contactId))
  const first = contacts[index]
  if (wish === 'never' || first === undefined) return null
  if (wish === 'if-none') {
    if (turn.draft.primaryId !== 0) return null
    if (!insist && mustYield(turn.history, { ruleKey: turn.key, contactId: first.contactId, kind: 'made-primary' })) {
      takeOver(turn.draft, first.contactId)
      return null
    }
    makePrimary(turn.draft, first.contactId)
    contacts[index] = { ...first, effect: 'applied', by: null, aspects: [...first.aspects, 'made-primary'] }
    return null
  }
  const promoted = promote(turn, first, insist)
  contacts[index] = promoted
  if (turn.draft.primaryId === first.contactId || promoted.effect !== 'applied') return null
  const overruler = primaryOverrulerOf(turn.claims, first.contactId, turn.key)
  return overruler === null
    ? `linked, not made primary: someone moved the primary away from contact ${first.contactId}`
    : `linked, not made primary: rule ${overruler} chose another`
}

function replace(turn: Turn, contactIds: readonly number[], insist: boolean): ContactDoing[] {
  if (contactIds.length === 0) return []
  const { draft, claims, key } = turn
  const selected = new Set(contactIds)
  const present = presentPrimaries(turn)
  // One that this rule took out before comes back to its old place.
  const placed = new Set([...draft.places, ...turn.start.places].map((place) => place.contactId))
  const sortsBefore = new Map(draft.places.map((place) => [place.contactId, place.sort]))

  // An order that an earlier rule's `replace` made stands as well.
  const isOrderFree = claims.order === null || claims.order === key

  const incoming = contactIds.map((id) => bringIn(turn, id, insist))
  // A person has taken all of them out: whom they put there instead is theirs to keep as well.
  if (incoming.every((contact) => contact.effect === 'yielded')) return incoming
  const outgoing = draft.places
    .filter(({ contactId }) => !selected.has(contactId))
    .map(({ contactId }) => takeOut(turn, contactId, insist))
  claimEveryoneOut(claims, key)
  claims.order ??= key

  const linked = contactIds.filter((id) => holds(draft, id))
  const heldBack = draft.places.map((place) => place.contactId).filter((id) => !selected.has(id))
  if (isOrderFree && reorder(draft, [...linked, ...heldBack], placed)) {
    for (const contact of incoming) {
      const sort = draft.places.find((place) => place.contactId === contact.contactId)?.sort
      // One that this rule took out before and brings back may come to another place as well.
      const isBack = contact.effect === 'applied' && holds(turn.start, contact.contactId)
      if ((contact.effect !== 'already' && !isBack) || sortsBefore.get(contact.contactId) === sort) continue
      contact.effect = 'applied'
      contact.aspects.push('moved')
    }
  }
  const kept = present.find((id) => linked.includes(id))
  if (kept !== undefined) makePrimary(draft, kept)
  const first = linked[0]
  if (first === undefined || kept !== undefined) return [...incoming, ...outgoing]
  return [
    ...incoming.map((contact) => (contact.contactId === first ? inherit(turn, contact, insist) : contact)),
    ...outgoing,
  ]
}

/**
 * The primaries that a `replace` keeps, the first that it selects. One that merely took over from a primary that is gone
 * is none: the portal may pick another. Nor does one that a `replace` put in the place of the deal's own stand against
 * that one, when it is linked again: the next run would find the other way round, and so for ever.
 */
function presentPrimaries({ draft, claims, primaryBefore }: Turn): number[] {
  const present = draft.isPrimaryFirm ? [draft.primaryId] : []
  return claims.primary === null ? [primaryBefore, ...present] : present
}

/** The first selected contact takes over from a primary that is not among them; that is no choice that stands. */
function inherit(turn: Turn, contact: ContactDoing, insist: boolean): ContactDoing {
  const { draft, claims, key } = turn
  const { contactId } = contact
  if (draft.primaryId === contactId && draft.isPrimaryFirm) return contact
  if (primaryOverrulerOf(claims, contactId, key) !== null) return contact
  if (!insist && mustYield(turn.history, { ruleKey: key, contactId, kind: 'made-primary' })) {
    if (!draft.isPrimaryFirm) takeOver(draft, contactId)
    return contact
  }
  makePrimary(draft, contactId)
  return { ...contact, effect: 'applied', by: null, aspects: [...contact.aspects, 'made-primary'] }
}
