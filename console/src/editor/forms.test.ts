import { describe, expect, test } from 'vitest'
import type { TraceNode } from '../../../src/core/conditions/trace.ts'
import { validateRule } from '../../../src/core/rules/faults.ts'
import { actionAs, actionTypes, blankRule, type SelectorKind, selectorAs, selectorShapes } from './blank-rule.ts'
import { choicesOf, labelOf } from './choices.ts'
import { newTest } from './condition-nodes.ts'
import { plainDuration, writtenDuration } from './durations.ts'
import { ownFindings } from './findings.ts'
import { forecastKindOf, withForecastKind, withLimit } from './fuse-fields.ts'
import { namesOf } from './names.ts'
import { inputFor, operatorsFor, valueFor, wantsMany } from './operators-for.ts'
import { paintingOf, stateAt } from './painted.ts'
import { type PortalFields, subjectGroups, subjectOf } from './subjects.ts'
import { shownTest } from './tests.ts'
import { typedNumber } from './typed-number.ts'

const field = (name: string, type: string, kind: 'text' | 'id' | 'number' | 'flag' | 'date' | 'choice', more = {}) => ({
  name,
  title: `Title of ${name}`,
  type,
  kind,
  isMultiple: false,
  statusType: null,
  items: null,
  ...more,
})
const fields: PortalFields = {
  readAt: '2026-08-21T10:00:00Z',
  deal: [
    field('title', 'string', 'text'),
    field('stageId', 'crm_status', 'text', { statusType: 'DEAL_STAGE' }),
    field('categoryId', 'crm_category', 'id'),
    field('companyId', 'crm_company', 'id'),
    field('opportunity', 'double', 'number'),
    field('closed', 'boolean', 'flag'),
    field('createdTime', 'datetime', 'date'),
    field('assignedById', 'user', 'id'),
    field('observers', 'user', 'id', { isMultiple: true }),
    field('UF_CRM_KIND', 'enumeration', 'choice', { items: [{ id: '44', value: 'New customer' }] }),
  ],
  company: null,
  contact: null,
  pipelines: [
    { id: 0, name: 'Sales' },
    { id: 4, name: 'Service' },
  ],
  directories: [
    { entityId: 'DEAL_STAGE', statusId: 'WON', name: 'Won' },
    { entityId: 'DEAL_STAGE_4', statusId: 'C4:WON', name: 'Done' },
  ],
  users: [{ id: 17, name: 'Ada' }],
}
const groups = subjectGroups(fields, true)
const subject = (name: string, fact = 'deal') => {
  const found = subjectOf(groups, fact, `$.${name}`)
  if (found === null) throw new Error(`no subject ${name}`)
  return found
}
const aTest = (name: string, operator: string, value?: unknown) => ({
  fact: 'deal',
  path: `$.${name}`,
  operator,
  ...(value !== undefined && { value }),
})

describe('a test is shown by what it looks at', () => {
  test.each([
    [aTest('stageId', 'in', ['WON', 'C4:WON']), 'simple'],
    [aTest('companyId', 'greaterThan', 0), 'simple'],
    [aTest('createdTime', 'not:withinLast', 'P3D'), 'simple'],
    [aTest('title', 'isEmpty'), 'simple'],
    [{ fact: 'changed', operator: 'contains', value: 'stageId' }, 'simple'],
    [{ ...aTest('title', 'equal', 'x'), name: 'note', priority: 2 }, 'simple'],
    [{ ...aTest('title', 'equal', 'x'), params: {} }, 'advanced'],
    [aTest('title', 'equal', { fact: 'company', path: '$.title' }), 'advanced'],
    [aTest('title', 'equal', 5), 'advanced'],
    [aTest('opportunity', 'swap:in', [1]), 'advanced'],
    [aTest('gone', 'equal', 'x'), 'advanced'],
    [{ fact: 'deal', path: "$['title']", operator: 'equal', value: 'x' }, 'advanced'],
    [aTest('title', 'isEmpty', 'left over'), 'advanced'],
  ])('%j: %s', (node, as) => expect(shownTest(node, groups).as).toBe(as))

  test('an id of more than 0 reads as filled in', () => {
    expect(shownTest(aTest('companyId', 'greaterThan', 0), groups)).toMatchObject({
      operator: 'isNotEmpty',
      isPresence: true,
    })
  })
})

