import { type Condition, childrenOf } from '../conditions/condition.ts'
import { contradictionIn } from '../conditions/contradiction.ts'
import type { Fault } from './leaf-faults.ts'
import { type RuleDocument, type Selector, selectorsWithPaths } from './rule.ts'

/** Conditions that can never hold, each at the innermost place where that shows. */
export function deadConditions(rule: RuleDocument): Fault[] {
  const wheres = selectorsWithPaths(rule).flatMap(({ selector, path }) =>
    selector.where === undefined ? [] : dead(selector.where, `${path}/where`),
  )
  return [...dead(rule.conditions, '/conditions'), ...wheres]
}

function dead(condition: Condition, path: string): Fault[] {
  const inner = placed(condition, path).flatMap((child) => dead(child.condition, child.path))
  if (inner.length > 0) return inner
  const why = contradictionIn([condition])
  return why === null ? [] : [{ path, message: `can never hold: ${why}` }]
}

function placed(condition: Condition, path: string): { condition: Condition; path: string }[] {
  const children = childrenOf(condition)
  if ('not' in condition) return children.map((child) => ({ condition: child, path: `${path}/not` }))
  const list = 'all' in condition ? 'all' : 'any'
  return children.map((child, index) => ({ condition: child, path: `${path}/${list}/${index}` }))
}

/** What is known of a contact that a selector names, as conditions on the fact `contact`. */
export function knownOfSelected(selector: Selector): Condition[] {
  const is = (mark: string): Condition => ({ fact: 'contact', path: `$.${mark}`, operator: 'equal', value: true })
  switch (selector.from) {
    case 'company':
      return selector.select === 'primary' ? [is('inCompany'), is('isCompanyPrimary')] : [is('inCompany')]
    case 'linked':
      return [is('isLinked')]
    case 'ids':
      return [{ fact: 'contact', path: '$.id', operator: 'in', value: selector.ids }]
    case 'field':
    case 'match':
    case 'lead':
      return []
    default:
      return selector satisfies never
  }
}

/** What must be so about the deal for a selector to name anybody. */
function needsOfSelector(selector: Selector): Condition[] {
  const isThere = (name: string): Condition => ({ fact: 'deal', path: `$.${name}`, operator: 'isNotEmpty' })
  switch (selector.from) {
    case 'company':
      return [isThere('companyId'), { fact: 'companyContacts', path: '$.count', operator: 'greaterThan', value: 0 }]
    case 'lead':
      return [isThere('leadId')]
    case 'field':
    case 'match':
      return [isThere(selector.field)]
    case 'linked':
      return [{ fact: 'links', path: '$.count', operator: 'greaterThan', value: 0 }]
    case 'ids':
      return []
    default:
      return selector satisfies never
  }
}

/** Selectors that name nobody whenever their rule matches. What is dead already is not told again. */
export function emptySelectors(rule: RuleDocument): Fault[] {
  if (contradictionIn([rule.conditions]) !== null) return []
  return selectorsWithPaths(rule).flatMap(({ selector, path }) => {
    const where = selector.where === undefined ? [] : [selector.where]
    if (where.length > 0 && contradictionIn(where) !== null) return []
    const needs = needsOfSelector(selector)
    const isWhere = where.length > 0 && contradictionIn([rule.conditions, ...needs]) === null
    const why = contradictionIn([rule.conditions, ...where, ...needs, ...knownOfSelected(selector)])
    if (why === null) return []
    return [{ path: isWhere ? `${path}/where` : path, message: `selects nobody when the rule matches: ${why}` }]
  })
}
