import fc from 'fast-check'
import { expect, test } from 'vitest'
import type { Condition } from '../../src/core/conditions/condition.ts'
import { evaluateConditions } from '../../src/core/conditions/evaluate.ts'
import type { Facts } from '../../src/core/conditions/facts.ts'
import type { TraceNode } from '../../src/core/conditions/trace.ts'
import { validateRule } from '../../src/core/rules/faults.ts'
import { tries } from '../support/tries.ts'
import { factsWith } from './a-fact.ts'
import { aRule } from './a-rule.ts'
import { now } from './rule-case.ts'

const trickyName = fc.constantFrom(
  'toString',
  'valueOf',
  '__proto__',
  'constructor',
  'length',
  'fact',
  'a',
  'id',
  'companyId',
)
const trickyText = fc.constantFrom(
  '',
  'P30D',
  'P999999999999Y',
  '2026-09-01',
  '2026-13-45',
  '2026-09-01T00:00:00+02:00',
  'NaN',
  '9',
)
const { json } = fc.letrec((tie) => ({
  json: fc.oneof(
    { depthSize: 'small', withCrossShrink: true },
    fc.constant(null),
    fc.boolean(),
    fc.integer(),
    fc.double({ noNaN: true }),
    fc.string(),
    trickyText,
    fc.array(tie('json'), { maxLength: 4 }),
    fc.array(fc.tuple(fc.oneof(trickyName, fc.string()), tie('json')), { maxLength: 4 }).map(objectOf),
  ),
})) as { json: fc.Arbitrary<unknown> }

/** Own properties, `__proto__` included, as `JSON.parse` makes them. */
function objectOf(entries: [string, unknown][]): unknown {
  return Object.fromEntries(entries)
}

const factNames = ['event', 'deal', 'company', 'links', 'companyContacts', 'changed', 'previous'] as const
const operators = [
  ...[
    'equal',
    'notEqual',
    'in',
    'notIn',
    'contains',
    'doesNotContain',
    'isEmpty',
    'isNotEmpty',
    'startsWith',
    'endsWith',
  ],
  ...['lessThan', 'lessThanInclusive', 'greaterThan', 'greaterThanInclusive', 'before', 'after', 'withinLast'],
]
const decorators = ['someFact', 'someValue', 'everyFact', 'everyValue', 'swap', 'not']

const step = fc.oneof(
  trickyName.map((name) => `.${name}`),
  fc.constantFrom(
    '[0]',
    '[*]',
    '..a',
    '[?(@.a)]',
    "['a']",
    '[-1:]',
    '^',
    '~',
    '.*',
    '[?(@.a.b.c > 1)]',
    '[(@.length-1)]',
  ),
  fc.string({ maxLength: 4 }),
)
const path = fc.array(step, { maxLength: 3 }).map((steps) => `$${steps.join('')}`)
const operator = fc
  .tuple(fc.array(fc.constantFrom(...decorators), { maxLength: 3 }), fc.constantFrom(...operators))
  .map(([before, name]) => [...before, name].join(':'))
const reference = fc.record({ fact: fc.constantFrom(...factNames), path }, { requiredKeys: ['fact'] })
const leaf = fc.record(
  {
    fact: fc.constantFrom(...factNames),
    path,
    operator,
    value: fc.oneof(json, reference),
    params: fc.constant({ any: 1 }),
    priority: fc.integer({ min: 1, max: 3 }),
  },
  { requiredKeys: ['fact', 'operator', 'value'] },
)
const { group } = fc.letrec((tie) => ({
  node: fc.oneof({ depthSize: 'small', withCrossShrink: true }, leaf, tie('group')),
  group: fc.oneof(
    fc.record({ all: fc.array(tie('node'), { maxLength: 3 }) }),
    fc.record({ any: fc.array(tie('node'), { maxLength: 3 }) }),
    fc.record({ not: tie('node') }),
  ),
})) as { group: fc.Arbitrary<Condition> }

/** Facts of any shape at all, as if the portal had answered nonsense. */
const someFacts = fc
  .record({ deal: json, company: json, links: json, changed: json, previous: json })
  .map((facts) => factsWith(facts as Partial<Facts>))

function expectWhole(node: TraceNode): void {
  expect(typeof node.evaluated).toBe('boolean')
  expect(node.result === null).toBe(!node.evaluated)
  if ('all' in node) node.all.forEach(expectWhole)
  if ('any' in node) node.any.forEach(expectWhole)
  if ('not' in node) expectWhole(node.not)
}

test('evaluation never throws, whatever the conditions and the facts, and accounts for every node', async () => {
  await fc.assert(
    fc.asyncProperty(group, someFacts, async (conditions, facts) => {
      const evaluation = (await evaluateConditions([{ key: 'rule', conditions }], facts, now)).get('rule')
      expect(evaluation?.trace.result).toBe(evaluation?.matched)
      if (evaluation !== undefined) expectWhole(evaluation.trace)
    }),
    tries(2000),
  )
})

const isSound = ({ path: at, message }: { path: string; message: string }) =>
  (at === '' || at.startsWith('/')) && message !== '' && !message.includes('Invalid')

test('validation never throws on JSON of any shape', () => {
  fc.assert(
    fc.property(json, (document) => {
      const { valid, errors } = validateRule(document)
      expect(valid).toBe(false)
      expect(errors.every(isSound)).toBe(true)
    }),
    tries(1500),
  )
})

const rich = aRule({
  conditions: {
    all: [
      { fact: 'deal', path: '$.companyId', operator: 'greaterThan', value: 0 },
      { any: [{ fact: 'deal', operator: 'before', path: '$.begindate', value: '2026-01-01' }, { not: { all: [] } }] },
    ],
  },
  actions: [
    { type: 'attach', contacts: { from: 'company', select: 'primary', limit: 3 }, primary: 'always', insist: true },
    { type: 'detach', contacts: { from: 'ids', ids: [7, 9], where: { fact: 'contact', operator: 'isEmpty' } } },
    { type: 'replace', contacts: { from: 'match', by: 'phone', field: 'UF_CRM_1' } },
    { type: 'clear' },
  ],
})

/** Every place in a document, as steps from its root. */
function placesIn(value: unknown, at: string[] = []): string[][] {
  if (typeof value !== 'object' || value === null) return [at]
  return [at, ...Object.entries(value).flatMap(([name, inner]) => placesIn(inner, [...at, name]))]
}

function replaced(value: unknown, at: readonly string[], next: unknown): unknown {
  const [name, ...rest] = at
  if (name === undefined) return next
  if (Array.isArray(value))
    return value.map((inner, index) => (String(index) === name ? replaced(inner, rest, next) : inner))
  const entries = Object.entries(value as object) // a place leads through objects and lists only
  return Object.fromEntries(entries.map(([key, inner]) => [key, key === name ? replaced(inner, rest, next) : inner]))
}

test('validation never throws on a valid rule with one thing changed, and what it lets pass evaluates', async () => {
  const mutation = fc.tuple(fc.constantFrom(...placesIn(rich)), fc.oneof(json, fc.constant(undefined), leaf, group))
  await fc.assert(
    fc.asyncProperty(mutation, someFacts, async ([place, next], facts) => {
      const { rule, errors } = validateRule(replaced(rich, place, next))
      expect(errors.every(isSound)).toBe(true)
      if (rule !== null) await evaluateConditions([{ key: rule.key, conditions: rule.conditions }], facts, now)
    }),
    tries(1500),
  )
})
