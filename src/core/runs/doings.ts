import type { Deed } from './deed.ts'
import type { ActionResult, ContactEffect } from './run.ts'

/** What an action did to a contact, and in which respects. */
export type ContactDoing = ContactEffect & { aspects: (Deed['kind'] | 'moved')[] }
export type Doing = { type: ActionResult['type']; contacts: ContactDoing[]; note: string | null }

/** What one rule's actions did over all passes: as the first tells it, with what later ones did on top. */
export function mergedDoings(passes: readonly Doing[][]): Doing[] {
  const [first = [], ...later] = passes
  return first.map((doing, index) => later.flatMap((doings) => doings[index] ?? []).reduce(together, doing))
}

function together(before: Doing, pass: Doing): Doing {
  // What was done and is found by a later pass was done; what was held back and is found is as it was to be.
  const isTold = (id: number) => before.contacts.some((one) => one.contactId === id && !isHeldBack(one))
  const contacts = pass.contacts.filter(({ contactId, aspects }) => aspects.length > 0 || !isTold(contactId))
  const after = { ...pass, contacts }
  if (after.contacts.length === 0) return before
  const aspectsBefore = (id: number) =>
    before.contacts.filter(({ contactId }) => contactId === id).flatMap(({ aspects }) => aspects)
  const news = after.contacts.map((contact): ContactDoing => {
    const aspects = [...new Set([...aspectsBefore(contact.contactId), ...contact.aspects])]
    return { ...contact, aspects }
  })
  // One that is not there and was linked all the same: that it was taken out is another thing.
  const missing = before.contacts.filter(({ effect }) => effect === 'not-found')
  const others = before.contacts.filter((one) => !missing.includes(one))
  // The last target of setPrimary is the one that it came to.
  const kept = before.type === 'setPrimary' ? [] : others.filter((one) => !isIn(after, one.contactId))
  return { ...before, contacts: [...kept, ...news, ...missing] }
}

const isHeldBack = ({ effect }: ContactDoing): boolean => effect === 'overruled' || effect === 'yielded'

function isIn(doing: Doing, contactId: number): boolean {
  return doing.contacts.some((contact) => contact.contactId === contactId)
}
