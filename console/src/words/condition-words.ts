import { type ConditionLeaf, operatorParts, referencedFact } from '../../../src/core/condition.ts'
import type { Say } from '../languages/say.ts'

const knownFields = [
  'deal.id',
  'deal.title',
  'deal.companyId',
  'deal.contactId',
  'deal.contactIds',
  'deal.stageId',
  'deal.categoryId',
  'deal.opportunity',
  'deal.currencyId',
  'deal.assignedById',
  'deal.createdTime',
  'deal.updatedTime',
  'deal.closed',
  'deal.sourceId',
  'deal.typeId',
  'deal.leadId',
  'links.count',
  'links.contactIds',
  'links.primaryId',
  'companyContacts.count',
  'companyContacts.contactIds',
  'companyContacts.primaryId',
  'contact.isLinked',
  'contact.isPrimary',
  'contact.inCompany',
  'contact.isCompanyPrimary',
  'event.type',
] as const

/** What a condition looks at: "the deal's amount"; a field that has no words here stands as it is written. */
export function factInWords(fact: string, path: string | undefined, say: Say): string {
  const inner = path?.replace(/^\$\.?/, '') ?? ''
  const name = inner === '' ? fact : `${fact}.${inner}`
  if ((knownFields as readonly string[]).includes(name)) return say(`field.${name}`)
  const known = ['deal', 'company', 'contact', 'links', 'companyContacts', 'changed', 'previous', 'event']
  if (!known.includes(fact)) return name
  return inner === '' ? say(`fact.${fact}`) : say('fact.fieldOf', { field: inner, of: say(`fact.${fact}`) })
}

/** "is at least"; decorators go before. */
export function operatorInWords(operator: string, say: Say): string {
  const { decorators, operator: bare } = operatorParts(operator)
  const words = operators.includes(bare) ? say(`operator.${bare}`) : bare
  return [...decorators.map((one) => (knownDecorators.includes(one) ? say(`decorator.${one}`) : one)), words].join(' ')
}

const operators = [
  'equal',
  'notEqual',
  'in',
  'notIn',
  'contains',
  'doesNotContain',
  'lessThan',
  'lessThanInclusive',
  'greaterThan',
  'greaterThanInclusive',
  'isEmpty',
  'isNotEmpty',
  'startsWith',
  'endsWith',
  'before',
  'after',
  'withinLast',
]
const knownDecorators = ['someFact', 'someValue', 'everyFact', 'everyValue', 'swap', 'not']

/** A value as people read it: text in quotes, lists with commas, the rest as JSON, cut where it would fill the page. */
export function valueInWords(value: unknown, say: Say): string {
  const text = written(value, say)
  return text.length <= longest ? text : `${text.slice(0, longest)}…`
}

const longest = 200

function written(value: unknown, say: Say): string {
  if (value === undefined || value === null || value === '') return say('value.empty')
  if (typeof value === 'boolean') return say(value ? 'value.yes' : 'value.no')
  if (typeof value === 'string') return `“${value}”`
  if (Array.isArray(value)) {
    return value.length === 0 ? say('value.emptyList') : value.map((one) => written(one, say)).join(', ')
  }
  return JSON.stringify(value) ?? say('value.empty')
}

/** What a condition expects; empty where the operator needs nothing. */
export function expectedInWords(value: unknown, say: Say): string {
  if (value === undefined) return ''
  const fact = referencedFact(value)
  if (fact === undefined) return valueInWords(value, say)
  const path = typeof value === 'object' && value !== null && 'path' in value ? value.path : undefined
  return factInWords(fact, typeof path === 'string' ? path : undefined, say)
}

export function conditionInWords(
  { fact, path, operator, value }: Pick<ConditionLeaf, 'fact' | 'path' | 'operator' | 'value'>,
  say: Say,
): string {
  return [factInWords(fact, path, say), operatorInWords(operator, say), expectedInWords(value, say)]
    .filter((part) => part !== '')
    .join(' ')
}
