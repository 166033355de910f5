import fc from 'fast-check'
import type { Condition } from '../../src/core/conditions/condition.ts'
import { RuleDocument } from '../../src/core/rules/rule.ts'

const contactId = fc.integer({ min: 1, max: 9 })

const tests: Condition[] = [
  { fact: 'deal', path: '$.companyId', operator: 'greaterThan', value: 0 },
  { fact: 'deal', path: '$.opportunity', operator: 'lessThan', value: 1_000 },
  { fact: 'deal', path: '$.UF_CRM_HELPER', operator: 'isNotEmpty' },
  { fact: 'company', path: '$.UF_CRM_TIER', operator: 'equal', value: 'gold' },
  { fact: 'company', path: '$.title', operator: 'isEmpty' },
  { fact: 'companyContacts', path: '$.count', operator: 'greaterThan', value: 1 },
  { fact: 'links', path: '$.count', operator: 'lessThan', value: 2 },
  { fact: 'links', path: '$.primaryId', operator: 'notEqual', value: { fact: 'companyContacts', path: '$.primaryId' } },
  { fact: 'changed', operator: 'contains', value: 'title' },
  { fact: 'previous', path: '$.companyId', operator: 'equal', value: { fact: 'deal', path: '$.companyId' } },
  { fact: 'event', path: '$.type', operator: 'notEqual', value: 'ONCRMDEALADD' },
]
const conditions = fc.oneof(
  { weight: 2, arbitrary: fc.constant({ all: [] }) },
  {
    weight: 3,
    arbitrary: fc
      .tuple(fc.constantFrom('all', 'any'), fc.subarray(tests, { minLength: 1, maxLength: 2 }))
      .map(([kind, some]) => ({ [kind]: some })),
  },
)

const where = fc.constantFrom<Condition>(
  { fact: 'contact', path: '$.name', operator: 'equal', value: 'Anna' },
  { fact: 'contact', path: '$.UF_CRM_VIP', operator: 'equal', value: true },
  { fact: 'contact', path: '$.inCompany', operator: 'equal', value: true },
  { fact: 'contact', path: '$.isCompanyPrimary', operator: 'equal', value: false },
  { fact: 'contact', path: '$.isLinked', operator: 'equal', value: false },
  { fact: 'contact', path: '$.fm', operator: 'isNotEmpty' },
  { fact: 'contact', path: '$.companyId', operator: 'equal', value: { fact: 'deal', path: '$.companyId' } },
)
const source = fc.oneof(
  fc.constantFrom('primary', 'all').map((select) => ({ from: 'company', select })),
  fc.uniqueArray(contactId, { minLength: 1, maxLength: 4 }).map((ids) => ({ from: 'ids', ids })),
  fc.constantFrom('UF_CRM_HELPER', 'UF_CRM_CONTACT').map((field) => ({ from: 'field', field })),
  fc
    .tuple(fc.constantFrom('phone', 'email'), fc.constantFrom('UF_CRM_PHONE', 'UF_CRM_PHONES'))
    .map(([by, field]) => ({ from: 'match', by, field })),
  fc.constant({ from: 'lead' }),
  fc.constant({ from: 'linked' }),
)
const selector = fc
  .tuple(source, fc.option(where, { nil: undefined }), fc.option(fc.integer({ min: 1, max: 3 }), { nil: undefined }))
  .map(([from, holds, limit]) => ({
    ...from,
    ...(holds === undefined ? {} : { where: holds }),
    ...(limit === undefined ? {} : { limit }),
  }))
const action = fc.oneof(
  {
    weight: 4,
    arbitrary: fc.record({
      type: fc.constant('attach'),
      contacts: selector,
      primary: fc.constantFrom('if-none', 'always', 'never'),
    }),
  },
  { weight: 4, arbitrary: fc.record({ type: fc.constantFrom('detach', 'setPrimary', 'replace'), contacts: selector }) },
  { weight: 1, arbitrary: fc.constant({ type: 'clear' }) },
)

/** One to four rules with every kind of action, selector and fact. */
export const someRuleDocuments: fc.Arbitrary<RuleDocument[]> = fc
  .array(
    fc.record({
      mode: fc.constantFrom('live', 'live', 'live', 'shadow'),
      priority: fc.integer({ min: 1, max: 3 }),
      on: fc.constantFrom(['ONCRMDEALADD', 'ONCRMDEALUPDATE'], ['ONCRMDEALADD', 'ONCRMDEALUPDATE'], ['ONCRMDEALADD']),
      conditions,
      actions: fc.array(action, { minLength: 1, maxLength: 3 }),
    }),
    { minLength: 1, maxLength: 4 },
  )
  .map((rules) => rules.map((rule, index) => RuleDocument.parse({ ...rule, key: `rule-${index}`, name: 'A rule' })))
