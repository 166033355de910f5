import { expect, test } from 'vitest'
import type { Condition } from '../../src/core/conditions/condition.ts'
import { evaluateConditions } from '../../src/core/conditions/evaluate.ts'
import type { Facts } from '../../src/core/conditions/facts.ts'
import { linksFact } from '../../src/core/deal/link.ts'
import { factsWith } from './a-fact.ts'
import { linksOf } from './notation.ts'
import { now } from './rule-case.ts'

/** The deal's field `x` (nothing when `undefined`), an operator, a value, and whether it holds. */
type OperatorCase = [x: unknown, operator: string, value: unknown, holds: boolean]

const other = { fact: 'deal', path: '$.y' }

// biome-ignore format: a case a line
const cases: OperatorCase[] = [
  ['NEW', 'equal', 'NEW', true],
  ['12', 'equal', 12, false], // no conversion: types must agree
  [null, 'equal', null, true],
  [undefined, 'equal', null, false],
  ['NEW', 'notEqual', 'WON', true],
  [undefined, 'notEqual', 'WON', true],
  [3, 'in', [1, 2, 3], true],
  ['3', 'in', [1, 2, 3], false],
  [3, 'in', 3, false], // the engine itself would throw
  [undefined, 'in', ['a'], false],
  ['part', 'in', 'spare parts', true],
  [4, 'notIn', [1, 2, 3], true],
  [3, 'notIn', null, true], // the engine itself would throw
  [[7, 9], 'contains', 9, true],
  [[7, 9], 'contains', '9', false],
  ['spare parts', 'contains', 'part', false], // lists only
  [[7, 9], 'doesNotContain', 12, true],
  [undefined, 'doesNotContain', 12, false],
  [5, 'lessThan', 10, true],
  [10, 'lessThan', 10, false],
  [10, 'lessThanInclusive', 10, true],
  [11, 'greaterThan', 10, true],
  [10, 'greaterThan', 10, false],
  [10, 'greaterThanInclusive', 10, true],
  ['9', 'greaterThan', '10', true], // text is compared letter by letter
  ['9', 'greaterThan', 10, false], // text against a number is compared as numbers
  [undefined, 'lessThan', 10, false],
  ['abc', 'lessThan', 10, false],
  [{ toString: 1 }, 'greaterThan', 1, false],
  [undefined, 'isEmpty', undefined, true],
  [null, 'isEmpty', undefined, true],
  ['', 'isEmpty', undefined, true],
  [[], 'isEmpty', undefined, true],
  [0, 'isEmpty', undefined, false], // an amount of 0 is an amount
  [false, 'isEmpty', undefined, false],
  [' ', 'isEmpty', undefined, false],
  [{}, 'isEmpty', undefined, false],
  ['x', 'isNotEmpty', undefined, true],
  [0, 'isNotEmpty', undefined, true],
  [undefined, 'isNotEmpty', undefined, false],
  ['C4:WON', 'startsWith', 'C4:', true],
  ['C40:WON', 'startsWith', 'C4:', false],
  [undefined, 'startsWith', '', false],
  [42, 'startsWith', '4', false],
  ['C4:WON', 'endsWith', ':WON', true],
  ['C4:WON', 'endsWith', 'LOSE', false],
  ['2026-08-31', 'before', '2026-09-01', true],
  ['2026-09-01', 'before', '2026-09-01', false],
  ['2026-08-31T23:30:00+02:00', 'before', '2026-09-01', true], // against a day, the day as the portal writes it
  ['2026-09-01T00:30:00+02:00', 'before', '2026-08-31T23:00:00Z', true], // against a time, the instant
  ['soon', 'before', '2026-09-01', false],
  [undefined, 'before', '2026-09-01', false],
  ['2026-09-02', 'after', '2026-09-01', true],
  ['2026-09-01T23:59:00+02:00', 'after', '2026-09-01', false],
  ['2026-09-01T10:00:00+0200', 'after', '2026-09-01T07:59:00Z', true],
  ['2026-08-15T09:00:00+02:00', 'withinLast', 'P30D', true],
  ['2026-07-15T09:00:00+02:00', 'withinLast', 'P30D', false],
  ['2026-09-01T12:00:00Z', 'withinLast', 'PT1H', true],
  ['2026-09-01T10:59:59Z', 'withinLast', 'PT1H', false],
  ['2026-09-01T12:04:00Z', 'withinLast', 'PT1H', true], // the portal's clock may run a little ahead
  ['2026-09-01T13:00:00Z', 'withinLast', 'PT1H', false], // the future is not within the last hour
  ['2026-08-01', 'withinLast', 'P1M', true],
  ['2026-07-31', 'withinLast', 'P1M', false],
  ['1900-01-01', 'withinLast', 'P99999999999Y', true],
  ['2026-08-31', 'withinLast', 'a month', false],
  ['NEW', 'not:equal', 'WON', true],
  [[1, 2], 'not:contains', 2, false],
  [undefined, 'not:isEmpty', undefined, false],
  ['a', 'not:not:equal', 'a', true],
  [['a', 'b'], 'someFact:equal', 'b', true],
  [['a', 'b'], 'someFact:in', ['b', 'c'], true],
  [['a', 'b'], 'everyFact:in', ['b', 'c'], false],
  [['a', 'b'], 'everyFact:startsWith', 'a', false],
  [[], 'everyFact:equal', 'a', true], // every one of none
  ['a', 'someFact:equal', 'a', false], // no list
  ['C4:NEW', 'someValue:startsWith', ['C2:', 'C4:'], true],
  ['C4:NEW', 'someValue:startsWith', 'C4:', false], // no list; the engine itself would throw
  [5, 'everyValue:greaterThan', [1, 2], true],
  [5, 'everyValue:greaterThan', null, false], // no list; the engine itself would throw
  [9, 'swap:contains', [7, 9], true],
  ['C4:', 'swap:startsWith', 'C4:NEW', true],
  [['a', 'b'], 'someFact:someValue:startsWith', ['x', 'b'], true],
  [7, 'equal', other, true], // another fact as value; y is 7
  [7, 'lessThan', { fact: 'links', path: '$.count' }, false],
  [2, 'equal', { fact: 'links', path: '$.count' }, true],
  [7, 'in', { fact: 'links', path: '$.contactIds' }, true],
  [7, 'in', { fact: 'company', path: '$.contactIds' }, false], // leads nowhere: no list
  [undefined, 'equal', { fact: 'company', path: '$.title' }, true], // nothing equals nothing
]