test.each([
  ['stageId', 'equal', 'choice'],
  ['stageId', 'isEmpty', 'none'],
  ['opportunity', 'greaterThan', 'number'],
  ['closed', 'equal', 'flag'],
  ['createdTime', 'before', 'date'],
  ['createdTime', 'not:withinLast', 'duration'],
  ['UF_CRM_KIND', 'in', 'choice'],
  ['title', 'startsWith', 'text'],
])('%s %s asks for %s', (name, operator, input) => expect(inputFor(subject(name), operator)).toBe(input))

const ownVerdict = (node: object) => validateRule({ ...blankRule('R', 'r'), conditions: { all: [node] } })

test('every operator that is offered begins with a value without a fault, or with none where one has to be picked', () => {
  for (const one of groups.filter(({ fact }) => fact !== 'contact').flatMap(({ subjects }) => subjects)) {
    for (const operator of operatorsFor(one)) {
      const value = valueFor(one, operator, undefined)
      // A day has to be picked.
      if (value === '' && inputFor(one, operator) === 'date') continue
      const node = { fact: one.fact, path: one.path, operator, value }
      const { errors } = ownVerdict(node)
      const isToBePicked = wantsMany(operator) || inputFor(one, operator) === 'choice'
      expect(
        errors.map(({ path }) => path),
        JSON.stringify(node),
      ).toEqual(isToBePicked ? ['/conditions/all/0/value'] : [])
      expect(shownTest(JSON.parse(JSON.stringify(node)), groups).as, JSON.stringify(node)).toBe('simple')
    }
  }
})

test('a value stays under another operator where it fits', () => {
  expect(valueFor(subject('stageId'), 'in', 'WON')).toEqual(['WON'])
  expect(valueFor(subject('stageId'), 'equal', ['WON', 'NEW'])).toBe('WON')
  expect(valueFor(subject('opportunity'), 'equal', 'text')).toBe(0)
  expect(valueFor(subject('stageId'), 'isEmpty', 'WON')).toBeUndefined()
})

test('a value that was never picked is a fault, whatever the test went through; an empty one of a document is none', () => {
  const unpicked = [newTest(), aTest('stageId', 'notEqual', valueFor(subject('stageId'), 'notEqual', undefined))]
  for (const node of [...unpicked, aTest('stageId', 'equal', valueFor(subject('stageId'), 'equal', []))]) {
    expect(Object.hasOwn(node, 'value')).toBe(false)
    expect(ownVerdict(node).errors).toMatchObject([{ path: '/conditions/all/0/value' }])
    expect(shownTest(node, groups).as).toBe('simple')
  }
  for (const node of [aTest('stageId', 'notEqual', ''), aTest('stageId', 'notIn', [])]) {
    expect(ownVerdict(node).errors).toEqual([])
    expect(shownTest(node, groups).as).toBe('simple')
  }
})

test('every action and every way to choose contacts is a whole one, and keeps what still has a meaning', () => {
  const where = { all: [{ fact: 'contact', path: '$.inCompany', operator: 'equal', value: true }] }
  for (const kind of Object.keys(selectorShapes) as SelectorKind[]) {
    expect(selectorAs({ from: 'company', select: 'all', where, limit: 3 }, kind)).toMatchObject({
      from: kind,
      where,
      limit: 3,
    })
  }
  for (const type of actionTypes) {
    const action = actionAs({ type: 'attach', contacts: selectorShapes.lead, primary: 'always', insist: true }, type)
    expect(ownFindings({ ...blankRule('R', 'r'), actions: [action] }).findings).toEqual([])
  }
  expect(ownFindings(blankRule('R', 'r')).findings).toEqual([])
})

test('stages are listed by pipeline and called by their names', () => {
  const stages = choicesOf({ from: 'stages' }, fields)
  expect(stages?.map(({ label }) => label)).toEqual(['Sales', 'Service'])
  expect(labelOf(stages, 'C4:WON')).toBe('Service: Done')
  expect(labelOf(stages, 'GONE')).toBeNull()
  const names = namesOf(fields)
  expect([
    names.field('deal', '$.UF_CRM_KIND'),
    names.value('deal', '$.UF_CRM_KIND', 44),
    names.value('deal', '$.assignedById', 17),
  ]).toEqual(['Title of UF_CRM_KIND', 'New customer', 'Ada'])
  expect(choicesOf({ from: 'stages' }, null)).toBeNull()
})

