import { Engine } from 'json-rules-engine'
import { expect, test } from 'vitest'
import type { Condition } from '../../src/core/conditions/condition.ts'
import { evaluateConditions } from '../../src/core/conditions/evaluate.ts'
import { factsWith } from './a-fact.ts'
import { now } from './rule-case.ts'

async function evaluated(conditions: unknown, deal = { id: 42, title: 'Spare parts', opportunity: 500 }) {
  const tree = conditions as Condition // written as in a rule
  const [evaluation] = (
    await evaluateConditions([{ key: 'rule', conditions: tree }], factsWith({ deal }), now)
  ).values()
  return evaluation
}

test('the trace has the result at every node and the value at every test', async () => {
  const big = { fact: 'deal', path: '$.opportunity', operator: 'greaterThan', value: 1000 }
  const named = { fact: 'deal', path: '$.title', operator: 'startsWith', value: 'Spare' }
  expect(await evaluated({ all: [named, { any: [big, { not: big }] }] })).toEqual({
    matched: true,
    trace: {
      evaluated: true,
      result: true,
      all: [
        { ...named, evaluated: true, result: true, factResult: 'Spare parts' },
        {
          evaluated: true,
          result: true,
          any: [
            { ...big, evaluated: true, result: false, factResult: 500 },
            { evaluated: true, result: true, not: { ...big, evaluated: true, result: false, factResult: 500 } },
          ],
        },
      ],
    },
  })
})

test.each([
  { name: 'all', conditions: { all: [] }, result: true },
  { name: 'any, where an empty list matches as well', conditions: { any: [] }, result: true },
  { name: 'not', conditions: { not: { all: [] } }, result: false },
])('the root has its result: $name', async ({ conditions, result }) => {
  expect(await evaluated(conditions)).toMatchObject({ matched: result, trace: { evaluated: true, result } })
})

test('a path that leads nowhere is missing in the trace, a null is not', async () => {
  const absent = { fact: 'deal', path: '$.UF_CRM_9', operator: 'isEmpty' }
  expect(await evaluated({ all: [absent] })).toMatchObject({ trace: { all: [{ factResult: null, missing: true }] } })
  const empty = { fact: 'deal', path: '$.title', operator: 'isEmpty' }
  const evaluation = await evaluated({ all: [empty] }, { id: 1, title: null as never, opportunity: 0 })
  expect(evaluation).toMatchObject({ trace: { all: [{ factResult: null }] } })
  expect(evaluation).not.toHaveProperty('trace.all.0.missing')
})

test('the trace shows what a value that names a fact came to', async () => {
  const same = { fact: 'deal', path: '$.id', operator: 'equal', value: { fact: 'links', path: '$.count' } }
  expect(await evaluated({ all: [same] })).toMatchObject({ matched: false, trace: { all: [{ valueResult: 2 }] } })
})

test('a test that an earlier one by priority made needless says that it was not evaluated', async () => {
  const first = { fact: 'deal', path: '$.id', operator: 'equal', value: 1, priority: 10 }
  const second = { fact: 'deal', path: '$.id', operator: 'equal', value: 42, priority: 5 }
  expect(await evaluated({ all: [second, first] })).toMatchObject({
    matched: false,
    trace: {
      all: [
        { value: 42, evaluated: false, result: null, factResult: null },
        { value: 1, evaluated: true, result: false, factResult: 42 },
      ],
    },
  })
})

test('a group that was not reached says so throughout', async () => {
  const settled = { fact: 'deal', path: '$.id', operator: 'equal', value: 42, priority: 10 }
  expect(await evaluated({ any: [{ all: [{ not: settled }] }, settled] })).toMatchObject({
    trace: { any: [{ evaluated: false, all: [{ evaluated: false, not: { evaluated: false } }] }, { evaluated: true }] },
  })
})

test('results are told apart by rule, though the engine answers in order of completion', async () => {
  const isDeal = (id: number) => ({ fact: 'deal' as const, path: '$.id', operator: 'equal', value: id })
  const deep: Condition = { all: [{ all: [{ all: [{ all: [isDeal(42)] }] }] }] }
  const trees = [
    { key: 'slow', conditions: deep },
    { key: 'quick', conditions: { all: [isDeal(1)] } },
    { key: 'slow-too', conditions: { not: deep } },
  ]
  const evaluations = await evaluateConditions(trees, factsWith(), now)
  expect([...evaluations].map(([key, { matched }]) => [key, matched])).toEqual([
    ['slow', true],
    ['quick', false],
    ['slow-too', false],
  ])
})

test('the trap itself: the engine answers a nested tree after a flat one', async () => {
  const engine = new Engine()
  engine.addFact('x', 1)
  const isOne = { fact: 'x', operator: 'equal', value: 1 }
  engine.addRule({ name: 'nested', conditions: { all: [{ all: [{ all: [isOne] }] }] }, event: { type: 'matched' } })
  engine.addRule({ name: 'flat', conditions: { all: [isOne] }, event: { type: 'matched' } })
  const { results } = await engine.run()
  expect(results.map((result) => result.name)).toEqual(['flat', 'nested'])
})

test.each(['error', 'success', 'failure', 'matched', 'constructor', 'newlistener'])(
  'a rule may be called "%s"',
  async (key) => {
    const evaluations = await evaluateConditions([{ key, conditions: { all: [] } }], factsWith(), now)
    expect(evaluations.get(key)?.matched).toBe(true)
  },
)

test('a lone test, as where allows it, is shown as a group of one', async () => {
  const lone = { fact: 'deal', path: '$.id', operator: 'equal', value: 42 }
  expect(await evaluated(lone)).toMatchObject({ matched: true, trace: { all: [{ result: true }] } })
})
