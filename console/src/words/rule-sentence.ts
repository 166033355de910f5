import { type Condition, childrenOf } from '../../../src/core/conditions/condition.ts'
import type { Action, RuleDocument, Selector } from '../../../src/core/rules/rule.ts'
import type { Say } from '../languages/say.ts'
import { conditionInWords, factInWords } from './condition-words.ts'
import { type Names, noNames } from './names.ts'
import { eventInWords } from './run-words.ts'

type Sentenced = Pick<RuleDocument, 'on' | 'conditions' | 'actions'>

/** What a rule does, in one sentence: "When a deal with a company is added or updated, attach …". */
export function ruleSentence(rule: Sentenced, say: Say, names: Names = noNames): string {
  const { isWithCompany, others } = partsOf(rule.conditions)
  const when = whenInWords(rule.on, isWithCompany, say)
  const conditions =
    others.length > 0
      ? say('rule.if', { conditions: others.map((one) => treeInWords(one, say, names)).join(say('rule.and')) })
      : ''
  const actions = rule.actions.map((action) => actionInWords(action, say, names)).join(say('rule.thenDo'))
  return say('rule.sentence', { when: when + conditions, actions })
}

/** "With a company" is said of the deal itself where it is asked on its own or among conditions that must all hold. */
function partsOf(conditions: Condition): { isWithCompany: boolean; others: Condition[] } {
  const top = 'all' in conditions ? conditions.all : [conditions]
  const others = top.filter((one) => !asksForCompany(one) && !alwaysHolds(one))
  return { isWithCompany: top.some(asksForCompany), others }
}

function asksForCompany(condition: Condition): boolean {
  if (!('fact' in condition)) return false
  const { fact, path, operator, value } = condition
  if (fact !== 'deal' || path !== '$.companyId') return false
  return operator === 'isNotEmpty' || ((operator === 'greaterThan' || operator === 'notEqual') && value === 0)
}

const alwaysHolds = (condition: Condition) =>
  !('fact' in condition) && !('not' in condition) && childrenOf(condition).length === 0

function whenInWords(on: readonly string[], isWithCompany: boolean, say: Say): string {
  const subject = isWithCompany ? 'WithCompany' : ''
  const [isAdded, isUpdated] = [on.includes('ONCRMDEALADD'), on.includes('ONCRMDEALUPDATE')]
  const others = on.filter((name) => name !== 'ONCRMDEALADD' && name !== 'ONCRMDEALUPDATE')
  const kind = isAdded && isUpdated ? 'addedOrUpdated' : isAdded ? 'added' : isUpdated ? 'updated' : null
  const phrases = [
    ...(kind === null ? [] : [say(`rule.when.${kind}${subject}`)]),
    ...(others.length === 0
      ? []
      : [say('rule.when.other', { events: others.map((name) => eventInWords(name, say)).join(', ') })]),
  ]
  const when = phrases.join(say('rule.or'))
  return kind === null && isWithCompany ? when + say('rule.when.ofCompany') : when
}

/** A whole tree in words; groups inside groups go in brackets. */
export function treeInWords(condition: Condition, say: Say, names: Names = noNames): string {
  if ('fact' in condition) return conditionInWords(condition, say, names)
  if ('not' in condition) return say('rule.not', { condition: treeInWords(condition.not, say, names) })
  const children = childrenOf(condition)
  if (children.length === 0) return say('rule.always')
  const joined = children
    .map((one) => treeInWords(one, say, names))
    .join(say('all' in condition ? 'rule.and' : 'rule.orIf'))
  return children.length > 1 ? `(${joined})` : joined
}

export function actionInWords(action: Action, say: Say, names: Names = noNames): string {
  if (action.type === 'clear') return say('rule.action.clear')
  const contacts = selectorInWords(action.contacts, say, names)
  const sentence = say(`rule.action.${action.type}`, { contacts })
  const primary = action.type === 'attach' && action.primary === 'always' ? say('rule.asPrimary') : ''
  return sentence + primary
}

export function selectorInWords(selector: Selector, say: Say, names: Names = noNames): string {
  const { where, limit } = selector
  const refined = where === undefined ? '' : say('rule.where', { condition: treeInWords(where, say, names) })
  const limited = limit === undefined ? '' : ` ${say('rule.limit', { n: limit })}`
  return baseInWords(selector, say, names) + refined + limited
}

function baseInWords(selector: Selector, say: Say, names: Names): string {
  switch (selector.from) {
    case 'company':
      return say(`rule.from.company.${selector.select}`)
    case 'ids':
      return say('rule.from.ids', { ids: shortened(selector.ids, names) }, selector.ids.length)
    case 'field':
      return say('rule.from.field', { field: fieldName(selector.field, say, names) })
    case 'match':
      return say(`rule.from.match.${selector.by}`, { field: fieldName(selector.field, say, names) })
    case 'lead':
      return say('rule.from.lead')
    case 'linked':
      return say('rule.from.linked')
    default:
      return selector satisfies never
  }
}

const fieldName = (field: string, say: Say, names: Names) => factInWords('deal', `$.${field}`, say, names)
const shortened = (ids: readonly number[], names: Names) => {
  const first = ids.slice(0, 3).map((id) => names.contact(id) ?? id)
  return first.join(', ') + (ids.length > 3 ? '…' : '')
}