async function holds(condition: unknown, facts: Facts): Promise<boolean> {
  const conditions = { all: [condition] } as Condition // names as in the tables
  return (await evaluateConditions([{ key: 'rule', conditions }], facts, now)).get('rule')?.matched === true
}

test.each(cases)('operators: %j %s %j: %s', async (x, operator, value, expected) => {
  const deal = x === undefined ? { y: 7 } : { x, y: 7 }
  const test = { fact: 'deal', path: '$.x', operator, ...(value === undefined ? {} : { value }) }
  expect(await holds(test, factsWith({ deal }))).toBe(expected)
})

const deal = {
  companyId: 0,
  assignedById: 17,
  parentId128: 0,
  opportunity: 0,
  UF_CRM_1: { city: 'Riga', codes: [1, 2] },
  contactIds: [7, 9],
}

// biome-ignore format: a case a line
test.each<{ name: string; condition: object; holds: boolean; facts?: Partial<Facts> }>([
  { name: 'an absent company is empty', condition: { fact: 'deal', path: '$.companyId', operator: 'isEmpty' }, holds: true },
  { name: 'whatever way the path is written', condition: { fact: 'deal', path: "$['companyId']", operator: 'isEmpty' }, holds: true },
  { name: 'a parent of another kind is an id as well', condition: { fact: 'deal', path: '$.parentId128', operator: 'isEmpty' }, holds: true },
  { name: 'someone is responsible', condition: { fact: 'deal', path: '$.assignedById', operator: 'isNotEmpty' }, holds: true },
  { name: 'an amount of 0 is not empty', condition: { fact: 'deal', path: '$.opportunity', operator: 'isEmpty' }, holds: false },
  { name: 'no primary is empty', condition: { fact: 'links', path: '$.primaryId', operator: 'isEmpty' }, holds: true, facts: { links: linksFact([]) } },
  { name: 'decorators see ids as ids', condition: { fact: 'deal', path: '$.companyId', operator: 'not:isEmpty' }, holds: false },
  { name: 'a path goes inside', condition: { fact: 'deal', path: '$.UF_CRM_1.city', operator: 'equal', value: 'Riga' }, holds: true },
  { name: 'a path takes an entry of a list', condition: { fact: 'links', path: '$.items[0].contactId', operator: 'equal', value: 7 }, holds: true },
  { name: 'a path takes all entries of a list', condition: { fact: 'links', path: '$.items[*].contactId', operator: 'contains', value: 9 }, holds: true },
  { name: 'a path may filter', condition: { fact: 'links', path: '$.items[?(@.isPrimary)].contactId', operator: 'contains', value: 7 }, holds: true },
  { name: 'a fact that is a list needs no path', condition: { fact: 'changed', operator: 'contains', value: 'stageId' }, holds: true, facts: { changed: ['stageId'] } },
  { name: 'events are listed', condition: { fact: 'event', path: '$.types', operator: 'contains', value: 'ONCRMDEALUPDATE' }, holds: true },
  { name: 'the company reads as nothing when there is none', condition: { fact: 'company', path: '$.title', operator: 'isEmpty' }, holds: true },
  { name: 'nothing was before on first sight', condition: { fact: 'previous', operator: 'isEmpty' }, holds: true },
  { name: 'what was before can be compared', condition: { fact: 'deal', path: '$.companyId', operator: 'notEqual', value: { fact: 'previous', path: '$.companyId' } }, holds: true, facts: { previous: { companyId: 61 } } },
  { name: 'a path on text leads nowhere', condition: { fact: 'deal', path: '$.UF_CRM_1.city.name', operator: 'isEmpty' }, holds: true },
  { name: 'a path that is no path leads nowhere', condition: { fact: 'deal', path: '$.[[(', operator: 'isEmpty' }, holds: true },
  { name: 'names that every object has lead nowhere', condition: { fact: 'deal', path: '$.constructor', operator: 'isEmpty' }, holds: true },
  { name: 'params are taken and change nothing', condition: { fact: 'deal', path: '$.assignedById', operator: 'equal', value: 17, params: { any: 1 } }, holds: true },
])('paths: $name', async ({ condition, holds: expected, facts }) => {
  expect(await holds(condition, factsWith({ deal, ...facts }))).toBe(expected)
})

test('links are ordered by sort, then id, as facts', () => {
  expect(linksFact(linksOf('12:20 9:20 7*:30'))).toMatchObject({ count: 3, contactIds: [9, 12, 7], primaryId: 7 })
})
