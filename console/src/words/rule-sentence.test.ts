import { readdirSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { describe, expect, test } from 'vitest'
import { RuleDocument } from '../../../src/core/rules/rule.ts'
import { sayIn } from '../languages/in-test.ts'
import { noNames } from './names.ts'
import { ruleSentence } from './rule-sentence.ts'

const both = ['ONCRMDEALADD', 'ONCRMDEALUPDATE']
const hasCompany = { fact: 'deal', path: '$.companyId', operator: 'greaterThan', value: 0 }
const attachPrimary = { type: 'attach', contacts: { from: 'company', select: 'primary' } }

const aRule = (of: object) =>
  RuleDocument.parse({
    key: 'k',
    name: 'n',
    mode: 'live',
    on: both,
    conditions: { all: [] },
    actions: [attachPrimary],
    ...of,
  })

describe('in one sentence', () => {
  test.each([
    {
      rule: { conditions: { all: [hasCompany] } },
      en: 'When a deal with a company is added or updated, attach the company’s primary contact.',
      ru: 'Когда сделка с компанией создана или изменена, привязать основной контакт компании.',
    },
    {
      rule: { on: ['ONCRMDEALADD'], actions: [{ type: 'clear' }] },
      en: 'When a deal is added, remove every contact.',
      ru: 'Когда сделка создана, отвязать все контакты.',
    },
    {
      rule: {
        conditions: {
          all: [hasCompany, { fact: 'deal', path: '$.opportunity', operator: 'greaterThanInclusive', value: 500 }],
        },
        actions: [
          { ...attachPrimary, primary: 'always' },
          { type: 'detach', contacts: { from: 'ids', ids: [4, 5, 6, 7] } },
        ],
      },
      en: 'When a deal with a company is added or updated and the deal’s amount is at least 500, attach the company’s primary contact as the primary one, then remove contacts 4, 5, 6….',
      ru: 'Когда сделка с компанией создана или изменена и сумма сделки не меньше 500, привязать основной контакт компании как основной, затем отвязать контакты 4, 5, 6….',
    },
    {
      rule: {
        conditions: {
          any: [
            { fact: 'deal', path: '$.stageId', operator: 'in', value: ['NEW', 'WON'] },
            { not: { fact: 'deal', path: '$.UF_CRM_1', operator: 'isEmpty' } },
          ],
        },
        actions: [
          {
            type: 'detach',
            contacts: {
              from: 'linked',
              where: { fact: 'contact', path: '$.inCompany', operator: 'equal', value: false },
              limit: 3,
            },
          },
        ],
      },
      en: 'When a deal is added or updated and (the deal’s stage is one of “NEW”, “WON” or not (UF_CRM_1 of the deal is empty)), remove the contacts linked now for whom the contact is not of the company (at most 3).',
      ru: 'Когда сделка создана или изменена и (стадия сделки одно из “NEW”, “WON” или не (UF_CRM_1 (сделка) не заполнено)), отвязать контакты, привязанные сейчас, для которых контакт не из компании (не больше 3).',
    },
    {
      rule: {
        conditions: {
          all: [
            { fact: 'changed', operator: 'contains', value: 'companyId' },
            { fact: 'previous', path: '$.companyId', operator: 'isNotEmpty' },
            { fact: 'changed', operator: 'doesNotContain', value: 'stageId' },
          ],
        },
      },
      en: 'When a deal is added or updated and the deal’s company changed and the deal’s company before the change is filled in and the deal’s stage did not change, attach the company’s primary contact.',
      ru: 'Когда сделка создана или изменена и изменилось поле «компания сделки» и прежнее значение поля «компания сделки» заполнено и поле «стадия сделки» не менялось, привязать основной контакт компании.',
    },
    {
      rule: { on: ['ONCRMCOMPANYUPDATE'], conditions: { all: [hasCompany] } },
      en: 'When the event comes: company updated, for a deal with a company, attach the company’s primary contact.',
      ru: 'Когда приходит событие: компания изменена, для сделки с компанией, привязать основной контакт компании.',
    },
  ])('$en', ({ rule, en, ru }) => {
    expect(ruleSentence(aRule(rule), sayIn('en'))).toBe(en)
    expect(ruleSentence(aRule(rule), sayIn('ru'))).toBe(ru)
  })

  const directory = join(import.meta.dirname, '../../../rules')
  const shipped = readdirSync(directory).filter((name) => /^[a-z0-9-]+\.json$/.test(name))
  test.each(shipped)('%s, which is shipped, has words for everything', (name) => {
    const rule = RuleDocument.parse(JSON.parse(readFileSync(join(directory, name), 'utf8')))
    for (const code of ['en', 'ru'] as const) {
      const sentence = ruleSentence(rule, sayIn(code))
      expect(sentence).toMatch(/^(When|Когда) .+, .+\.$/)
      expect(sentence, 'no name of a message').not.toMatch(/\b(rule|operator|field|fact|flag|event|value)\.\w/)
      expect(sentence).not.toMatch(/\{|\}|undefined|null| {2}| ,/)
    }
  })

  test('contacts are called by their names, those without one by their numbers', () => {
    const rule = aRule({ actions: [{ type: 'detach', contacts: { from: 'ids', ids: [4, 5] } }] })
    const names = { ...noNames, contact: (id: number) => (id === 5 ? 'Anna Titova' : null) }
    expect(ruleSentence(rule, sayIn('en'), names)).toContain('remove contacts 4, Anna Titova.')
    expect(ruleSentence(rule, sayIn('ru'), names)).toContain('отвязать контакты 4, Anna Titova.')
  })

  test('hostile words are passed on as they are, for the page to escape', () => {
    const title = '<img src=x onerror=alert(1)>'
    const rule = aRule({ conditions: { all: [{ fact: 'deal', path: '$.title', operator: 'equal', value: title }] } })
    expect(ruleSentence(rule, sayIn('en'))).toContain(`is “${title}”`)
  })
})
