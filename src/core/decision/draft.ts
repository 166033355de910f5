import { inOrder, type Link, primaryIdOf } from '../deal/link.ts'

/** A deal's links while rules work on them, in order, with the primary kept apart. */
export type Draft = {
  /** Contact ids with their sort, in order. */
  places: { contactId: number; sort: number }[]
  /** 0 when no contact is primary. */
  primaryId: number
  /** Whether someone decided on this primary, rather than the portal falling back on the first link. */
  isPrimaryFirm: boolean
}

/**
 * The links that a deal should have. `isPrimaryFirm` false: any of them may be primary. `areSortsFirm`: the sorts
 * themselves are wanted, not merely the order that they give.
 */
export type WantedLinks = { links: Link[]; isPrimaryFirm: boolean; areSortsFirm?: true }

const sortStep = 10

export function draftOf(links: readonly Link[]): Draft {
  const primaryId = primaryIdOf(links)
  return {
    places: inOrder(links).map(({ contactId, sort }) => ({ contactId, sort })),
    primaryId,
    isPrimaryFirm: primaryId !== 0,
  }
}

export function copyOfDraft(draft: Draft): Draft {
  return { ...draft, places: draft.places.map((place) => ({ ...place })) }
}

export function wantedOf(draft: Draft): WantedLinks {
  const primaryId = draft.primaryId === 0 ? (draft.places[0]?.contactId ?? 0) : draft.primaryId
  return {
    links: draft.places.map((place) => ({ ...place, isPrimary: place.contactId === primaryId })),
    isPrimaryFirm: draft.primaryId !== 0 && draft.isPrimaryFirm,
  }
}

export function holds(draft: Draft, contactId: number): boolean {
  return draft.places.some((place) => place.contactId === contactId)
}

/** Adds a contact after the present ones, or back at its old place when `sort` tells it. */
export function addTo(draft: Draft, contactId: number, sort?: number): void {
  draft.places.push({ contactId, sort: sort ?? nextSort(draft.places) })
  draft.places.sort((a, b) => a.sort - b.sort || a.contactId - b.contactId)
}

function nextSort(places: readonly { sort: number }[]): number {
  return Math.max(0, ...places.map((place) => place.sort)) + sortStep
}

/** Removes a contact; the first that remains takes over as primary, as the portal does it. */
export function removeFrom(draft: Draft, contactId: number): void {
  draft.places = draft.places.filter((place) => place.contactId !== contactId)
  if (draft.primaryId !== contactId) return
  draft.primaryId = draft.places[0]?.contactId ?? 0
  draft.isPrimaryFirm = false
}

export function makePrimary(draft: Draft, contactId: number): void {
  draft.primaryId = contactId
  draft.isPrimaryFirm = true
}

/** Makes a contact primary by nobody's choice: whoever was chosen before, and comes back by another action, is primary again. */
export function takeOver(draft: Draft, contactId: number): void {
  draft.primaryId = contactId
  draft.isPrimaryFirm = false
}

/**
 * Puts the contacts in this order (each is in the draft). Keeps the sorts of those in `placed` where the others fit
 * around them, as then nothing has to be rewritten; else numbers all anew. True when a placed one had to move.
 */
export function reorder(draft: Draft, order: readonly number[], placed: ReadonlySet<number>): boolean {
  const sorts = new Map(draft.places.map((place) => [place.contactId, place.sort]))
  const kept = fitted(order, sorts, placed)
  const next = kept ?? order.map((contactId, index) => ({ contactId, sort: (index + 1) * sortStep }))
  draft.places = next
  return next.some((place) => placed.has(place.contactId) && sorts.get(place.contactId) !== place.sort)
}

function fitted(
  order: readonly number[],
  sorts: ReadonlyMap<number, number>,
  placed: ReadonlySet<number>,
): Draft['places'] | undefined {
  const places: Draft['places'] = []
  let waiting: number[] = []
  let last = { sort: 0, contactId: 0 }
  for (const contactId of order) {
    const sort = placed.has(contactId) ? sorts.get(contactId) : undefined
    if (sort === undefined) {
      waiting.push(contactId)
      continue
    }
    const isBehind = sort > last.sort || (sort === last.sort && contactId > last.contactId)
    const step = Math.floor((sort - last.sort) / (waiting.length + 1))
    if (!isBehind && places.length > 0) return undefined
    if (waiting.length > 0 && step < 1) return undefined
    waiting.forEach((id, index) => {
      places.push({ contactId: id, sort: last.sort + step * (index + 1) })
    })
    waiting = []
    places.push({ contactId, sort })
    last = { sort, contactId }
  }
  const top = Math.max(0, last.sort)
  waiting.forEach((id, index) => {
    places.push({ contactId: id, sort: top + sortStep * (index + 1) })
  })
  return places
}
