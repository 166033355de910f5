import { expect, test } from 'vitest'
import { validateRule } from '../../src/core/rules/faults.ts'
import { aRule } from './a-rule.ts'

type FaultCase = { name: string; document: unknown; faults: string[] }

const inAll = (...nodes: unknown[]) => aRule({ conditions: { all: nodes } })
const acting = (...actions: unknown[]) => aRule({ actions })
const from = (selector: object) => acting({ type: 'attach', contacts: selector })
const test1 = { fact: 'deal', path: '$.id', operator: 'equal', value: 1 }

const facts = 'event, deal, company, links, companyContacts, changed, previous'
const shapes = '{"all": […]}, {"any": […]}, {"not": …}'
const notCondition = `must be a condition: ${shapes} or {"fact": …, "operator": …}`
const operators =
  'equal, notEqual, in, notIn, contains, doesNotContain, lessThan, lessThanInclusive, greaterThan, greaterThanInclusive, ' +
  'isEmpty, isNotEmpty, startsWith, endsWith, before, after, withinLast'
const noOperator = (name: string) =>
  `there is no operator "${name}"; known are ${operators}, each with the decorators someFact, someValue, everyFact, everyValue, swap, not in front, as "not:in"`
const badDate = 'must be an ISO 8601 date such as "2026-01-31" or a time with offset'