test.each([
  ['P3D', { amount: 3, unit: 'D' }],
  ['PT12H', { amount: 12, unit: 'H' }],
  ['P1Y2M', null],
  ['PT5M', null],
  [3, null],
])('%j is the plain duration %j', (text, plain) => {
  expect(plainDuration(text)).toEqual(plain)
  if (plain !== null) expect(writtenDuration(plainDuration(text) ?? { amount: 0, unit: 'D' })).toBe(text)
})

test('a deal paints every condition: passes, does not pass, invalid, not evaluated', () => {
  const leaf = { fact: 'deal', operator: 'equal', value: 1, factResult: 1 }
  const trace: TraceNode = {
    evaluated: true,
    result: true,
    any: [
      { evaluated: true, result: true, not: { ...leaf, evaluated: true, result: false } },
      { ...leaf, evaluated: false, result: null },
      { ...leaf, evaluated: true, result: true },
    ],
  }
  const painting = paintingOf(trace)
  const faults = [{ path: '/conditions/any/2/value', message: 'wrong', weight: 'error' as const }]
  const state = (...place: (string | number)[]) => stateAt(painting, ['conditions', ...place], faults)
  expect([state('any', 0), state('any', 0, 'not'), state('any', 1), state('any', 2), state('any', 7)]).toEqual([
    'passes',
    'fails',
    'not-evaluated',
    'invalid',
    null,
  ])
})

describe('the fields of a fuse', () => {
  test.each([
    ['one limit typed, the other is the usual one', undefined, 'deals', 200, { deals: 200, minutes: 10 }],
    ['the other typed, too', { deals: 200, minutes: 10 }, 'minutes', 5, { deals: 200, minutes: 5 }],
    [
      'one emptied is the usual one again',
      { deals: 200, minutes: 5 },
      'deals',
      undefined,
      { deals: 10_000, minutes: 5 },
    ],
    ['none left', { deals: 200, minutes: 10 }, 'deals', undefined, undefined],
    ['what has no field stays', { deals: 2, odd: 1 }, 'minutes', 3, { deals: 2, minutes: 3, odd: 1 }],
    [
      'both emptied, its backtest counts as it did',
      { deals: 200, minutes: 10, forecast: false },
      'deals',
      undefined,
      { deals: 10_000, minutes: 10, forecast: false },
    ],
    ['no number stays, to be told of', undefined, 'deals', 'many', { deals: 'many', minutes: 10 }],
  ] as const)('%s', (_, fuse, name, limit, expected) => expect(withLimit(fuse, name, limit)).toEqual(expected))

  test.each([
    ['never', undefined, { deals: 10_000, minutes: 10, forecast: false }],
    ['own', { deals: 5, minutes: 1, forecast: false }, { deals: 5, minutes: 1, forecast: { times: 10, minutes: 60 } }],
    ['usual', { deals: 5, minutes: 1, forecast: false }, { deals: 5, minutes: 1 }],
    ['usual', { deals: 10_000, minutes: 10, forecast: false }, undefined],
  ] as const)('its backtest: %s', (kind, fuse, expected) => {
    const next = withForecastKind(fuse, kind)
    expect(next).toEqual(expected)
    expect(forecastKindOf(next)).toBe(kind)
    expect(ownFindings({ ...blankRule('R', 'r'), ...(next && { fuse: next }) }).findings).toEqual([])
  })

  test('what is neither is none of these', () => expect(forecastKindOf({ forecast: true })).toBeNull())

  test.each([
    [' 200 ', 200],
    ['', undefined],
    ['many', 'many'],
    ['1,5', 1.5],
    ['10,000', '10,000'],
  ])('%j is typed as %j', (text, expected) => expect(typedNumber(text)).toBe(expected))

  test('faults are told at the field', () => {
    const at = (fuse: unknown) => ownFindings({ ...blankRule('R', 'r'), fuse }).findings.map(({ path }) => path)
    expect(at({ deals: 0, minutes: 2000 })).toEqual(['/fuse/deals', '/fuse/minutes'])
    expect(at({ deals: 'many', minutes: 1, forecast: { times: 0, minutes: 60 } })).toEqual([
      '/fuse/deals',
      '/fuse/forecast/times',
    ])
  })
})
