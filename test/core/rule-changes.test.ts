import fc from 'fast-check'
import { expect, test } from 'vitest'
import { isSameRule, ruleChanges } from '../../src/core/rules/rule-changes.ts'
import { aRule } from './a-rule.ts'

const stage = (value: string) => ({ fact: 'deal', path: '$.stageId', operator: 'equal', value })
const attach = (...ids: number[]) => ({ type: 'attach', contacts: { from: 'ids', ids } })
const told = (before: Record<string, unknown>, after: Record<string, unknown>) =>
  ruleChanges(aRule(before), aRule(after)).map(({ path, sentence }) => `${path} ${sentence}`)

test.each([
  {
    name: 'a number',
    before: { priority: 100 },
    after: { priority: 200 },
    says: ['/priority Priority: 100 became 200.'],
  },
  { name: 'the mode', before: {}, after: { mode: 'off' }, says: ['/mode The rule is turned off.'] },
  { name: 'a default that is spelt out', before: { priority: undefined }, after: { priority: 100 }, says: [] },
  { name: 'a line for editors', before: {}, after: { $schema: './rule.schema.json' }, says: [] },
  {
    name: 'a description that came',
    before: {},
    after: { description: 'Why' },
    says: ['/description Description: "Why" was added.'],
  },
  {
    name: 'a test in front of others',
    before: { conditions: { all: [stage('A'), stage('B')] } },
    after: { conditions: { all: [stage('C'), stage('A'), stage('B')] } },
    says: ['/conditions/all/0 Conditions, all 1: the test deal.stageId equal "C" was added.'],
  },
  {
    name: "a test's value",
    before: { conditions: { all: [stage('A')] } },
    after: { conditions: { all: [stage('B')] } },
    says: ['/conditions/all/0/value Conditions, all 1, value: "A" became "B".'],
  },
  {
    name: 'an action that went, and a contact in the next',
    before: { actions: [{ type: 'clear' }, attach(7, 8)] },
    after: { actions: [attach(7, 8, 9)] },
    says: [
      '/actions/0 Action 1: {"type":"clear"} became {"type":"attach","contacts":{"from":"ids","ids":[7,8,9]}}.',
      '/actions/1 Action 2: {"type":"attach","contacts":{"from":"ids","ids":[7,8]}} was removed.',
    ],
  },
  {
    name: 'a contact among others',
    before: { actions: [attach(7, 8)] },
    after: { actions: [attach(7, 9, 8)] },
    says: ['/actions/0/contacts/ids/1 Action 1, contacts, contact 2: 9 was added.'],
  },
])('$name', ({ before, after, says }) => expect(told(before, after)).toEqual(says))

test('there is a change exactly where two documents are not the same rule', () => {
  const rules = fc.record({
    priority: fc.constantFrom(1, 2),
    mode: fc.constantFrom('live', 'off'),
    conditions: fc.array(fc.constantFrom('A', 'B', 'C').map(stage), { maxLength: 4 }).map((all) => ({ all })),
    actions: fc.array(
      fc.array(fc.integer({ min: 1, max: 4 }), { minLength: 1, maxLength: 4 }).map((ids) => attach(...ids)),
      { minLength: 1, maxLength: 3 },
    ),
  })
  fc.assert(
    fc.property(rules, rules, (one, other) => {
      const changes = ruleChanges(aRule(one), aRule(other))
      expect(changes.length === 0).toBe(isSameRule(aRule(one), aRule(other)))
      const backward = ruleChanges(aRule(other), aRule(one))
      expect(backward.length === 0).toBe(changes.length === 0)
      expect(new Set(changes.map(({ path, kind }) => `${kind} ${path}`)).size).toBe(changes.length)
    }),
  )
})
