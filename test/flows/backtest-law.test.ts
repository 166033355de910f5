import fc from 'fast-check'
import { expect, test } from 'vitest'
import type { Link } from '../../src/core/deal/link.ts'
import { countUndecided, countVerdict, noNumbers } from '../../src/core/rules/backtest.ts'
import { contestOf, judgeRecorded } from '../../src/flows/backtest-deal.ts'
import type { PaperDesk } from '../support/paper-desk.ts'
import { tries } from '../support/tries.ts'
import { aDealWithHistory, type Situation, situation } from './random-history.ts'

/** A deal that the rules have run on twice and people changed in between, with its last run. */
async function aDealRunAgain(given: Situation) {
  const { portal, desk } = await aDealWithHistory(given)
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
    fc.asyncProperty(situation, async (given) => {
      const { portal, desk, last } = await aDealRunAgain(given)
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
    tries(300),
  )
  for (const [what, count] of Object.entries(seen))
    expect(count, `${what} of ${JSON.stringify(seen)}`).toBeGreaterThan(20)
})
