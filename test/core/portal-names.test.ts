import { expect, test } from 'vitest'
import type { PortalMetadata } from '../../src/core/deal/portal-metadata.ts'
import { changeInWords, nameChanges, portalNamesOf } from '../../src/core/rules/portal-names.ts'
import { RuleDocument } from '../../src/core/rules/rule.ts'

const field = (of: Partial<NonNullable<PortalMetadata['fields']['deal']>[string]> = {}) => ({
  ...{ type: 'string', isMultiple: false, title: 'A title', statusType: null, items: null },
  ...of,
})
const portal: PortalMetadata = {
  fields: {
    deal: {
      title: field({ title: 'Name' }),
      stageId: field({ type: 'crm_status', statusType: 'DEAL_STAGE' }),
      sourceId: field({ type: 'crm_status', statusType: 'SOURCE' }),
      categoryId: field({ type: 'crm_category' }),
      UF_CRM_REGION: field({ type: 'enumeration', title: 'Region', items: [{ id: '45', value: 'North' }] }),
      UF_CRM_WHO: field({ type: 'crm', title: 'Who' }),
    },
    company: { industry: field() },
    contact: { post: field({ title: 'Position' }) },
  },
  categories: [{ id: 3, name: 'Partners' }],
  statuses: [
    { entityId: 'DEAL_STAGE_3', statusId: 'C3:NEW', name: 'New' },
    { entityId: 'SOURCE', statusId: 'CALL', name: 'Call' },
  ],
}
const leaf = (path: string, operator: string, value?: unknown, fact = 'deal') => ({ fact, path, operator, value })
const rule = RuleDocument.parse({
  ...{ key: 'a', name: 'A rule', mode: 'live', on: ['ONCRMDEALUPDATE'] },
  conditions: {
    all: [
      leaf('$.title', 'isNotEmpty'),
      leaf('$.stageId', 'in', ['C3:NEW', 'C3:OLD']),
      leaf('$.sourceId', 'equal', 'CALL'),
      leaf('$.categoryId', 'equal', 3),
      leaf('$.UF_CRM_REGION', 'equal', '45'),
      leaf('$.industry', 'equal', 'IT', 'company'),
      leaf("$['UF_CRM_WHO']", 'isNotEmpty', undefined, 'previous'),
    ],
  },
  actions: [
    {
      type: 'attach',
      contacts: {
        from: 'field',
        field: 'UF_CRM_WHO',
        where: {
          all: [
            leaf('$.post', 'startsWith', 'Head', 'contact'),
            leaf('$.UF_CRM_GONE', 'isEmpty', undefined, 'contact'),
          ],
        },
      },
    },
  ],
})
const names = portalNamesOf(rule, portal)
const inWords = (now: PortalMetadata) => nameChanges(names, portalNamesOf(rule, now)).map(changeInWords)
const withDeal = (change: Partial<NonNullable<PortalMetadata['fields']['deal']>>): PortalMetadata => {
  const deal = Object.fromEntries(
    Object.entries({ ...portal.fields.deal, ...change }).filter((entry) => entry[1] !== undefined),
  ) as NonNullable<PortalMetadata['fields']['deal']>
  return { ...portal, fields: { ...portal.fields, deal } }
}

test('everything that a rule names is looked up; a name in the portal’s language is none', () => {
  expect(names).toEqual({
    'field title of a deal': '',
    'field stageId of a deal': '',
    'stage "C3:NEW"': 'New',
    'stage "C3:OLD"': null,
    'field sourceId of a deal': '',
    'entry of sourceId "CALL"': 'Call',
    'field categoryId of a deal': '',
    'funnel 3': 'Partners',
    'field UF_CRM_REGION of a deal': 'Region',
    'choice 45 of UF_CRM_REGION': 'North',
    'field industry of a company': '',
    'field UF_CRM_WHO of a deal': 'Who',
    'field post of a contact': '',
    'field UF_CRM_GONE of a contact': null,
  })
})

test('what is gone or called otherwise is told; what was never there is not', () => {
  expect(inWords(portal)).toEqual([])
  expect(inWords(withDeal({ title: field({ title: 'Название' }) }))).toEqual([])
  expect(inWords(withDeal({ UF_CRM_WHO: field({ type: 'crm', title: 'Whom' }) }))).toEqual([
    'field UF_CRM_WHO of a deal is called "Whom" now; it was "Who"',
  ])
  const gone = Object.fromEntries(Object.entries(portal.fields.deal ?? {}).filter(([name]) => name !== 'sourceId'))
  const { statuses } = portal
  expect(
    inWords({ fields: { ...portal.fields, deal: gone }, categories: [], statuses: (statuses ?? []).slice(1) }),
  ).toEqual(['stage "C3:NEW", "New", is gone', 'field sourceId of a deal is gone', 'funnel 3, "Partners", is gone'])
})

test('of what the portal does not tell nothing is said', () => {
  const nothing = { fields: { deal: null, company: null, contact: null }, categories: null, statuses: null }
  expect(portalNamesOf(rule, nothing)).toEqual({})
  expect(inWords(nothing)).toEqual([])
})
