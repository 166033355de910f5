import { describe, expect, test } from 'vitest'
import { validateRule } from '../../../src/core/rules/faults.ts'
import { fieldFindings } from '../../../src/core/rules/field-findings.ts'
import { RuleDocument } from '../../../src/core/rules/rule.ts'
import { blankRule } from '../editor/blank-rule.ts'
import { sayIn } from '../languages/in-test.ts'
import { faultInWords } from './fault-words.ts'

const rule = blankRule('R', 'r')
const when = (leaf: object) => ({ ...rule, conditions: { all: [{ fact: 'deal', path: '$.createdTime', ...leaf }] } })

describe('what is wrong with a rule is said in Russian', () => {
  test.each([
    ['missing', { ...rule, name: undefined }],
    ['empty', { ...rule, name: '' }],
    ['emptyList', { ...rule, on: [] }],
    ['no value', when({ operator: 'equal' })],
    ['over', { ...rule, priority: 5000 }],
    ['under', { ...rule, priority: 0 }],
    ['no whole number', { ...rule, priority: 'x' }],
    ['a duration', when({ operator: 'withinLast', value: 'x' })],
    ['a date', when({ operator: 'before', value: 'x' })],
    ['a key', { ...rule, key: 'A b' }],
    ['no field', { ...rule, actions: [{ type: 'attach', contacts: { from: 'field', field: '' } }] }],
    ['an empty any', { ...rule, conditions: { any: [] } }],
    ['text', when({ operator: 'greaterThan', value: '9' })],
    ['an event that starts nothing', { ...rule, on: ['ONSOMETHING'] }],
    ['an event of companies', { ...rule, on: ['ONCRMCOMPANYUPDATE'], actions: [{ type: 'clear' }] }],
    ['a schedule', { ...rule, schedule: 'x', filter: {} }],
    ['no list', when({ operator: 'in', value: 'x' })],
    ['a path', when({ path: 'createdTime', operator: 'isEmpty' })],
  ])('%s', (_, document) => {
    const { errors, warnings } = validateRule(JSON.parse(JSON.stringify(document)))
    expect(errors.length + warnings.length).toBeGreaterThan(0)
    for (const { message } of [...errors, ...warnings])
      expect(faultInWords(message, sayIn('ru')), message).toMatch(/[а-я]/)
  })

  test('fields and stages that the portal does not have, with what was meant', () => {
    const field = { type: 'crm_status', isMultiple: false, title: 'Stage', statusType: 'DEAL_STAGE', items: null }
    const metadata = {
      fields: { deal: { stageId: field }, company: null, contact: null },
      categories: null,
      statuses: [{ entityId: 'DEAL_STAGE', statusId: 'NEW', name: 'New' }],
    }
    const tests = [
      { fact: 'deal', path: '$.stageID', operator: 'isEmpty' },
      { fact: 'deal', path: '$.stageId', operator: 'equal', value: 'NEWW' },
    ]
    const { errors, warnings } = fieldFindings(RuleDocument.parse({ ...rule, conditions: { all: tests } }), metadata)
    const said = [...errors, ...warnings].map(({ message }) => faultInWords(message, sayIn('ru')))
    expect(said).toEqual([
      'у сделки нет поля «stageID»; может быть, «stageId»?',
      'нет стадии «NEWW»; может быть, «NEW»?',
    ])
  })

  test('conditions that never hold by the kind of their field, and choices that a list does not have', () => {
    const field = { isMultiple: false, statusType: null, items: null }
    const metadata = {
      fields: {
        deal: {
          opportunity: { ...field, type: 'double', title: 'Amount' },
          title: { ...field, type: 'string', title: 'Title' },
          UF_CRM_KIND: { ...field, type: 'enumeration', title: 'Kind', items: [{ id: '44', value: 'Big' }] },
        },
        company: null,
        contact: null,
      },
      categories: [{ id: 0, name: 'General' }],
      statuses: [],
    }
    const tests = [
      { fact: 'deal', path: '$.opportunity', operator: 'contains', value: 5 },
      { fact: 'deal', path: '$.opportunity', operator: 'before', value: '2026-01-01' },
      { fact: 'deal', path: '$.opportunity', operator: 'startsWith', value: '5' },
      { fact: 'deal', path: '$.title', operator: 'greaterThan', value: 5 },
      { fact: 'deal', path: '$.UF_CRM_KIND', operator: 'equal', value: 'big' },
    ]
    const { errors, warnings } = fieldFindings(RuleDocument.parse({ ...rule, conditions: { all: tests } }), metadata)
    expect(errors.length + warnings.length).toBe(tests.length)
    for (const { message } of [...errors, ...warnings]) expect(faultInWords(message, sayIn('ru'))).toMatch(/[а-я]/)
  })

  test('another rule that wants the opposite; what has no words is passed on', () => {
    const message =
      'can fight with "other" over a contact: "other" links contact 1, "r" unlinks everyone: where both match, "other" acts first and prevails.'
    expect(faultInWords(message, sayIn('ru'))).toContain('«other»')
    expect(faultInWords('something new', sayIn('ru'))).toBe('something new')
  })
})
