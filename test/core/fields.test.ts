import { expect, test } from 'vitest'
import { changedFields, readFields } from '../../src/core/deal/fields.ts'
import type { FieldDescriptions } from '../../src/core/deal/snapshot.ts'

const one = (type: string) => ({ type, isMultiple: false })
const many = (type: string) => ({ type, isMultiple: true })
const descriptions: FieldDescriptions = {
  id: one('integer'),
  title: one('string'),
  closed: one('boolean'),
  opportunity: one('double'),
  companyId: one('crm_company'),
  parentId128: one('crm_entity'),
  observers: many('user'),
  UF_CRM_TEXT: one('string'),
  UF_CRM_FLAG: one('boolean'),
  UF_CRM_FLAGS: many('boolean'),
  UF_CRM_COUNT: one('integer'),
  UF_CRM_COUNTS: many('integer'),
  UF_CRM_PEOPLE: many('crm'),
  UF_CRM_FILE: one('file'),
  UF_CRM_MONEY: one('money'),
  createdTime: one('datetime'),
}

// biome-ignore format: a case a line
test.each<[name: string, field: string, sent: unknown, read: unknown]>([
  ['Y in a flag is true', 'closed', 'Y', true],
  ['N in a flag is false', 'closed', 'N', false],
  ['a disabled flag stays null', 'closed', null, null],
  ['a title "Y" stays text', 'title', 'Y', 'Y'],
  ['a title of digits stays text', 'title', '42', '42'],
  ['Y in a field that nobody describes stays text', 'UF_CRM_UNKNOWN', 'Y', 'Y'],
  ['a flag of the portal\'s own is one by its type', 'UF_CRM_FLAG', 'Y', true],
  ['a flag of digits', 'UF_CRM_FLAG', '0', false],
  ['a flag that is one already', 'UF_CRM_FLAG', true, true],
  ['a list of flags', 'UF_CRM_FLAGS', ['Y', 'N'], [true, false]],
  ['a missing company is 0', 'companyId', undefined, 0],
  ['no company as null is 0', 'companyId', null, 0],
  ['no company as 0 is 0', 'companyId', 0, 0],
  ['a company in digits is a number', 'companyId', '61', 61],
  ['no company as an empty text is 0', 'companyId', '', 0],
  ['a lead that the answer does not name is 0', 'leadId', undefined, 0],
  ['the person responsible in digits', 'assignedById', '17', 17],
  ['a parent of another kind is a reference', 'parentId128', null, 0],
  ['a list of people stays a list', 'observers', [], []],
  ['an amount in digits is a number', 'opportunity', '1250.50', 1250.5],
  ['an amount below zero', 'opportunity', '-3', -3],
  ['an amount that is no number stays', 'opportunity', 'many', 'many'],
  ['the id in digits', 'id', '42', 42],
  ['a count in digits', 'UF_CRM_COUNT', '12', 12],
  ['counts in digits', 'UF_CRM_COUNTS', ['1', '2'], [1, 2]],
  ['an empty count as false is null', 'UF_CRM_COUNT', false, null],
  ['an empty list as false is null', 'UF_CRM_PEOPLE', false, null],
  ['an empty flag as false is a flag', 'UF_CRM_FLAG', false, false],
  ['bound contacts stay as they are written', 'UF_CRM_PEOPLE', ['C_12', 'CO_61'], ['C_12', 'CO_61']],
  ['money stays text with its currency', 'UF_CRM_MONEY', '100|EUR', '100|EUR'],
  ['a date stays as it is', 'createdTime', '2026-08-29T09:12:00+02:00', '2026-08-29T09:12:00+02:00'],
  ['a file stays what the portal edge left of it', 'UF_CRM_FILE', { id: 3 }, { id: 3 }],
])('reading fields: %s', (_name, field, sent, read) => {
  const item = sent === undefined ? {} : { [field]: sent }
  expect(readFields('deal', item, descriptions)[field]).toEqual(read)
})

test('references of a company and of a contact are known without a description', () => {
  expect(readFields('company', {}, {})).toEqual({ assignedById: 0, createdBy: 0, updatedBy: 0, leadId: 0 })
  expect(readFields('contact', { companyId: '61' }, {})).toMatchObject({ companyId: 61, leadId: 0 })
})

test('a field called __proto__ is a field like any other', () => {
  const fields = readFields('contact', JSON.parse('{"__proto__": {"isAdmin": true}}'), {})
  expect(fields.isAdmin).toBeUndefined()
  expect(Object.keys(fields)).toContain('__proto__')
})

// biome-ignore format: a case a line
test.each<[name: string, before: Record<string, unknown> | undefined, now: Record<string, unknown>, changed: string[]]>([
  ['every field on first sight', undefined, { title: 'a', id: 1 }, ['id', 'title']],
  ['nothing', { id: 1, title: 'a' }, { title: 'a', id: 1 }, []],
  ['a field', { stageId: 'NEW' }, { stageId: 'WON' }, ['stageId']],
  ['a field that came', {}, { UF_CRM_1: 'x' }, ['UF_CRM_1']],
  ['a field that went', { UF_CRM_1: 'x' }, {}, ['UF_CRM_1']],
  ['a type', { x: 1 }, { x: '1' }, ['x']],
  ['contacts in another order are the same', { contactIds: [7, 9] }, { contactIds: [9, 7] }, []],
  ['other contacts', { contactIds: [7, 9] }, { contactIds: [7] }, ['contactIds']],
  ['observers in another order are the same', { observers: [1, 20, 3] }, { observers: [3, 1, 20] }, []],
  ['a list of another order elsewhere is a change', { UF_CRM_1: [1, 2] }, { UF_CRM_1: [2, 1] }, ['UF_CRM_1']],
  ['an object with its names in another order is the same', { f: { id: 1, url: 'u' } }, { f: { url: 'u', id: 1 } }, []],
  ['several, sorted', { b: 1, a: 1 }, { b: 2, a: 2 }, ['a', 'b']],
])('what changed: %s', (_name, before, now, changed) => {
  expect(changedFields(now, before)).toEqual(changed)
})
