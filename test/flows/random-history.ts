import fc from 'fast-check'
import type { Link } from '../../src/core/deal/link.ts'
import { paperDesk } from '../support/paper-desk.ts'
import { link, paperPortal } from '../support/paper-portal.ts'
import { someRuleDocuments } from './random-rule-documents.ts'

const someLinks = fc
  .uniqueArray(fc.integer({ min: 1, max: 9 }), { maxLength: 5 })
  .chain((ids) => fc.record({ ids: fc.constant(ids), primary: fc.nat(), step: fc.constantFrom(10, 10, 3) }))
  .map(({ ids, primary, step }): Link[] => ids.map((id, at) => link(id, (at + 1) * step, at === primary % ids.length)))

/** What people make of the links between two runs; null: they let them be. */
export const situation = fc.record({
  rules: someRuleDocuments,
  links: someLinks,
  companyContacts: someLinks,
  meddled: fc.option(someLinks),
})
export type Situation = typeof situation extends fc.Arbitrary<infer Value> ? Value : never

/** A deal on which the rules have run once, with what people did since. */
export async function aDealWithHistory({ rules, links, companyContacts, meddled }: Situation) {
  const deal = { id: 1, title: 'A deal', companyId: 61, opportunity: 500, UF_CRM_HELPER: ['C_8'] }
  const contacts = new Map([1, 2, 3, 4, 5, 6, 7, 8].map((id) => [id, { id, name: id % 2 === 0 ? 'Anna' : 'Ben' }]))
  const portal = paperPortal({ deal, links, companyContacts, contacts, company: { id: 61, UF_CRM_TIER: 'gold' } })
  const desk = paperDesk(portal, rules)
  desk.hear('ONCRMDEALADD')
  await desk.run()
  if (meddled !== null) portal.links = meddled
  return { portal, desk }
}
