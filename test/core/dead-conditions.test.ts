import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import type { Condition, ConditionGroup } from '../../src/core/conditions/condition.ts'
import { contradictionIn } from '../../src/core/conditions/contradiction.ts'
import { evaluateConditions, type Facts } from '../../src/core/conditions/evaluate.ts'
import { linksFact } from '../../src/core/deal/link.ts'
import { deadConditions, emptySelectors } from '../../src/core/rules/dead-conditions.ts'
import { rivalries, rivalriesOf } from '../../src/core/rules/rivals.ts'
import { type Action, RuleDocument, type Selector } from '../../src/core/rules/rule.ts'
import { tries } from '../support/tries.ts'
import { aRule as aDocument } from './a-rule.ts'

const aRule = (wish: Record<string, unknown> = {}): RuleDocument => RuleDocument.parse(aDocument(wish))

const is = (path: string, operator: string, value?: unknown): Condition => ({ fact: 'deal', path, operator, value })
const deadAt = (conditions: ConditionGroup) => deadConditions(aRule({ conditions })).map(({ path }) => path)

describe('conditions that can never hold', () => {
  test.each<{ name: string; tests: Condition[] }>([
    { name: 'two stages', tests: [is('$.stageId', 'equal', 'NEW'), is("$['stageId']", 'equal', 'WON')] },
    { name: 'a stage in no common list', tests: [is('$.s', 'in', ['A', 'B']), is('$.s', 'in', ['C'])] },
    { name: 'in a list and none of it', tests: [is('$.s', 'in', ['A']), is('$.s', 'notEqual', 'A')] },
    { name: 'an empty range', tests: [is('$.n', 'greaterThan', 10), is('$.n', 'lessThan', 5)] },
    {
      name: 'a range that excludes its only number',
      tests: [is('$.n', 'greaterThan', 5), is('$.n', 'lessThanInclusive', 5)],
    },
    { name: 'a number out of range', tests: [is('$.n', 'equal', 3), is('$.n', 'greaterThanInclusive', 5)] },
    { name: 'empty and above', tests: [is('$.n', 'isEmpty'), is('$.n', 'greaterThan', 1)] },
    { name: 'empty and not', tests: [is('$.companyId', 'isEmpty'), { not: is('$.companyId', 'isEmpty') }] },
    { name: 'before and after', tests: [is('$.d', 'before', '2026-01-01'), is('$.d', 'after', '2026-02-01')] },
    { name: 'two beginnings', tests: [is('$.t', 'startsWith', 'C4:'), is('$.t', 'startsWith', 'C2:')] },
    { name: 'contains and does not', tests: [is('$.l', 'contains', 1), is('$.l', 'doesNotContain', 1)] },
    { name: 'nothing in the list', tests: [is('$.s', 'in', [])] },
    {
      name: 'each way of an any',
      tests: [is('$.s', 'equal', 'A'), { any: [is('$.s', 'equal', 'B'), is('$.s', 'startsWith', 'C')] }],
    },
    { name: 'a negated any', tests: [is('$.s', 'equal', 'A'), { not: { any: [is('$.s', 'startsWith', 'A')] } }] },
  ])('$name', ({ tests }) => {
    expect(contradictionIn(tests)).toMatch(/never holds|cannot (both|all) hold/)
    expect(deadAt({ all: tests })).toHaveLength(1)
  })

  test.each<{ name: string; tests: Condition[] }>([
    { name: 'different fields', tests: [is('$.a', 'equal', 1), is('$.b', 'equal', 2)] },
    { name: 'a touching range', tests: [is('$.n', 'greaterThanInclusive', 5), is('$.n', 'lessThanInclusive', 5)] },
    { name: 'an empty any beside', tests: [is('$.a', 'equal', 1), { any: [] }] },
    {
      name: 'one way of an any',
      tests: [is('$.s', 'equal', 'A'), { any: [is('$.s', 'equal', 'B'), is('$.s', 'endsWith', 'A')] }],
    },
    { name: 'another fact', tests: [is('$.a', 'equal', { fact: 'company', path: '$.a' }), is('$.a', 'equal', 2)] },
    {
      name: 'times in several zones',
      tests: [is('$.d', 'before', '2026-01-01T02:00:00+05:00'), is('$.d', 'after', '2025-12-31T22:00:00Z')],
    },
    { name: 'within the last days', tests: [is('$.d', 'equal', '2026-01-01'), is('$.d', 'withinLast', 'P3D')] },
  ])('but not $name', ({ tests }) => expect(contradictionIn(tests)).toBeNull())

  test('are told where they stand, once', () => {
    const dead: Condition = { all: [is('$.s', 'equal', 'A'), is('$.s', 'equal', 'B')] }
    expect(deadAt({ all: [is('$.x', 'equal', 1), { any: [dead, is('$.y', 'equal', 1)] }] })).toEqual([
      '/conditions/all/1/any/0',
    ])
    expect(deadConditions(aRule({ conditions: dead }))[0]?.message).toBe(
      'can never hold: "deal.s equal "A"" and "deal.s equal "B"" cannot both hold',
    )
  })

  test('a tree of very many ways is left alone', () => {
    const wide: Condition = { any: Array.from({ length: 30 }, (_, index) => is('$.s', 'equal', index)) }
    expect(contradictionIn([wide, wide, wide])).toBeNull()
  })

  test('a tree that matches some deal is never called dead', async () => {
    const values = fc.constantFrom<unknown>(0, 1, 2, 'A', 'AB', '', null, true, '2026-01-01')
    const leaf: fc.Arbitrary<Condition> = fc
      .record({
        path: fc.constantFrom('$.a', '$.companyId'),
        operator: fc.constantFrom(
          'equal',
          'notEqual',
          'lessThan',
          'greaterThanInclusive',
          'isEmpty',
          'isNotEmpty',
          'startsWith',
          'before',
          'after',
          'not:equal',
        ),
        value: values,
      })
      .map(({ path, operator, value }) => is(path, operator, value))
    const { tree } = fc.letrec<{ tree: Condition }>((tie) => ({
      tree: fc.oneof(
        { maxDepth: 3 },
        leaf,
        fc.array(tie('tree'), { maxLength: 3 }).map((all) => ({ all })),
        fc.array(tie('tree'), { maxLength: 3 }).map((any) => ({ any })),
        tie('tree').map((not) => ({ not })),
      ),
    }))
    const deals = fc.record({ a: fc.option(values, { nil: undefined }), companyId: values })
    await fc.assert(
      fc.asyncProperty(tree, deals, async (condition, deal) => {
        const facts: Facts = {
          event: { type: 'manual', types: ['manual'], receivedAt: '2026-01-01T00:00:00Z' },
          deal,
          company: undefined,
          links: linksFact([]),
          companyContacts: undefined,
          changed: [],
          previous: undefined,
        }
        const evaluated = await evaluateConditions([{ key: 'x', conditions: condition }], facts, new Date(0))
        if (evaluated.get('x')?.matched === true) expect(contradictionIn([condition])).toBeNull()
      }),
      tries(400),
    )
  })
})