// biome-ignore format: a case a line
const cases: FaultCase[] = [
  { name: 'nothing at all', document: null, faults: [': must be an object, not null'] },
  { name: 'a list', document: [], faults: [': must be an object, not a list'] },
  { name: 'a text', document: 'rule', faults: [': must be an object, not "rule"'] },
  { name: 'an empty object: everything that is missing', document: {}, faults: ['/key: is missing', '/name: is missing', '/mode: is missing; one of live, shadow, off', '/on: is missing', '/conditions: is missing; {"all": []} always matches', '/actions: is missing'] },
  { name: 'a key with a blank', document: aRule({ key: 'my rule' }), faults: ['/key: "my rule" is not right here: a key is 1 to 64 of a-z, 0-9 and "-"'] },
  { name: 'a key that is too long', document: aRule({ key: 'x'.repeat(65) }), faults: [`/key: "${'x'.repeat(65)}" is not right here: a key is 1 to 64 of a-z, 0-9 and "-"`] },
  { name: 'a key that is a number', document: aRule({ key: 5 }), faults: ['/key: must be text, not 5'] },
  { name: 'an empty name', document: aRule({ name: ' ' }), faults: ['/name: must not be empty'] },
  { name: 'an endless name', document: aRule({ name: 'x'.repeat(201) }), faults: ['/name: must not be longer than 200 characters'] },
  { name: 'a mode that is none', document: aRule({ mode: 'on' }), faults: ['/mode: "on" is not one of live, shadow, off'] },
  { name: 'a priority of 0', document: aRule({ priority: 0 }), faults: ['/priority: 0 is under the minimum of 1'] },
  { name: 'a priority over 1000', document: aRule({ priority: 1001 }), faults: ['/priority: 1001 is over the maximum of 1000'] },
  { name: 'a priority in text', document: aRule({ priority: '100' }), faults: ['/priority: must be a number, not "100"'] },
  { name: 'a priority with a fraction', document: aRule({ priority: 1.5 }), faults: ['/priority: must be a whole number, not 1.5'] },
  { name: 'no event', document: aRule({ on: [] }), faults: ['/on: at least one event name'] },
  { name: 'an event in small letters', document: aRule({ on: ['onCrmDealUpdate'] }), faults: ['/on/0: "onCrmDealUpdate" is not right here: an event name as Bitrix24 spells it, such as "ONCRMDEALUPDATE"'] },
  { name: 'one event in place of a list', document: aRule({ on: 'ONCRMDEALADD' }), faults: ['/on: must be a list, not "ONCRMDEALADD"'] },
  { name: 'a property that is none', document: aRule({ prioritty: 5 }), faults: ['/prioritty: there is no property "prioritty" here'] },
  { name: 'a property with a slash in its name', document: aRule({ 'a/b~c': 5 }), faults: ['/a~1b~0c: there is no property "a/b~c" here'] },
  { name: 'a single test at the root', document: aRule({ conditions: test1 }), faults: ['/conditions: must be a group: put the single test into {"all": [ … ]}'] },
  { name: 'a list at the root', document: aRule({ conditions: [test1] }), faults: [`/conditions: must be a group of conditions: ${shapes}, not a list`] },
  { name: 'a group that is no list', document: aRule({ conditions: { all: test1 } }), faults: ['/conditions/all: must be a list, not an object'] },
  { name: 'a not that is a list', document: aRule({ conditions: { not: [test1] } }), faults: [`/conditions/not: ${notCondition}, not a list`] },
  { name: 'two groups in one', document: aRule({ conditions: { all: [], any: [] } }), faults: ['/conditions/any: cannot stand beside "all": a condition is either a group or a test'] },
  { name: 'a test and a group in one', document: inAll({ ...test1, any: [] }), faults: ['/conditions/all/0/fact: cannot stand beside "any": a condition is either a group or a test', '/conditions/all/0/path: there is no property "path" here', '/conditions/all/0/operator: cannot stand beside "any": a condition is either a group or a test', '/conditions/all/0/value: there is no property "value" here'] },
  { name: 'things that are no conditions', document: inAll(5, null, [], { when: 1 }), faults: [`/conditions/all/0: ${notCondition}, not 5`, `/conditions/all/1: ${notCondition}, not null`, `/conditions/all/2: ${notCondition}, not a list`, `/conditions/all/3: ${notCondition}, not an object`] },
  { name: 'a shared condition, which Bindery does not have', document: inAll({ condition: 'big-deal' }), faults: [`/conditions/all/0: ${notCondition}, not an object`] },
  { name: 'a fact that is none', document: inAll({ ...test1, fact: 'dael' }), faults: [`/conditions/all/0/fact: there is no fact "dael"; did you mean "deal"?`] },
  { name: 'a fact that is missing', document: inAll({ operator: 'isEmpty' }), faults: [`/conditions/all/0/fact: is missing; one of ${facts}`] },
  { name: 'a fact that is an object', document: inAll({ ...test1, fact: { toString: 1 } }), faults: [`/conditions/all/0/fact: there is no fact of that kind; known are ${facts}`] },
  { name: 'the fact contact outside of where', document: inAll({ ...test1, fact: 'contact' }), faults: [`/conditions/all/0/fact: there is no fact "contact"; known are ${facts}`] },
  { name: 'a path without its $', document: inAll({ ...test1, path: 'companyId' }), faults: ['/conditions/all/0/path: "companyId" is not right here: a path starts with "$", as in "$.companyId"'] },
  { name: 'an operator that is nearly one', document: inAll({ ...test1, operator: 'not:equals' }), faults: ['/conditions/all/0/operator: there is no operator "not:equals"; did you mean "not:equal"?'] },
  { name: 'an operator that is none', document: inAll({ ...test1, operator: 'fits' }), faults: [`/conditions/all/0/operator: ${noOperator('fits')}`] },
  { name: 'a decorator that is none', document: inAll({ ...test1, operator: 'any:equal' }), faults: [`/conditions/all/0/operator: ${noOperator('any:equal')}`] },
  { name: 'an operator that is missing', document: inAll({ fact: 'deal' }), faults: ['/conditions/all/0/operator: is missing'] },
  { name: 'a value that is missing', document: inAll({ fact: 'deal', operator: 'not:equal' }), faults: ['/conditions/all/0/value: is missing: "not:equal" compares with a value'] },
  { name: 'a value that names a fact that is none', document: inAll({ ...test1, value: { fact: 'dael' } }), faults: [`/conditions/all/0/value/fact: there is no fact "dael"; did you mean "deal"?`] },
  { name: 'a value that names a fact by an object', document: inAll({ ...test1, value: { fact: { toString: 1 } } }), faults: [`/conditions/all/0/value/fact: there is no fact of that kind; known are ${facts}`] },
  { name: 'a value with a path that is none', document: inAll({ ...test1, value: { fact: 'deal', path: 7 } }), faults: ['/conditions/all/0/value/path: a path starts with "$", as in "$.companyId"'] },
  { name: 'a date that is none', document: inAll({ ...test1, operator: 'before', value: 'soon' }), faults: [`/conditions/all/0/value: ${badDate}`] },
  { name: 'a date that is a number', document: inAll({ ...test1, operator: 'after', value: 20260901 }), faults: [`/conditions/all/0/value: ${badDate}`] },
  { name: 'a date in a list', document: inAll({ ...test1, operator: 'someValue:after', value: ['2026-01-01', 'soon'] }), faults: [`/conditions/all/0/value/1: ${badDate}`] },
  { name: 'a duration that is none', document: inAll({ ...test1, operator: 'withinLast', value: '30 days' }), faults: ['/conditions/all/0/value: must be an ISO 8601 duration such as "P30D" or "PT2H"'] },
  { name: 'a duration that is null', document: inAll({ ...test1, operator: 'withinLast', value: null }), faults: ['/conditions/all/0/value: must be an ISO 8601 duration such as "P30D" or "PT2H"'] },
  { name: 'a priority of a test that is 0', document: inAll({ ...test1, priority: 0 }), faults: ['/conditions/all/0/priority: must be greater than 0, not 0'] },
  { name: 'params that are no object', document: inAll({ ...test1, params: 5 }), faults: ['/conditions/all/0/params: must be an object, not 5'] },
  { name: 'no action', document: acting(), faults: ['/actions: at least one action'] },
  { name: 'an action that is none', document: acting({ type: 'link' }), faults: ['/actions/0/type: "link" is not known here; known are attach, detach, setPrimary, replace, clear'] },
  { name: 'an action without a type', document: acting({}), faults: ['/actions/0/type: is missing; one of attach, detach, setPrimary, replace, clear'] },
  { name: 'actions that are no objects', document: acting(null, 5, 'clear'), faults: ['/actions/0: must be an object, not null', '/actions/1: must be an object, not 5', '/actions/2: must be an object, not "clear"'] },
  { name: 'attach without contacts', document: acting({ type: 'attach' }), faults: ['/actions/0/contacts: is missing'] },
  { name: 'clear with contacts', document: acting({ type: 'clear', contacts: { from: 'linked' } }), faults: ['/actions/0/contacts: there is no property "contacts" here'] },
  { name: 'a wish for the primary that is none', document: acting({ type: 'attach', contacts: { from: 'lead' }, primary: 'yes' }), faults: ['/actions/0/primary: "yes" is not one of if-none, always, never'] },
  { name: 'a primary where none can be wished', document: acting({ type: 'replace', contacts: { from: 'lead' }, primary: 'always' }), faults: ['/actions/0/primary: there is no property "primary" here'] },
  { name: 'insist in text', document: acting({ type: 'clear', insist: 'yes' }), faults: ['/actions/0/insist: must be true or false, not "yes"'] },
  { name: 'a selector that is none', document: from({ from: 'deal' }), faults: ['/actions/0/contacts/from: "deal" is not known here; known are company, ids, field, match, lead, linked'] },
  { name: 'a company selector that does not say which', document: from({ from: 'company' }), faults: ['/actions/0/contacts/select: is missing; one of primary, all'] },
  { name: 'ids that are none', document: from({ from: 'ids', ids: [0, 'x', 1.5] }), faults: ['/actions/0/contacts/ids/0: must be greater than 0, not 0', '/actions/0/contacts/ids/1: must be a number, not "x"', '/actions/0/contacts/ids/2: must be a whole number, not 1.5'] },
  { name: 'no ids', document: from({ from: 'ids', ids: [] }), faults: ['/actions/0/contacts/ids: must not be an empty list'] },
  { name: 'a thousand and one ids', document: from({ from: 'ids', ids: Array.from({ length: 1001 }, (_, i) => i + 1) }), faults: ['/actions/0/contacts/ids: must not have more than 1000 entries'] },
  { name: 'a field name that is none', document: from({ from: 'field', field: 'my field' }), faults: ['/actions/0/contacts/field: "my field" is not right here: a field name as Bitrix24 spells it, such as "UF_CRM_1700000000" or "companyId"'] },
  { name: 'a match by what there is not', document: from({ from: 'match', by: 'name', field: 'title' }), faults: ['/actions/0/contacts/by: "name" is not one of phone, email'] },
  { name: 'a limit over the maximum', document: from({ from: 'linked', limit: 500 }), faults: ['/actions/0/contacts/limit: 500 is over the maximum of 100'] },
  { name: 'a limit of 0', document: from({ from: 'linked', limit: 0 }), faults: ['/actions/0/contacts/limit: 0 is under the minimum of 1'] },
  { name: 'where with a fact that is none', document: from({ from: 'linked', where: { any: [{ ...test1, fact: 'contct' }] } }), faults: [`/actions/0/contacts/where/any/0/fact: there is no fact "contct"; did you mean "contact"?`] },
  { name: 'where without a value', document: from({ from: 'linked', where: { fact: 'contact', operator: 'equal' } }), faults: ['/actions/0/contacts/where/value: is missing: "equal" compares with a value'] },
  { name: '__proto__ as a property', document: JSON.parse(JSON.stringify(aRule()).replace('{', '{"__proto__":{"mode":"live"},')), faults: ['/__proto__: there is no property "__proto__" here'] },
  { name: '__proto__ in conditions', document: aRule({ conditions: JSON.parse('{"all":[],"__proto__":{"any":[]}}') }), faults: ['/conditions/__proto__: there is no property "__proto__" here'] },
  { name: 'names that every object has', document: aRule({ constructor: 1 }), faults: ['/constructor: there is no property "constructor" here'] },
  {
    name: 'every fault at once, those that only a second look finds among them',
    document: { ...aRule({ key: 'A', on: [] }), conditions: { all: [{ fact: 'dael', operator: 'before', value: 'soon' }, { fact: 'deal', operator: 'equal' }] }, actions: [{ type: 'attach', contacts: { from: 'ids', ids: [0], where: { fact: 'contact', operator: 'withinLast', value: 1 } } }] },
    faults: ['/key: "A" is not right here: a key is 1 to 64 of a-z, 0-9 and "-"', '/on: at least one event name', `/conditions/all/0/fact: there is no fact "dael"; did you mean "deal"?`, '/actions/0/contacts/ids/0: must be greater than 0, not 0', `/conditions/all/0/value: ${badDate}`, '/conditions/all/1/value: is missing: "equal" compares with a value', '/actions/0/contacts/where/value: must be an ISO 8601 duration such as "P30D" or "PT2H"'],
  },
]

