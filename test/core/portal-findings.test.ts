import { describe, expect, test } from 'vitest'
import { nearestName } from '../../src/core/conditions/nearest-name.ts'
import type { FieldMetadata, PortalMetadata } from '../../src/core/deal/portal-metadata.ts'
import { fieldFindings, unchecked } from '../../src/core/rules/field-findings.ts'
import { RuleDocument } from '../../src/core/rules/rule.ts'
import { aRule as aDocument } from './a-rule.ts'

const aRule = (wish: Record<string, unknown> = {}): RuleDocument => RuleDocument.parse(aDocument(wish))

const field = (type: string, more: Partial<FieldMetadata> = {}): FieldMetadata => ({
  type,
  isMultiple: false,
  title: '',
  statusType: null,
  items: null,
  ...more,
})
const metadata: PortalMetadata = {
  fields: {
    deal: {
      id: field('integer'),
      title: field('string'),
      stageId: field('crm_status', { statusType: 'DEAL_STAGE' }),
      sourceId: field('crm_status', { statusType: 'SOURCE', title: 'Source' }),
      categoryId: field('crm_category'),
      companyId: field('crm_company'),
      opportunity: field('double'),
      closed: field('boolean'),
      begindate: field('date'),
      observers: field('user', { isMultiple: true }),
      UF_CRM_REGION: field('enumeration', { title: 'Region', items: [{ id: '41', value: 'North' }] }),
      UF_CRM_TAGS: field('string', { isMultiple: true }),
      UF_CRM_HELPER: field('crm'),
    },
    company: { title: field('string'), isMyCompany: field('boolean') },
    contact: { name: field('string'), companyId: field('crm_company'), birthdate: field('date') },
  },
  categories: [
    { id: 0, name: 'General' },
    { id: 4, name: 'Service' },
  ],
  statuses: [
    { entityId: 'DEAL_STAGE', statusId: 'NEW', name: 'New' },
    { entityId: 'DEAL_STAGE_4', statusId: 'C4:PREPARATION', name: 'Prepare documents' },
    { entityId: 'SOURCE', statusId: 'CALL', name: 'Call' },
  ],
}

type Leaf = { fact?: string; path?: string; operator: string; value?: unknown }
const asked = (leaf: Leaf, known: PortalMetadata | null = metadata) =>
  fieldFindings(aRule({ conditions: { all: [{ fact: 'deal', ...leaf }] } }), known)
const messages = ({ errors, warnings }: ReturnType<typeof asked>) => [
  ...errors.map(({ message }) => `error: ${message}`),
  ...warnings.map(({ message }) => `warning: ${message}`),
]

