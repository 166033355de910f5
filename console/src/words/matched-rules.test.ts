import { expect, test } from 'vitest'
import { aRuleResult } from '../../../test/support/stored.ts'
import { matchedRules } from './matched-rules.ts'

const rules = ['a', 'b', 'c', 'd'].map((key) => aRuleResult({ key, matched: key !== 'b' }))
const keys = (first?: string) => matchedRules({ rules }, first).map(({ key }) => key)

test('the rule that runs are looked at for is named first; the others stay in their order', () => {
  expect(keys()).toEqual(['a', 'c', 'd'])
  expect(keys('d')).toEqual(['d', 'a', 'c'])
  expect(keys('b'), 'one that did not match is not named').toEqual(['a', 'c', 'd'])
})
