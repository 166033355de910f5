import fc from 'fast-check'
import { expect, test } from 'vitest'
import { tries } from '../../../test/support/tries.ts'
import { inOrder, moved, priorityChanges } from './rule-order.ts'

/** "a100 b90": rules in the order that is wanted. */
const rules = (text: string) => text.split(' ').map((word) => ({ key: word[0] ?? '', priority: Number(word.slice(1)) }))
const inWords = (changes: { key: string; priority: number }[]) => changes.map((one) => one.key + one.priority).join(' ')

test.each([
  ['a100 b90 c80', ''],
  ['a100 b100', ''],
  ['a100 c80 b90', 'c95'],
  ['c80 a100 b90', 'c550'],
  ['a100 d70 b90 c80', 'd95'],
  ['b100 a100', 'b550'],
  ['b1000 a1000', 'a500'],
  ['b1 a1', 'b501'],
  ['a100 c50 b100', 'b25'],
])('%s needs: %s', (wanted, changes) => expect(inWords(priorityChanges(rules(wanted)))).toBe(changes))

test('one move of a rule is always possible, and changes no more than it must', () => {
  const list = fc.uniqueArray(
    fc.record({ key: fc.stringMatching(/^[a-z]{1,3}$/), priority: fc.integer({ min: 1, max: 1000 }) }),
    {
      selector: ({ key }) => key,
      minLength: 1,
      maxLength: 30,
    },
  )
  fc.assert(
    fc.property(list, fc.nat(29), fc.nat(29), (some, from, to) => {
      const wanted = moved(inOrder(some), from % some.length, to % some.length)
      const changes = new Map(priorityChanges(wanted).map(({ key, priority }) => [key, priority]))
      const after = wanted.map((rule) => ({ ...rule, priority: changes.get(rule.key) ?? rule.priority }))
      expect(inOrder(after).map(({ key }) => key)).toEqual(wanted.map(({ key }) => key))
      for (const { priority } of after) expect(priority).toBeGreaterThanOrEqual(1)
      for (const { priority } of after) expect(priority).toBeLessThanOrEqual(1000)
    }),
    tries(300),
  )
})

test('three hundred rules of one priority can be put in any order', () => {
  const same = Array.from({ length: 300 }, (_, n) => ({ key: `r${String(n).padStart(3, '0')}`, priority: 500 }))
  const wanted = same.toReversed()
  const changes = new Map(priorityChanges(wanted).map(({ key, priority }) => [key, priority]))
  const after = wanted.map((rule) => ({ ...rule, priority: changes.get(rule.key) ?? rule.priority }))
  expect(inOrder(after)).toEqual(after)
})
