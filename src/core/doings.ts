import type { ContactDoing, Doing } from './act.ts'

/** What one rule's actions did over all passes: as the first tells it, with what later ones did on top. */
export function mergedDoings(passes: readonly Doing[][]): Doing[] {
  const [first = [], ...later] = passes
  return first.map((doing, index) => later.flatMap((doings) => doings[index] ?? []).reduce(together, doing))
}

function together(before: Doing, after: Doing): Doing {
  if (after.contacts.length === 0) return before
  const known = new Map(before.contacts.map((contact) => [contact.contactId, contact]))
  const news = after.contacts.map((contact): ContactDoing => {
    const aspects = [...new Set([...(known.get(contact.contactId)?.aspects ?? []), ...contact.aspects])]
    return { ...contact, aspects }
  })
  // The last target of setPrimary is the one that it came to.
  const kept = before.type === 'setPrimary' ? [] : before.contacts.filter((one) => !isIn(after, one.contactId))
  return { ...before, contacts: [...kept, ...news] }
}

function isIn(doing: Doing, contactId: number): boolean {
  return doing.contacts.some((contact) => contact.contactId === contactId)
}
