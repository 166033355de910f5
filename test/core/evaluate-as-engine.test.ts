import fc from 'fast-check'
import { JSONPath } from 'jsonpath-plus'
import { expect, test } from 'vitest'
import { askEngine } from '../../src/core/conditions/ask-engine.ts'
import { asGroup } from '../../src/core/conditions/condition.ts'
import { evaluateConditions } from '../../src/core/conditions/evaluate.ts'
import { pathReader } from '../../src/core/conditions/path.ts'
import { plainTreeOf } from '../../src/core/conditions/plain-tree.ts'
import { tries } from '../support/tries.ts'
import { someConditions, someFacts } from './random-conditions.ts'
import { now } from './rule-case.ts'

const trees = fc
  .array(someConditions, { minLength: 1, maxLength: 2 })
  .map((conditions) => conditions.map((tree, index) => ({ key: `rule-${index}`, conditions: tree })))

test('asking the engine only about rules that may match changes neither a result nor a trace', async () => {
  await fc.assert(
    fc.asyncProperty(trees, someFacts, async (rules, facts) => {
      const [evaluations, asked] = await Promise.all([
        evaluateConditions(rules, facts, now),
        askEngine(rules, facts, now),
      ])
      expect([...evaluations]).toStrictEqual([...asked])
      for (const { key, conditions } of rules) {
        const trace = plainTreeOf(asGroup(conditions))?.(facts, now)
        if (trace !== undefined) expect(trace).toStrictEqual(asked.get(key)?.trace)
      }
    }),
    tries(3000),
  )
})

test('plain paths are read as JSONPath reads them', () => {
  const name = fc.constantFrom('a', 'b', 'length', 'constructor', '__proto__', '_1')
  const step = fc.oneof(
    name.map((one) => `.${one}`),
    fc.constantFrom('[0]', '[1]', '[01]'),
  )
  const { json } = fc.letrec<{ json: unknown }>((tie) => ({
    json: fc.oneof(
      { depthSize: 'medium', withCrossShrink: true },
      fc.constantFrom<unknown>(0, 1, '', 'ab', true, false, null),
      fc.array(tie('json'), { maxLength: 3 }),
      // Own properties, `__proto__` included, as `JSON.parse` makes them.
      fc.array(fc.tuple(name, tie('json')), { maxLength: 4 }).map((entries) => Object.fromEntries(entries)),
    ),
  }))
  const some = json.filter((value): value is object => typeof value === 'object' && value !== null)
  const path = fc.array(step, { minLength: 1, maxLength: 4 }).map((steps) => `$${steps.join('')}`)
  fc.assert(
    fc.property(some, path, (value, one) => {
      expect(pathReader(one)(value)).toBe(JSONPath({ path: one, json: value, wrap: false }))
    }),
    tries(3000),
  )
})
