import type { Condition } from '../../src/core/conditions/condition.ts'
import { validateRule } from '../../src/core/rules/faults.ts'
import type { RuleDocument } from '../../src/core/rules/rule.ts'

type Kind = Pick<RuleDocument, 'conditions' | 'actions'>

const companyContact: RuleDocument['actions'] = [
  { type: 'attach', contacts: { from: 'company', select: 'primary' }, primary: 'if-none' },
]

/** Ten kinds of rule, as people write them. The first matches the deal; each of the others fails on its own part. */
const kinds: ((place: number) => Kind)[] = [
  () => ({
    conditions: {
      all: [
        { fact: 'deal', path: '$.companyId', operator: 'greaterThan', value: 0 },
        { fact: 'deal', path: '$.stageId', operator: 'in', value: ['C1:NEW', 'C1:PREPARATION'] },
        { fact: 'deal', path: '$.closed', operator: 'equal', value: false },
      ],
    },
    actions: companyContact,
  }),
  (place) => ({
    conditions: {
      all: [
        { fact: 'deal', path: '$.categoryId', operator: 'equal', value: 1 },
        { fact: 'deal', path: '$.opportunity', operator: 'greaterThanInclusive', value: 50_000 + place },
      ],
    },
    actions: [{ type: 'attach', contacts: { from: 'ids', ids: [15] }, primary: 'always' }],
  }),
  (place) => ({
    conditions: {
      any: [
        { fact: 'deal', path: '$.title', operator: 'startsWith', value: `Order ${place}` },
        { fact: 'deal', path: '$.title', operator: 'endsWith', value: 'spare parts' },
      ],
    },
    actions: companyContact,
  }),
  (place) => ({
    conditions: {
      all: [
        { fact: 'deal', path: `$.UF_CRM_1700000${100 + (place % 800)}`, operator: 'isNotEmpty' },
        { fact: 'deal', path: '$.UF_CRM_TECHNICAL_CONTACT', operator: 'isNotEmpty' },
      ],
    },
    actions: [{ type: 'attach', contacts: { from: 'field', field: 'UF_CRM_TECHNICAL_CONTACT' }, primary: 'never' }],
  }),
  (place) => ({
    conditions: {
      all: [
        { fact: 'changed', operator: 'contains', value: 'stageId' },
        { fact: 'previous', path: '$.stageId', operator: 'equal', value: `C${2 + place}:NEW` },
      ],
    },
    actions: [{ type: 'setPrimary', contacts: { from: 'company', select: 'primary' } }],
  }),
  () => ({
    conditions: {
      all: [
        { fact: 'links', path: '$.count', operator: 'equal', value: 0 },
        { fact: 'deal', path: '$.leadId', operator: 'isNotEmpty' },
      ],
    },
    actions: [{ type: 'attach', contacts: { from: 'lead' } }],
  }),
  (place) => ({
    conditions: {
      all: [
        { fact: 'company', path: '$.industry', operator: 'in', value: ['IT', 'BANKING', `OTHER_${place}`] },
        { fact: 'company', path: '$.UF_CRM_ACCOUNT_TIER', operator: 'equal', value: 'A' },
      ],
    },
    actions: [{ type: 'replace', contacts: { from: 'company', select: 'all', limit: 5 } }],
  }),
  () => ({
    conditions: {
      all: [
        { fact: 'deal', path: '$.createdTime', operator: 'withinLast', value: 'P7D' },
        { fact: 'deal', path: '$.closedate', operator: 'after', value: '2026-12-31' },
      ],
    },
    actions: companyContact,
  }),
  (place) => ({
    conditions: {
      all: [
        { not: { any: [{ fact: 'deal', path: '$.assignedById', operator: 'in', value: [3, 4, 100 + place] }] } },
        { fact: 'deal', path: '$.UF_CRM_REGION', operator: 'notEqual', value: 43 },
      ],
    },
    actions: [{ type: 'detach', contacts: { from: 'linked' } }],
  }),
  () => ({
    conditions: {
      all: [
        {
          fact: 'companyContacts',
          path: '$.contactIds',
          operator: 'doesNotContain',
          value: { fact: 'deal', path: '$.contactId' },
        },
        { fact: 'links', path: '$.items[0].isPrimary', operator: 'equal', value: true },
      ],
    },
    actions: [{ type: 'setPrimary', contacts: { from: 'company', select: 'primary' } }],
  }),
]

/** Rules in the order in which they act; one in ten matches the deal, the first among them. */
export function ruleMix(count: number): RuleDocument[] {
  return Array.from({ length: count }, (_, place) => documentOf(place, kindAt(place)))
}

/**
 * The same rules as they are where a portal has several pipelines: ten for each, which begin by asking for the pipeline
 * or for its stages. The first rule matches the deal, and no other.
 */
export function rulesByPipeline(count: number): RuleDocument[] {
  return Array.from({ length: count }, (_, place) => {
    const { conditions, actions } = kindAt(place)
    const all = [
      ofPipeline(1 + Math.floor(place / kinds.length), place),
      ...('all' in conditions ? conditions.all : [conditions]),
    ]
    return documentOf(place, { conditions: { all }, actions })
  })
}

function ofPipeline(pipeline: number, place: number): Condition {
  return place % 2 === 0
    ? { fact: 'deal', path: '$.categoryId', operator: 'equal', value: pipeline }
    : { fact: 'deal', path: '$.stageId', operator: 'in', value: [`C${pipeline}:NEW`, `C${pipeline}:PREPARATION`] }
}

function kindAt(place: number): Kind {
  const kind = kinds[place % kinds.length]
  if (kind === undefined) throw new Error('There is no such kind of rule.')
  return kind(place)
}

function documentOf(place: number, kind: Kind): RuleDocument {
  const key = `rule-${String(place).padStart(4, '0')}`
  const verdict = validateRule({ key, name: `Rule ${place}`, mode: 'live', on: ['ONCRMDEALUPDATE'], ...kind })
  if (!verdict.valid) throw new Error(`${key} is no valid rule: ${JSON.stringify(verdict.errors)}`)
  return verdict.rule
}
