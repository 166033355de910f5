import type { DealSnapshot, Fields } from '../core/deal/snapshot.ts'
import { linksOnPaper, type PaperFacts } from '../core/trials/rule-test.ts'
import type { DealReader } from './deal-portal.ts'

export const paperDealId = (facts: PaperFacts): number => Number(facts.deal.id ?? 1)

/** A portal that holds just one deal and what is written down about it. */
export function paperDeal(facts: PaperFacts): DealReader {
  const missing = new Set(facts.missing)
  return {
    readDeal: async (dealId) => ({ deal: { ...facts.deal, id: dealId }, links: linksOnPaper(facts.links) }),
    readCompanyAndContacts: async (companyId) => ({
      company: { id: companyId, ...facts.company },
      contacts: linksOnPaper(facts.companyContacts),
    }),
    leadContacts: async () => linksOnPaper(facts.leadContacts),
    matchContacts: async (by, values) =>
      new Map(
        values.map((value) => [value, Object.hasOwn(facts.matches[by], value) ? (facts.matches[by][value] ?? []) : []]),
      ),
    readContacts: async (contactIds) =>
      new Map(contactIds.filter((id) => !missing.has(id)).map((id) => [id, { id, ...facts.contacts[String(id)] }])),
    // What is written down is typed as rules see it already.
    describeFields: async () => ({}),
  }
}

/** The deal as the last run saw it: null at first sight. */
export function paperSnapshot(facts: PaperFacts, deal: Fields): DealSnapshot | null {
  const { previous, changed = [] } = facts
  if (previous === undefined && facts.changed === undefined) return null
  const before: Fields = { ...deal, ...previous }
  for (const name of changed) {
    if (previous === undefined || !Object.hasOwn(previous, name)) delete before[name]
  }
  return { takenAt: facts.now, deal: before }
}