test.each(cases)('faults: $name', ({ document, faults }) => {
  const { valid, rule, errors } = validateRule(document)
  expect(errors.map(({ path, message }) => `${path}: ${message}`)).toEqual(faults)
  expect({ valid, rule }).toEqual({ valid: false, rule: null })
})

test('a document nested without end is refused before anything looks inside', () => {
  let conditions: unknown = { all: [] }
  for (let depth = 0; depth < 50_000; depth += 1) conditions = { not: conditions }
  expect(validateRule(aRule({ conditions })).errors).toEqual([
    { path: '', message: 'the document is nested deeper than 40 levels' },
  ])
})

test('a deep tree that a person may still write is read', () => {
  let conditions: unknown = { all: [] }
  for (let depth = 0; depth < 15; depth += 1) conditions = { all: [conditions] }
  expect(validateRule(aRule({ conditions })).valid).toBe(true)
})

test('ten thousand wrong tests are ten thousand faults, soon', () => {
  const wrong = Array.from({ length: 10_000 }, () => ({ ...test1, fact: 'dael' }))
  // What it takes of a processor, whatever else the machine has to do.
  const before = process.cpuUsage()
  expect(validateRule(inAll(...wrong)).errors).toHaveLength(10_000)
  expect(process.cpuUsage(before).user / 1_000).toBeLessThan(5000)
})

