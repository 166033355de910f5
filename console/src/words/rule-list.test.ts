import { expect, test } from 'vitest'
import { aRule } from '../../../test/http/examples.ts'
import type { RuleActivity, SavedRule } from '../api/client.ts'
import { isWholeOrder, ruleListAddress, ruleListView, rulesInView } from './rule-list.ts'

const saved = (key: string, of: Partial<SavedRule> = {}) =>
  ({ ...aRule({ key, name: `Rule ${key}` }), version: 1, savedAt: '', savedBy: '', ...of }) as SavedRule
const acted = (key: string, matched: number[], lastMatchedAt: string | null): [string, RuleActivity] => [
  key,
  { key, lastMatchedAt, matched, changed: [], failed: [] },
]
const rules = [saved('c', { priority: 9 }), saved('b'), saved('a', { mode: 'off' })]
const activity = new Map([acted('a', [1, 1], '2026-08-21T10:00:00.000Z'), acted('b', [5], '2026-08-20T10:00:00.000Z')])

test.each([
  [{}, 'a b c'],
  [{ sort: 'name' }, 'a b c'],
  [{ sort: 'matched' }, 'b a c'],
  [{ sort: 'last' }, 'a b c'],
  [{ mode: 'off' }, 'a'],
  [{ q: 'rule B' }, 'b'],
  [{ sort: 'nonsense', mode: ['x'] }, 'a b c'],
])('%j shows %s', (query, keys) => {
  const shown = rulesInView(rules, ruleListView(query), activity, () => '')
  expect(shown.map(({ key }) => key).join(' ')).toBe(keys)
})

test('a view lives in the address, and only the plain one can be put in order', () => {
  const view = ruleListView({ q: 'x', sort: 'last' })
  expect(ruleListAddress(view)).toEqual({ q: 'x', sort: 'last' })
  expect([isWholeOrder(view), isWholeOrder(ruleListView({}))]).toEqual([false, true])
})
