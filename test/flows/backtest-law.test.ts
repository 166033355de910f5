import fc from 'fast-check'
import { expect, test } from 'vitest'
import { countUndecided, countVerdict, noNumbers } from '../../src/core/backtest.ts'
import type { Link } from '../../src/core/link.ts'
import { contestOf, judgeRecorded } from '../../src/flows/backtest-deal.ts'
import { type PaperDesk, paperDesk } from '../support/paper-desk.ts'
import { link, paperPortal } from '../support/paper-portal.ts'
import { someRuleDocuments } from './random-rule-documents.ts'

const someLinks = fc
  .uniqueArray(fc.integer({ min: 1, max: 9 }), { maxLength: 4 })
  .map((ids): Link[] => ids.map((id, at) => link(id, (at + 1) * 10, at === 0)))

const history = fc.record({
  rules: someRuleDocuments,
  links: someLinks,
  companyContacts: someLinks,
  /** What people make of the links after the first run; null: they let them be. */
  meddled: fc.option(someLinks),
})
type History = typeof history extends fc.Arbitrary<infer Value> ? Value : never

/** A deal that the rules have run on twice and people changed in between, with its last run. */
async function aDealWithHistory({ rules, links, companyContacts, meddled }: History) {
  const deal = { id: 1, title: 'A deal', companyId: 61, opportunity: 500, UF_CRM_HELPER: ['C_8'] }
  const contacts = new Map([1, 2, 3, 4, 5, 6, 7, 8].map((id) => [id, { id, name: id % 2 === 0 ? 'Anna' : 'Ben' }]))
  const portal = paperPortal({ deal, links, companyContacts, contacts, company: { id: 61, UF_CRM_TIER: 'gold' } })
  const desk = paperDesk(portal, rules)
  desk.hear('ONCRMDEALADD')
  await desk.run()
  if (meddled !== null) portal.links = meddled
  desk.hear('ONCRMDEALADD')
  return { portal, desk, last: await desk.run() }
}

/** As it is kept: through JSON, like in a database. */
function recordedBy({ memory }: PaperDesk, links: Link[]) {
  if (!memory.snapshot?.facts) throw new Error('the run kept no facts')
  const { snapshot, deeds } = JSON.parse(JSON.stringify(memory)) as typeof memory
  if (!snapshot) throw new Error('the run kept no snapshot')
  return { dealId: 1, takenAt: snapshot.takenAt, deal: snapshot.deal, facts: snapshot.facts ?? null, links, deeds }
}

test('law: a backtest of the live version changes nothing, also where people had a say', async () => {
  const seen = { decided: 0, matched: 0, atRest: 0, yielded: 0 }
  await fc.assert(
    fc.asyncProperty(history, async (given) => {
      const { portal, desk, last } = await aDealWithHistory(given)
      const recorded = recordedBy(desk, last.linksAfter)
      const before = structuredClone({ links: portal.links, memory: desk.memory, records: desk.records })
      const stored = await desk.deps.activeRules()
      for (const { rule } of stored.filter(({ rule }) => rule.mode === 'live')) {
        const numbers = noNumbers(true)
        const judgement = await judgeRecorded(contestOf(rule, stored), recorded)
        if (judgement.status === 'undecided') countUndecided(numbers, judgement.missing)
        else countVerdict(numbers, judgement.verdict, judgement.assumed)

        const { matched } = numbers.draft
        expect(numbers.difference).toEqual({ onlyDraft: 0, onlyLive: 0, otherwise: 0, same: matched })
        expect(numbers.live).toEqual(numbers.draft)
        seen.decided += 1 - numbers.undecided
        seen.matched += matched
        // A run that found everything as the rules want it says that of each of them, and so has the backtest to.
        if (last.status === 'unchanged' && numbers.undecided === 0) {
          seen.atRest += 1
          expect(numbers.draft.changed).toBe(0)
          expect(numbers.examples).toEqual([])
        }
      }
      if (desk.memory.deeds.some(({ state }) => state !== 'standing')) seen.yielded += 1
      expect({ links: portal.links, memory: desk.memory, records: desk.records }).toEqual(before)
    }),
    { numRuns: 300 },
  )
  for (const [what, count] of Object.entries(seen))
    expect(count, `${what} of ${JSON.stringify(seen)}`).toBeGreaterThan(20)
})