describe('selectors that select nobody', () => {
  const mark = (name: string, value: boolean): Condition => ({
    fact: 'contact',
    path: `$.${name}`,
    operator: 'equal',
    value,
  })
  const select = (contacts: Selector, conditions: ConditionGroup = { all: [] }) =>
    emptySelectors(aRule({ conditions, actions: [{ type: 'attach', contacts }] })).map(({ path }) => path)

  test.each<{ name: string; contacts: Selector; when?: ConditionGroup; at: string[] }>([
    {
      name: 'of the company, not in it',
      contacts: { from: 'company', select: 'all', where: mark('inCompany', false) },
      at: ['/actions/0/contacts/where'],
    },
    {
      name: 'of the company without one',
      contacts: { from: 'company', select: 'all' },
      when: { all: [is('$.companyId', 'equal', 0)] },
      at: ['/actions/0/contacts'],
    },
    {
      name: 'linked, not linked',
      contacts: { from: 'linked', where: mark('isLinked', false) },
      at: ['/actions/0/contacts/where'],
    },
    {
      name: 'another id',
      contacts: { from: 'ids', ids: [7], where: { fact: 'contact', path: '$.id', operator: 'equal', value: 8 } },
      at: ['/actions/0/contacts/where'],
    },
    {
      name: 'of an empty field',
      contacts: { from: 'field', field: 'UF_CRM_X' },
      when: { all: [is('$.UF_CRM_X', 'isEmpty')] },
      at: ['/actions/0/contacts'],
    },
    {
      name: 'of no lead',
      contacts: { from: 'lead' },
      when: { all: [is('$.leadId', 'isEmpty')] },
      at: ['/actions/0/contacts'],
    },
    {
      name: 'of the company, with one',
      contacts: { from: 'company', select: 'primary', where: mark('isLinked', false) },
      when: { all: [is('$.companyId', 'greaterThan', 0)] },
      at: [],
    },
  ])('$name', ({ contacts, when, at }) => expect(select(contacts, when)).toEqual(at))
})

