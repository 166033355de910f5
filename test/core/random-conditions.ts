import fc from 'fast-check'
import type { Condition } from '../../src/core/conditions/condition.ts'
import type { Facts } from '../../src/core/conditions/facts.ts'
import { factsWith } from './a-fact.ts'

/** Few values of each kind, so that tests hold about as often as not. */
const number = fc.constantFrom(0, 1, 2)
const text = fc.constantFrom('C1:NEW', 'C1:WON', 'C2:NEW', '')
const part = fc.constantFrom('C1:', 'C2:', ':NEW', ':WON')
const date = fc.constantFrom('2026-08-20', '2026-08-20T09:00:00+02:00', '2026-09-01', '2026-09-01T11:30:00Z')
const duration = fc.constantFrom('P30D', 'PT1H', 'a while')
const oddValue = fc.constantFrom<unknown>(
  ...[true, false, null, '1', 'NaN', {}, { city: 'C1:NEW', codes: [1, 2] }, { toString: 1 }, [[1]], [{}], [null]],
)
const scalar: fc.Arbitrary<unknown> = fc.oneof(number, text, part, date, duration)
const value: fc.Arbitrary<unknown> = fc.oneof(
  { weight: 4, arbitrary: scalar },
  { weight: 2, arbitrary: fc.array(scalar, { maxLength: 3 }) },
  { weight: 1, arbitrary: oddValue },
)

const fields = ['categoryId', 'stageId', 'companyId', 'tags', 'begindate', 'UF_CRM_1', 'nowhere'] as const
const path = fc.oneof(
  { weight: 8, arbitrary: fc.constantFrom(...fields).map((name) => `$.${name}`) },
  {
    weight: 3,
    arbitrary: fc.constantFrom(
      ...[
        '$',
        "$['categoryId']",
        '$.UF_CRM_1.city',
        '$.UF_CRM_1.codes[0]',
        '$.stageId.length',
        '$.tags[1]',
        '$.tags[*]',
      ],
      ...['$.items[0].contactId', '$.items[?(@.isPrimary)].contactId', '$..city', '$.contactIds', '$.count', '$.[[('],
    ),
  },
)
const fact = fc.constantFrom(
  'deal',
  'deal',
  'deal',
  'previous',
  'company',
  'links',
  'companyContacts',
  'changed',
  'event',
)
const reference = fc.record({ fact, path }, { requiredKeys: ['fact'] })
const oddReference = fc.constantFrom<unknown>(
  ...[{ fact: 'nobody' }, { fact: 'toString', path: '$.name' }, { fact: 1 }, { fact: 'deal', path: null }],
  ...[
    { fact: 'deal', path: ['categoryId'] },
    { fact: 'deal', path: '' },
    { fact: null, path: '$.categoryId' },
  ],
)

const operatorName = fc.constantFrom(
  ...['equal', 'equal', 'notEqual', 'in', 'in', 'notIn', 'contains', 'doesNotContain', 'isEmpty', 'isNotEmpty'],
  ...['lessThan', 'lessThanInclusive', 'greaterThan', 'greaterThanInclusive'],
  ...['startsWith', 'endsWith', 'before', 'after', 'withinLast'],
)
const decorator = fc.constantFrom('someFact', 'someValue', 'everyFact', 'everyValue', 'swap', 'not')
const operator = fc.oneof(
  { weight: 3, arbitrary: operatorName },
  {
    weight: 1,
    arbitrary: fc
      .tuple(fc.array(decorator, { minLength: 1, maxLength: 3 }), operatorName)
      .map(([before, name]) => [...before, name].join(':')),
  },
)

/** Anything compared with anything. */
const anyTest = fc.record(
  {
    fact,
    operator,
    path,
    value: fc.oneof(
      { weight: 12, arbitrary: value },
      { weight: 2, arbitrary: reference },
      { weight: 1, arbitrary: oddReference },
    ),
    params: fc.constant({ any: 1 }),
  },
  { requiredKeys: ['fact', 'operator'] },
)