// biome-ignore format: a case a line
test.each([
  { name: 'an empty any', document: aRule({ conditions: { any: [] } }), warnings: ['/conditions/any: an empty "any" always matches'] },
  { name: 'a comparison with text', document: inAll({ ...test1, operator: 'greaterThan', value: '10' }), warnings: ['/conditions/all/0/value: is text: two texts are compared letter by letter, so "9" is greater than "10"'] },
  { name: 'in without a list', document: inAll({ ...test1, operator: 'in', value: 'NEW' }), warnings: ['/conditions/all/0/value: is no list; "in" looks for the fact in a list'] },
  { name: 'a decorator for lists without one', document: inAll({ ...test1, operator: 'someValue:equal' }), warnings: ['/conditions/all/0/value: is no list; "someValue:equal" looks for the fact in a list'] },
  { name: 'an event that names no deal', document: aRule({ on: ['ONCRMDEALADD', 'ONCRMCONTACTADD'] }), warnings: ['/on/1: "ONCRMCONTACTADD" names no deal and starts no run; deals report ONCRMDEALADD and ONCRMDEALUPDATE'] },
  { name: 'removing so many of those linked', document: acting({ type: 'detach', contacts: { from: 'linked', limit: 1 } }), warnings: ['/actions/0/contacts/limit: every run removes as many again, until nobody is left'] },
  { name: 'choosing by who is not primary', document: acting({ type: 'setPrimary', contacts: { from: 'linked', where: { fact: 'contact', path: '$.isPrimary', operator: 'equal', value: false } } }), warnings: ['/actions/0/contacts/where: "isPrimary" is answered anew in every run: this action may undo or repeat itself each time'] },
  { name: 'nothing odd', document: inAll(test1, { ...test1, operator: 'in', value: { fact: 'links', path: '$.contactIds' } }), warnings: [] },
])('warnings: $name', ({ document, warnings }) => {
  const validation = validateRule(document)
  expect(validation.errors).toEqual([])
  expect(validation.warnings.map(({ path, message }) => `${path}: ${message}`)).toEqual(warnings)
})

test('a rule without a priority gets the usual one', () => {
  const { priority: _, ...document } = aRule()
  expect(validateRule(document).rule?.priority).toBe(100)
})