describe('fields', () => {
  test.each<Leaf & { says: RegExp }>([
    {
      path: '$.stageID',
      operator: 'equal',
      value: 'NEW',
      says: /a deal has no field "stageID"; did you mean "stageId"\?/,
    },
    { path: '$.STAGE_ID', operator: 'isEmpty', says: /did you mean "stageId"\?/ },
    { path: "$['opportunty']", operator: 'isEmpty', says: /did you mean "opportunity"\?/ },
    { path: '$.UF_CRM_OTHER', operator: 'isEmpty', says: /no field "UF_CRM_OTHER"$/ },
    {
      fact: 'company',
      path: '$.tittle',
      operator: 'isEmpty',
      says: /a company has no field "tittle"; did you mean "title"/,
    },
    { fact: 'previous', path: '$.stage', operator: 'isEmpty', says: /a deal has no field "stage"/ },
    {
      fact: 'links',
      path: '$.contactIDs',
      operator: 'isEmpty',
      says: /"links" holds no "contactIDs"; did you mean "contactIds"/,
    },
    { fact: 'event', path: '$.name', operator: 'isEmpty', says: /it holds type, types, receivedAt/ },
    {
      path: '$.companyId',
      operator: 'equal',
      value: { fact: 'company', path: '$.ID_' },
      says: /a company has no field "ID_"; did you mean "id"/,
    },
  ])('$fact $path is refused', ({ says, ...leaf }) => {
    const found = asked(leaf)
    expect(found.errors).toHaveLength(1)
    expect(found.errors[0]?.message).toMatch(says)
    expect(found.errors[0]?.path).toMatch(/^\/conditions\/all\/0(\/value)?\/path$/)
  })

  test.each<Leaf>([
    { path: '$.leadId', operator: 'isEmpty' },
    { path: '$.contactIds', operator: 'contains', value: 1 },
    { path: '$..name', operator: 'isEmpty' },
    { path: '$.observers[0]', operator: 'equal', value: 17 },
    { fact: 'companyContacts', path: '$.items[0].contactId', operator: 'equal', value: 1 },
    { operator: 'isNotEmpty' },
  ])('$fact $path is let through', (leaf) => expect(messages(asked(leaf))).toEqual([]))

  test('of a contact are checked in `where`, its marks known', () => {
    const rule = (path: string) =>
      aRule({
        actions: [
          {
            type: 'attach',
            contacts: { from: 'linked', where: { fact: 'contact', path, operator: 'equal', value: true } },
          },
        ],
      })
    expect(fieldFindings(rule('$.isLinked'), metadata)).toEqual({ errors: [], warnings: [] })
    expect(fieldFindings(rule('$.isLinkd'), metadata).errors).toEqual([
      {
        path: '/actions/0/contacts/where/path',
        message: 'a contact has no field "isLinkd"; did you mean "isLinked"?',
      },
    ])
  })

  test.each<{ contacts: RuleDocument['actions'][number] & { type: 'attach' }; says: string[] }>([
    {
      contacts: attachFrom({ from: 'field', field: 'UF_CRM_HELPERS' }),
      says: ['error: a deal has no field "UF_CRM_HELPERS"; did you mean "UF_CRM_HELPER"?'],
    },
    { contacts: attachFrom({ from: 'field', field: 'UF_CRM_HELPER' }), says: [] },
    {
      contacts: attachFrom({ from: 'field', field: 'closed' }),
      says: ['warning: "closed" is true or false: it names no contact'],
    },
    {
      contacts: attachFrom({ from: 'match', by: 'phone', field: 'begindate' }),
      says: ['warning: "begindate" is a date, text as ISO 8601 has it: it is no phone'],
    },
    {
      contacts: attachFrom({ from: 'match', by: 'email', field: 'id' }),
      says: ['warning: "id" is a number: it is no email'],
    },
    {
      contacts: attachFrom({ from: 'match', by: 'phone', field: 'companyId' }),
      says: ['warning: "companyId" is an id, a number: it is no phone'],
    },
    { contacts: attachFrom({ from: 'match', by: 'phone', field: 'opportunity' }), says: [] },
    { contacts: attachFrom({ from: 'match', by: 'email', field: 'title' }), says: [] },
    { contacts: attachFrom({ from: 'field', field: 'id' }), says: [] },
  ])('that a selector names: %#', ({ contacts, says }) => {
    expect(messages(fieldFindings(aRule({ actions: [contacts] }), metadata))).toEqual(says)
  })
})

function attachFrom(contacts: (RuleDocument['actions'][number] & { type: 'attach' })['contacts']) {
  return { type: 'attach' as const, contacts }
}