describe('rules that can fight', () => {
  const ids = (...list: number[]): Selector => ({ from: 'ids', ids: list })
  const rule = (key: string, action: Action, conditions: ConditionGroup = { all: [] }) =>
    aRule({ key, actions: [action], conditions })
  const over = (a: Action, b: Action, whenA?: ConditionGroup, whenB?: ConditionGroup) =>
    [...rivalries([rule('a', a, whenA), rule('b', b, whenB)])].flat().map((one) => one.over)
  const company: Selector = { from: 'company', select: 'all' }
  const strangers: Selector = {
    from: 'linked',
    where: { fact: 'contact', path: '$.inCompany', operator: 'equal', value: false },
  }

  test.each<{ name: string; a: Action; b: Action; over: string[] }>([
    {
      name: 'link and unlink one',
      a: { type: 'attach', contacts: ids(7) },
      b: { type: 'detach', contacts: ids(7, 8) },
      over: ['contact'],
    },
    {
      name: 'link and unlink others',
      a: { type: 'attach', contacts: ids(7) },
      b: { type: 'detach', contacts: ids(8) },
      over: [],
    },
    {
      name: 'link of the company, unlink of strangers',
      a: { type: 'attach', contacts: company },
      b: { type: 'detach', contacts: strangers },
      over: [],
    },
    { name: 'link and clear', a: { type: 'attach', contacts: company }, b: { type: 'clear' }, over: ['contact'] },
    {
      name: 'link and replace',
      a: { type: 'attach', contacts: ids(7) },
      b: { type: 'replace', contacts: company },
      over: ['contact'],
    },
    {
      name: 'two primaries',
      a: { type: 'attach', contacts: ids(7), primary: 'always' },
      b: { type: 'setPrimary', contacts: ids(8) },
      over: ['primary'],
    },
    {
      name: 'the same primary',
      a: { type: 'setPrimary', contacts: ids(8) },
      b: { type: 'setPrimary', contacts: ids(8) },
      over: [],
    },
    {
      name: 'two that link',
      a: { type: 'attach', contacts: ids(7) },
      b: { type: 'attach', contacts: company },
      over: [],
    },
  ])('$name: $over', ({ a, b, over: expected }) => expect(over(a, b)).toEqual(expected))

  test('not where the two never match one deal', () => {
    const at = (stage: string): ConditionGroup => ({ all: [is('$.stageId', 'equal', stage)] })
    expect(over({ type: 'attach', contacts: company }, { type: 'clear' }, at('NEW'), at('LOSE'))).toEqual([])
    expect(over({ type: 'attach', contacts: company }, { type: 'clear' }, at('NEW'), at('NEW'))).toEqual(['contact'])
  })

  test('only live ones, and the one that acts first prevails', () => {
    const attach = rule('attach', { type: 'attach', contacts: company })
    const clear = { ...rule('clear', { type: 'clear' }), priority: 900 }
    expect(rivalriesOf(attach, [attach, clear, { ...clear, key: 'resting', mode: 'off' }])).toMatchObject([
      { first: 'clear', second: 'attach', over: 'contact', firstPath: '/actions/0', secondPath: '/actions/0' },
    ])
    expect([...rivalries([attach, { ...clear, mode: 'shadow' }])].flat()).toEqual([])
  })
})
