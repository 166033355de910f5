import type { Facts } from '../conditions/facts.ts'
import type { Fields, SeenFacts } from '../deal/snapshot.ts'
import type { Sources } from '../rules/selection.ts'

/** What a run has read, with what it did not ask for left out. */
export type Read = {
  facts: Facts
  sources: Sources
  /** Whether these were asked for; what was not says nothing of what is there. */
  asked: { company: boolean; companyContacts: boolean; leadContacts: boolean }
  contacts: ReadonlyMap<number, Fields>
  /** Everyone who was asked for, found or not. */
  contactIds: readonly number[]
  contactFields: string[] | 'all'
}

/** More than this of contacts' fields is not kept with a deal: it would be kept again for every one. */
const mostContactCharacters = 20_000

/** The same, to be kept with the deal's snapshot. */
export function seenFacts({ facts, sources, asked, contacts, contactIds, contactFields }: Read): SeenFacts {
  const { event, changed, previous, company } = facts
  const seen = Object.fromEntries(contactIds.map((id) => [String(id), contacts.get(id) ?? null]))
  const isBulky = contactFields === 'all' && JSON.stringify(seen).length > mostContactCharacters
  return {
    event,
    changed: previous === undefined ? [] : changed,
    before:
      previous === undefined
        ? null
        : Object.fromEntries(changed.flatMap((name) => (name in previous ? [[name, previous[name]]] : []))),
    company: asked.company ? { fields: company ?? null } : null,
    companyContacts: asked.companyContacts ? sources.companyContacts : null,
    leadContacts: asked.leadContacts ? sources.leadContacts : null,
    matches: Object.fromEntries(sources.matches),
    contacts: isBulky ? {} : seen,
    contactFields,
  }
}

/** The deal as it was before the run that left this snapshot, as far as it had changed; undefined at its first sight. */
export function previousOf(
  deal: Fields,
  { changed, before }: Pick<SeenFacts, 'changed' | 'before'>,
): Fields | undefined {
  if (before === null) return undefined
  const kept = Object.entries(deal).filter(([name]) => !changed.includes(name))
  return { ...Object.fromEntries(kept), ...before }
}