/** A test as a person would write it, on a field of the right kind. */
const aptTest = fc.oneof(
  ...(
    [
      [['categoryId', 'companyId'], ['equal', 'notEqual', 'lessThan', 'greaterThanInclusive', 'not:equal'], number],
      [['categoryId', 'companyId'], ['lessThanInclusive', 'greaterThan', 'swap:greaterThan'], number],
      [['categoryId', 'companyId'], ['in', 'notIn', 'someValue:equal', 'everyValue:notEqual'], fc.array(number)],
      [['stageId'], ['equal', 'notEqual', 'not:equal', 'swap:equal'], text],
      [['stageId'], ['startsWith', 'endsWith', 'not:startsWith'], part],
      [['stageId'], ['in', 'notIn', 'not:in', 'someValue:startsWith'], fc.array(text)],
      [['tags'], ['contains', 'doesNotContain', 'someFact:equal', 'everyFact:greaterThan', 'not:contains'], number],
      [['begindate'], ['before', 'after', 'not:before'], date],
      [['begindate'], ['withinLast', 'not:withinLast'], duration],
      [[...fields], ['isEmpty', 'isNotEmpty', 'not:isEmpty'], fc.constant(undefined)],
    ] as const
  ).map(([names, operators, arbitrary]) =>
    fc.record({
      fact: fc.constantFrom('deal', 'deal', 'previous'),
      path: fc.constantFrom(...names).map((name) => `$.${name}`),
      operator: fc.constantFrom<string>(...operators),
      value: arbitrary as fc.Arbitrary<unknown>,
    }),
  ),
)
const leaf: fc.Arbitrary<object> = fc.oneof({ weight: 2, arbitrary: aptTest }, { weight: 1, arbitrary: anyTest })

type Tree = { node: unknown; group: unknown }

function treesOf(priority: fc.Arbitrary<object>): fc.Arbitrary<Condition> {
  const { node, group } = fc.letrec<Tree>((tie) => {
    const parts = fc.oneof(
      { weight: 9, arbitrary: fc.array(tie('node'), { minLength: 1, maxLength: 4 }) },
      { weight: 1, arbitrary: fc.constant([]) },
    )
    return {
      node: fc.oneof({ depthSize: 'small', withCrossShrink: true }, withExtras(leaf, priority), tie('group')),
      group: fc.oneof(
        { weight: 3, arbitrary: withExtras(fc.record({ all: parts }), priority) },
        { weight: 2, arbitrary: withExtras(fc.record({ any: parts }), priority) },
        { weight: 1, arbitrary: withExtras(fc.record({ not: tie('node') }), priority) },
      ),
    }
  })
  // A rule's conditions are a group, those of a selector's `where` may be a lone test.
  return fc.oneof({ weight: 9, arbitrary: group }, { weight: 1, arbitrary: node }) as fc.Arbitrary<Condition>
}

const withExtras = (node: fc.Arbitrary<object>, extras: fc.Arbitrary<object>) =>
  fc.tuple(node, extras).map(([one, extra]) => ({ ...one, ...extra }))

/** Condition trees of every form that a rule may have; in one of three, priorities say what is evaluated first. */
export const someConditions = fc.oneof(
  { weight: 2, arbitrary: treesOf(fc.constant({})) },
  {
    weight: 1,
    arbitrary: treesOf(
      fc.oneof(
        { weight: 2, arbitrary: fc.constant({}) },
        { weight: 1, arbitrary: fc.record({ priority: fc.integer({ min: 1, max: 3 }) }) },
      ),
    ),
  },
)

const often = (usual: fc.Arbitrary<unknown>) =>
  fc.oneof({ weight: 9, arbitrary: usual }, { weight: 1, arbitrary: value })
const record = fc.record(
  {
    categoryId: often(number),
    stageId: often(text),
    companyId: often(number),
    tags: often(fc.array(number, { maxLength: 3 })),
    begindate: often(date),
    UF_CRM_1: value,
  },
  { requiredKeys: ['categoryId', 'stageId'] },
)
const maybe = <Value>(some: fc.Arbitrary<Value>) => fc.option(some, { nil: undefined, freq: 2 })

/** Facts that the conditions above are about, some of them absent, some not of the form that they have in a portal. */
export const someFacts: fc.Arbitrary<Facts> = fc
  .record({
    deal: often(record),
    company: maybe(record),
    previous: maybe(often(record)),
    companyContacts: maybe(fc.constant(factsWith().links)),
    changed: fc.subarray([...fields]),
  })
  // A copy, as no object of the portal's answer is one of a rule as well; the engine takes copies of the rule's.
  .map((facts) => factsWith(structuredClone(facts) as Partial<Facts>))
