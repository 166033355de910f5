import {
  decorators as knownDecorators,
  operatorParts,
  operators,
  referencedFact,
  valuelessOperators,
} from '../../../src/core/conditions/condition.ts'
import { plainDuration } from '../editor/durations.ts'
import type { Say } from '../languages/say.ts'
import { type Names, noNames } from './names.ts'

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
export function factInWords(fact: string, path: string | undefined, say: Say, names: Names = noNames): string {
  const inner = path?.replace(/^\$\.?/, '') ?? ''
  const name = inner === '' ? fact : `${fact}.${inner}`
  if (fact === 'previous' && inner !== '') return say('fact.before', { field: factInWords('deal', path, say, names) })
  if ((knownFields as readonly string[]).includes(name)) return say(`field.${name}`)
  const known = ['deal', 'company', 'contact', 'links', 'companyContacts', 'changed', 'previous', 'event']
  if (!known.includes(fact)) return name
  if (inner === '') return say(`fact.${fact}`)
  const title = names.field(fact, path)
  return say('fact.fieldOf', { field: title === null ? inner : `“${title}”`, of: say(`fact.${fact}`) })
}

/** "is at least"; decorators go before. */
export function operatorInWords(operator: string, say: Say): string {
  if (operator === 'not:withinLast') return say('editor.longerAgo')
  if (operator === 'someFact:in') return say('editor.hasOneOf')
  const { decorators, operator: bare } = operatorParts(operator)
  const words = (operators as readonly string[]).includes(bare) ? say(`operator.${bare}`) : bare
  return [
    ...decorators.map((one) => ((knownDecorators as readonly string[]).includes(one) ? say(`decorator.${one}`) : one)),
    words,
  ].join(' ')
}

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

/** What a condition expects; empty where the operator needs nothing, dots where it is not said yet. */
export function expectedInWords({ fact, path, operator, value }: Test, say: Say, names: Names): string {
  if (valuelessOperators.includes(operatorParts(operator).operator)) return ''
  if (value === undefined) return '…'
  const duration = /withinLast$/.test(operator) ? plainDuration(value) : null
  if (duration !== null) return `${duration.amount} ${say(`editor.units.${duration.unit}`, {}, duration.amount)}`
  const other = referencedFact(value)
  if (other === undefined) return namedInWords(fact, path, value, say, names)
  const otherPath = typeof value === 'object' && value !== null && 'path' in value ? value.path : undefined
  return factInWords(other, typeof otherPath === 'string' ? otherPath : undefined, say, names)
}

/** A value of a field: by its name in the portal's list where it has one. */
export function namedInWords(
  fact: string,
  path: string | undefined,
  value: unknown,
  say: Say,
  names: Names = noNames,
): string {
  if (Array.isArray(value) && value.length > 0) {
    const parts = value.map((one) => nameInWords(names.value(fact, path, one)) ?? valueInWords(one, say))
    const text = parts.join(', ')
    return text.length <= longest ? text : `${text.slice(0, longest)}…`
  }
  return nameInWords(names.value(fact, path, value)) ?? valueInWords(value, say)
}

const nameInWords = (name: string | null) => (name === null ? null : `“${name}”`)

type Test = { fact: string; path?: string | undefined; operator: string; value?: unknown }
/** A test in the three parts that a person reads; `expected` is empty where the operator needs nothing. */
export type TestInWords = { fact: string; operator: string; expected: string }

export function testInWords({ fact, path, operator, value }: Test, say: Say, names: Names = noNames): TestInWords {
  const whole =
    flagInWords({ fact, path, operator, value }, say) ?? changeInWords({ fact, operator, value }, say, names)
  if (whole !== null) return { fact: whole, operator: '', expected: '' }
  // An id that is there is more than 0: people think of the field as filled in.
  if (operator === 'greaterThan' && value === 0 && path !== undefined && /Id$/.test(path)) {
    return { fact: factInWords(fact, path, say, names), operator: say('operator.isNotEmpty'), expected: '' }
  }
  return {
    fact: factInWords(fact, path, say, names),
    operator: operatorInWords(operator, say),
    expected: expectedInWords({ fact, path, operator, value }, say, names),
  }
}

export function conditionInWords(test: Test, say: Say, names: Names = noNames): string {
  const { fact, operator, expected } = testInWords(test, say, names)
  return [fact, operator, expected].filter((part) => part !== '').join(' ')
}

const changes: Partial<Record<string, string>> = {
  contains: 'is',
  doesNotContain: 'isNot',
  'someFact:in': 'isOne',
}

/** Whether fields of the deal changed is said of the fields: "the deal's company changed". */
function changeInWords({ fact, operator, value }: Test, say: Say, names: Names): string | null {
  const form = changes[operator]
  const fields = Array.isArray(value) ? value : [value]
  if (fact !== 'changed' || form === undefined || !fields.every((one) => typeof one === 'string')) return null
  const named = fields.map((one) => factInWords('deal', `$.${one}`, say, names))
  return say(`change.of.${form}`, { fields: named.join(say('rule.or')) })
}

const flags = ['deal.closed', 'contact.isLinked', 'contact.isPrimary', 'contact.inCompany', 'contact.isCompanyPrimary']

/** Yes-or-no fields are said as what they mean: "the contact is not of the company". */
function flagInWords({ fact, path, operator, value }: Test, say: Say): string | null {
  const name = `${fact}.${path?.replace(/^\$\./, '')}`
  if (!flags.includes(name) || typeof value !== 'boolean') return null
  if (operator !== 'equal' && operator !== 'notEqual') return null
  return say(`flag.${name}.${value === (operator === 'equal') ? 'yes' : 'no'}`)
}
