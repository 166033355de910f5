import fc from 'fast-check'
import { expect, test } from 'vitest'
import type { Link } from '../../src/core/deal/link.ts'
import { linkDifference } from '../../src/core/deal/link-difference.ts'
import { decide } from '../../src/core/decision/decide.ts'
import type { Deed } from '../../src/core/runs/deed.ts'
import { unmadeChanges } from '../../src/core/trials/unmade-changes.ts'
import { tries } from '../support/tries.ts'
import { matchedOn, type RandomRule, someDeeds, someLinks, someRules } from './random-rules.ts'

/** One rule of so many actions at most. */
const aRuleOf = (actions: number) =>
  fc.record({ links: someLinks, rules: someRules, deeds: someDeeds }).map(({ links, rules, deeds }) => ({
    links,
    deeds,
    rule: { key: 'a', wishes: rules.flatMap(({ wishes }) => wishes).slice(0, actions) },
  }))

const resultsOf = (
  mode: 'live' | 'shadow',
  { links, deeds, rule }: { links: Link[]; deeds: readonly Deed[]; rule: Omit<RandomRule, 'mode'> },
) => decide(links, deeds, matchedOn(links, [{ ...rule, mode }])).results.get(rule.key) ?? []

/** What is told of one rule in shadow, from what is recorded of it. */
function toldOf(links: Link[], deeds: readonly Deed[], { key, wishes }: Omit<RandomRule, 'mode'>) {
  const actions = resultsOf('shadow', { links, deeds, rule: { key, wishes } })
  const rule = { key, version: 1, mode: 'shadow' as const, matched: true, actions }
  return unmadeChanges({ rules: [rule], linksBefore: links, linksAfter: links })
}

test('what is told of a rule in shadow is what the same rule does when it is live', () => {
  const sorted = (ids: readonly number[]) => [...ids].sort()
  fc.assert(
    fc.property(aRuleOf(1), ({ links, rule, deeds }) => {
      const told = toldOf(links, deeds, rule)
      const { wanted } = decide(links, deeds, matchedOn(links, [{ ...rule, mode: 'live' }]))
      const done = linkDifference(links, wanted.links)
      expect(sorted(told.linked)).toEqual(sorted(done.linked))
      expect(sorted(told.removed)).toEqual(sorted(done.removed))
      // Who is primary merely as the first contact, or as the first that is left, is not told.
      expect(told.primary.length === 0 || told.primary.join() === String(done.primary)).toBe(true)
      if (done.primary !== null && links.length > 0 && done.removed.length === 0)
        expect(told.primary).toEqual([done.primary])
      if (told.isReordered) expect([done.linked, done.removed, done.primary]).toEqual([[], [], null])
      if (done.isReordered && done.primary === null) expect(told.isReordered).toBe(true)
    }),
    tries(3000),
  )
})

test('of a rule in shadow whose actions act on one another the record has what it has when the rule is live', () => {
  fc.assert(
    fc.property(aRuleOf(4), (given) => {
      const asLive = resultsOf('shadow', given).map((result) => ({
        ...result,
        effect: result.effect === 'shadow' ? 'applied' : result.effect,
        // Whom it would make primary is told besides: the effects do not tell it.
        note: null,
        contacts: result.contacts.map((one) => ({ ...one, effect: one.effect === 'shadow' ? 'applied' : one.effect })),
      }))
      expect(asLive).toEqual(resultsOf('live', given).map((result) => ({ ...result, note: null })))
    }),
    tries(3000),
  )
})
