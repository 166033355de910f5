import fc from 'fast-check'
import { expect, test } from 'vitest'
import { asGroup, type ConditionGroup, factsRead } from '../../src/core/conditions/condition.ts'
import { evaluateConditions } from '../../src/core/conditions/evaluate.ts'
import { hopefulConditions } from '../../src/core/conditions/hopeful-conditions.ts'
import { tries } from '../support/tries.ts'
import { someConditions, someFacts } from './random-conditions.ts'
import { now } from './rule-case.ts'

const someUnknown = fc.subarray(['event', 'company', 'companyContacts', 'changed', 'previous'], { minLength: 1 })

test('law: what does not match with hope does not match, whatever the unknown facts are, and nothing unknown is read', async () => {
  const seen = { refuted: 0, open: 0 }
  await fc.assert(
    fc.asyncProperty(someConditions, someUnknown, someFacts, async (tree, names, facts) => {
      const conditions = asGroup(tree) as ConditionGroup
      const unknown = new Set(names)
      const hopeful = hopefulConditions(conditions, unknown)
      expect([...factsRead(hopeful)].filter((name) => unknown.has(name))).toEqual([])
      const keyed = [
        { key: 'given', conditions },
        { key: 'hopeful', conditions: hopeful },
      ]
      const evaluations = await evaluateConditions(keyed, facts, now)
      const [matches, mayMatch] = ['given', 'hopeful'].map((key) => evaluations.get(key)?.matched)
      const readsUnknown = [...factsRead(conditions)].some((name) => unknown.has(name))
      if (!readsUnknown) expect(mayMatch).toBe(matches)
      else if (mayMatch) seen.open += 1
      else {
        expect(matches).toBe(false)
        seen.refuted += 1
      }
    }),
    tries(600),
  )
  expect(seen.refuted).toBeGreaterThan(50)
  expect(seen.open).toBeGreaterThan(50)
})