describe('values and operators', () => {
  test.each<Leaf & { says: string }>([
    {
      path: '$.opportunity',
      operator: 'equal',
      value: '5000',
      says: 'error: "opportunity" is a number, never "5000"; write 5000',
    },
    {
      path: '$.closed',
      operator: 'equal',
      value: 'Y',
      says: 'error: "closed" is true or false, never "Y"; write true',
    },
    {
      path: '$.companyId',
      operator: 'equal',
      value: null,
      says: 'error: "companyId" is an id, a number, never null; one that is absent is 0, or ask with isEmpty',
    },
    { path: '$.title', operator: 'in', value: ['a', 12], says: 'warning: "title" is text, never 12; write "12"' },
    {
      path: '$.title',
      operator: 'contains',
      value: 'x',
      says: 'error: "title" is text, not a list: this test never holds. For a part of a text there is startsWith and endsWith.',
    },
    {
      path: '$.opportunity',
      operator: 'before',
      value: '2026-01-01',
      says: 'error: "opportunity" is a number, no date: "before" never holds',
    },
    {
      path: '$.closed',
      operator: 'startsWith',
      value: 'Y',
      says: 'error: "closed" is true or false, no text: "startsWith" never holds',
    },
    {
      path: '$.title',
      operator: 'greaterThan',
      value: 5,
      says: 'warning: "title" is text: "greaterThan" is for numbers; texts are compared letter by letter',
    },
    {
      path: '$.begindate',
      operator: 'lessThan',
      value: '2026-01-01',
      says: 'warning: "begindate" is a date, text as ISO 8601 has it: "lessThan" is for numbers; ask with before and after',
    },
    {
      path: '$.title',
      operator: 'withinLast',
      value: 'P1D',
      says: 'warning: "title" is text; "withinLast" holds only where it happens to be a date',
    },
    {
      path: '$.UF_CRM_TAGS',
      operator: 'equal',
      value: 'x',
      says: 'warning: "UF_CRM_TAGS" is a list: ask with contains, or of each entry with "someFact:equal"',
    },
    {
      path: '$.categoryId',
      operator: 'equal',
      value: 7,
      says: 'warning: there is no funnel 7, or the webhook may not read it; known are 0 (General), 4 (Service)',
    },
    {
      path: '$.stageId',
      operator: 'equal',
      value: 'C4:PREPARATON',
      says: 'warning: there is no stage "C4:PREPARATON"; did you mean "C4:PREPARATION"?',
    },
    {
      path: '$.stageId',
      operator: 'equal',
      value: 'Prepare documents',
      says: 'warning: there is no stage "Prepare documents"; did you mean "C4:PREPARATION"?',
    },
    {
      path: '$.stageId',
      operator: 'someValue:startsWith',
      value: ['C4:', 'C9:'],
      says: 'warning: there is no stage that starts with "C9:"',
    },
    {
      path: '$.sourceId',
      operator: 'notIn',
      value: ['CALL', 'CALLS'],
      says: 'warning: there is no entry of the list "Source" "CALLS"; did you mean "CALL"?',
    },
    {
      path: '$.UF_CRM_REGION',
      operator: 'equal',
      value: 'North',
      says: 'warning: "Region" has no choice "North"; did you mean 41, "North"?',
    },
    {
      fact: 'changed',
      operator: 'contains',
      value: 'stageID',
      says: 'warning: a deal has no field "stageID"; did you mean "stageId"?',
    },
  ])('$path $operator $value', ({ says, ...leaf }) => expect(messages(asked(leaf))).toEqual([says]))

  test.each<Leaf>([
    { path: '$.opportunity', operator: 'greaterThan', value: 5 },
    { path: '$.opportunity', operator: 'equal', value: null },
    { path: '$.companyId', operator: 'equal', value: 0 },
    { path: '$.closed', operator: 'notEqual', value: true },
    { path: '$.stageId', operator: 'in', value: ['NEW', 'C4:PREPARATION'] },
    { path: '$.categoryId', operator: 'not:in', value: [0, 4] },
    { path: '$.begindate', operator: 'after', value: '2026-01-01' },
    { path: '$.UF_CRM_TAGS', operator: 'someFact:startsWith', value: 'x' },
    { path: '$.UF_CRM_REGION', operator: 'equal', value: 41 },
    { path: '$.UF_CRM_HELPER', operator: 'equal', value: ['anything'] },
    { path: '$.opportunity', operator: 'swap:in', value: 5 },
    { fact: 'changed', operator: 'contains', value: 'UF_CRM_REGION' },
  ])('$path $operator $value is let through', (leaf) => expect(messages(asked(leaf))).toEqual([]))
})

describe('a portal that does not tell', () => {
  test('leaves fields unchecked, and says so', () => {
    expect(messages(asked({ path: '$.stageID', operator: 'equal', value: 5 }, null))).toEqual([])
    expect(unchecked(null, 'it is away')[0]?.message).toContain('could not be asked (it is away)')
    const partly = { ...metadata, statuses: null, fields: { ...metadata.fields, company: null } }
    expect(unchecked(partly, null)[0]?.message).toContain('the fields of companies, stages and other directories')
    expect(messages(asked({ fact: 'company', path: '$.nothing', operator: 'isEmpty' }, partly))).toEqual([])
    expect(messages(asked({ path: '$.stageId', operator: 'equal', value: 'NONE' }, partly))).toEqual([])
    expect(unchecked(metadata, null)).toEqual([])
  })

  test('still has facts of a fixed shape', () => {
    expect(asked({ fact: 'links', path: '$.number', operator: 'isEmpty' }, null).errors).toHaveLength(1)
  })
})

test.each([
  ['stageID', 'stageId'],
  ['UF_CRM_1700000001', undefined],
  ['compnayId', 'companyId'],
  ['x', undefined],
  ['zzzzzzzz', undefined],
])('the name nearest to %s is %s', (name, nearest) => {
  expect(nearestName(name, ['stageId', 'companyId', 'title', 'UF_CRM_HELPER'])).toBe(nearest)
})

test.each([[[{ toString: null }]], [['deal']], [{ toString: null }]])(
  'of a test whose fact is %j nothing is said: its form is wrong',
  (fact) => {
    const document = aDocument({ conditions: { all: [{ fact, path: '$.nosuch', operator: 'equal', value: 1 }] } })
    expect(fieldFindings(document, metadata)).toEqual({ errors: [], warnings: [] })
  },
)
