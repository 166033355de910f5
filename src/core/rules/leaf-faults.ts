import {
  isKnownOperator,
  operatorParts,
  referencedFact,
  ruleFacts,
  unknownFact,
  valuelessOperators,
  whereFacts,
} from '../conditions/condition.ts'
import { readDuration, readMoment } from '../conditions/moment.ts'
import { firstName } from '../conditions/path.ts'
import { isClientEvent, readsClients } from './client-events.ts'
import type { RuleDocument } from './rule.ts'

/** One thing that is wrong with a document: where, as a JSON pointer, and what, for a person. */
export type Fault = { path: string; message: string }

/** RFC 6901. */
export function pointer(path: readonly PropertyKey[]): string {
  return path.map((step) => `/${String(step).replaceAll('~', '~0').replaceAll('/', '~1')}`).join('')
}

type Json = Record<string, unknown>
/** A test or an empty `any`, as it stands in a document that may be wrong in other places. */
type Located = { path: string; node: Json; facts: readonly string[] }

function isObject(value: unknown): value is Json {
  return typeof value === 'object' && value !== null && !Array.isArray(value)
}

/** Every test of a document, valid or not, with where it stands and the facts that it may name. */
export function leavesIn(document: unknown): Located[] {
  return nodesIn(document).filter(({ node }) => Object.hasOwn(node, 'operator'))
}

/** Those that can be read: of a known fact and operator, with a value to compare with. */
export function legibleLeaves(document: unknown): Located[] {
  return leavesIn(document).filter((leaf) => {
    const { fact, operator, path } = leaf.node
    const isPath = path === undefined || (typeof path === 'string' && path.startsWith('$'))
    const isKnown = typeof fact === 'string' && leaf.facts.includes(fact)
    return (
      isKnown && typeof operator === 'string' && isKnownOperator(operator) && isPath && leafFaults(leaf).length === 0
    )
  })
}

function nodesIn(document: unknown): Located[] {
  if (!isObject(document)) return []
  const actions = Array.isArray(document.actions) ? document.actions : []
  const wheres = actions.flatMap((action: unknown, index) =>
    isObject(action) && isObject(action.contacts)
      ? within(action.contacts.where, `/actions/${index}/contacts/where`, whereFacts)
      : [],
  )
  return [...within(document.conditions, '/conditions', ruleFacts), ...wheres]
}

function within(node: unknown, path: string, facts: readonly string[]): Located[] {
  if (!isObject(node)) return []
  const inLists = ['all', 'any'].flatMap((name) => {
    const list = node[name]
    return Array.isArray(list) ? list.flatMap((child, index) => within(child, `${path}/${name}/${index}`, facts)) : []
  })
  return [{ path, node, facts }, ...inLists, ...within(node.not, `${path}/not`, facts)]
}

/** What the shape alone cannot tell: a value that is missing or that the operator can never make sense of. */
export function leafFaults({ path, node, facts }: Located): Fault[] {
  if (typeof node.operator !== 'string' || !isKnownOperator(node.operator)) return []
  const { decorators, operator } = operatorParts(node.operator)
  const { value } = node
  if (value === undefined) {
    if (valuelessOperators.includes(operator)) return []
    return [{ path: `${path}/value`, message: `is missing: "${node.operator}" compares with a value` }]
  }
  if (isObject(value)) return Object.hasOwn(value, 'fact') ? referenceFaults(value, `${path}/value`, facts) : []
  if (decorators.includes('swap')) return []
  const isOfList = decorators.some((name) => name === 'someValue' || name === 'everyValue')
  return isOfList && Array.isArray(value)
    ? value.flatMap((one, index) => valueFaults(operator, one, `${path}/value/${index}`))
    : valueFaults(operator, value, `${path}/value`)
}

function referenceFaults(reference: Json, path: string, facts: readonly string[]): Fault[] {
  const name = referencedFact(reference)
  const isKnown = name !== undefined && facts.includes(name)
  const isPath = reference.path === undefined || (typeof reference.path === 'string' && reference.path.startsWith('$'))
  return [
    ...(isKnown ? [] : [{ path: `${path}/fact`, message: unknownFact(reference.fact, facts) }]),
    ...(isPath ? [] : [{ path: `${path}/path`, message: 'a path starts with "$", as in "$.companyId"' }]),
  ]
}

function valueFaults(operator: string, value: unknown, path: string): Fault[] {
  if (operator === 'withinLast' && readDuration(value) === undefined) {
    return [{ path, message: 'must be an ISO 8601 duration such as "P30D" or "PT2H"' }]
  }
  if ((operator === 'before' || operator === 'after') && readMoment(value) === undefined) {
    return [{ path, message: 'must be an ISO 8601 date such as "2026-01-31" or a time with offset' }]
  }
  return []
}

/** What is allowed but probably not meant. */
export function oddities(rule: RuleDocument): Fault[] {
  return [...nodesIn(rule).flatMap(nodeOddities), ...restlessness(rule), ...silentEvents(rule)]
}

function nodeOddities({ path, node }: Located): Fault[] {
  if (Array.isArray(node.any) && node.any.length === 0) {
    return [{ path: `${path}/any`, message: 'an empty "any" always matches' }]
  }
  if (typeof node.operator !== 'string' || isObject(node.value)) return []
  const { decorators, operator } = operatorParts(node.operator)
  if (/^(less|greater)Than/.test(operator) && typeof node.value === 'string') {
    const message = 'is text: two texts are compared letter by letter, so "9" is greater than "10"'
    return [{ path: `${path}/value`, message }]
  }
  const wantsList = operator === 'in' || operator === 'notIn' || decorators.some((name) => name.endsWith('Value'))
  if (wantsList && !decorators.includes('swap') && !Array.isArray(node.value)) {
    return [{ path: `${path}/value`, message: `is no list; "${node.operator}" looks for the fact in a list` }]
  }
  return []
}

/** Selectors whose answer changes by the rule's own work, so that every run finds something more to do. */
function restlessness(rule: RuleDocument): Fault[] {
  return rule.actions.flatMap((action, index) => {
    if (action.type !== 'detach' && action.type !== 'setPrimary') return []
    const { contacts } = action
    const path = `/actions/${index}/contacts`
    if (action.type === 'detach' && contacts.from === 'linked' && contacts.limit !== undefined) {
      return [{ path: `${path}/limit`, message: 'every run removes as many again, until nobody is left' }]
    }
    const readsPrimary = within(contacts.where, '', whereFacts).some(
      ({ node }) =>
        node.fact === 'contact' && firstName(typeof node.path === 'string' ? node.path : undefined) === 'isPrimary',
    )
    if (!readsPrimary) return []
    const message = '"isPrimary" is answered anew in every run: this action may undo or repeat itself each time'
    return [{ path: `${path}/where`, message }]
  })
}

function silentEvents(rule: RuleDocument): Fault[] {
  return rule.on.flatMap((event, index) => {
    if (event.startsWith('ONCRMDEAL') || (isClientEvent(event) && readsClients(rule))) return []
    const message = isClientEvent(event)
      ? `"${event}" starts runs of rules that read something of companies or contacts, which this one does not`
      : `"${event}" names no deal and starts no run; deals report ONCRMDEALADD and ONCRMDEALUPDATE`
    return [{ path: `/on/${index}`, message }]
  })
}
