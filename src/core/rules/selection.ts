import { type Condition, leavesOf } from '../conditions/condition.ts'
import { evaluateConditions, type Facts } from '../conditions/evaluate.ts'
import { firstName } from '../conditions/path.ts'
import { inOrder, type Link, primaryIdOf } from '../deal/link.ts'
import type { Fields } from '../deal/snapshot.ts'
import type { Action, RuleDocument, Selector } from './rule.ts'

/**
 * What an action's selector came to: contacts to act on, in order, and those that are not there or not readable.
 * `barred`, of a `detach` of those linked: whom it would take out as well, were they linked.
 */
export type Selection = { contactIds: number[]; notFound: number[]; barred?: 'everyone' | number[] }

/** What selectors choose from, beyond the deal itself. */
export type Sources = {
  companyContacts: Link[]
  leadContacts: Link[]
  /** Contact ids by `matchKey`. */
  matches: Map<string, number[]>
}

export type Match = { by: 'phone' | 'email'; value: string }
export const matchKey = ({ by, value }: Match): string => `${by}:${value}`
/** The phone or mail of a `matchKey`. */
export const matchedValue = (key: string): string => key.slice(key.indexOf(':') + 1)

/** The most values of one field that a look-up tries: the portal takes no more in one call. */
const maxMatchValues = 20
const defaultLimit = 100

/** The selector of every action that has one. */
export function selectorsOf(rule: RuleDocument): Selector[] {
  return rule.actions.flatMap((action) => (action.type === 'clear' ? [] : [action.contacts]))
}

/** Whether a selector cannot do without the links of the deal's company. */
export function needsCompanyContacts(selector: Selector): boolean {
  if (selector.from === 'company') return true
  if (selector.where === undefined) return false
  const fields = fieldsRead(selector.where)
  return fields === 'all' || fields.some((name) => companyMarks.has(name))
}

const companyMarks = new Set(['inCompany', 'isCompanyPrimary'])
const linkMarks = new Set(['isLinked', 'isPrimary'])

/** The values to look contacts up by. */
export function matchesOf(selector: Selector, deal: Fields): Match[] {
  if (selector.from !== 'match') return []
  const value = deal[selector.field]
  const texts = (Array.isArray(value) ? value : [value])
    .filter((one) => typeof one === 'string' || typeof one === 'number')
    .map((one) => String(one).trim())
    .filter((one) => one !== '')
  return [...new Set(texts)].slice(0, maxMatchValues).map((text) => ({ by: selector.by, value: text }))
}

/** The contacts that a selector names, before `where` and `limit`. */
export function candidatesOf(selector: Selector, deal: Fields, links: readonly Link[], sources: Sources): number[] {
  switch (selector.from) {
    case 'company': {
      if (selector.select === 'all') return inOrder(sources.companyContacts).map((link) => link.contactId)
      const primaryId = primaryIdOf(sources.companyContacts)
      return primaryId === 0 ? [] : [primaryId]
    }
    case 'ids':
      return unique(selector.ids)
    case 'field':
      return unique(contactsNamedIn(deal[selector.field]))
    case 'match':
      return unique(matchesOf(selector, deal).flatMap((match) => sources.matches.get(matchKey(match)) ?? []))
    case 'lead':
      return inOrder(sources.leadContacts).map((link) => link.contactId)
    case 'linked':
      return inOrder(links).map((link) => link.contactId)
    default:
      return selector satisfies never
  }
}

/**
 * Contact ids in a field's value: `12`, `"12"`, `"C_12"` or a list of them; other kinds (`"CO_61"`) are passed over.
 * Source: Bitrix24 REST docs, `data-types`, section "crm-binding-format", read 2026-08-21.
 */
function contactsNamedIn(value: unknown): number[] {
  if (Array.isArray(value)) return value.flatMap(contactsNamedIn)
  if (typeof value === 'number') return Number.isSafeInteger(value) && value > 0 ? [value] : []
  const digits = typeof value === 'string' ? /^(?:C_)?([1-9]\d{0,14})$/.exec(value.trim())?.[1] : undefined
  return digits === undefined ? [] : [Number(digits)]
}

/** What must be known of which contacts before `select` can decide. */
export type ContactNeed = { contactIds: number[]; fields: string[] | 'all' }

/** A contact to be linked must exist; one that `where` asks about must be readable. */
export function contactNeedOf(action: Action, candidates: readonly number[], links: readonly Link[]): ContactNeed {
  if (action.type === 'clear') return { contactIds: [], fields: [] }
  const { where } = action.contacts
  if (where !== undefined) return { contactIds: [...candidates], fields: ownFieldsRead(where) }
  const isLinking = action.type === 'attach' || action.type === 'replace'
  const linked = new Set(links.map((link) => link.contactId))
  return { contactIds: isLinking ? candidates.filter((id) => !linked.has(id)) : [], fields: [] }
}

/** What these selectors read of the contacts themselves, whichever they come to. */
export function contactFieldsRead(selectors: readonly Selector[]): string[] | 'all' {
  const read = selectors.flatMap(({ where }) => (where === undefined ? [] : [ownFieldsRead(where)]))
  return read.includes('all') ? 'all' : unique(read.flatMap((fields) => (fields === 'all' ? [] : fields)))
}

/** Without the marks that are worked out here; phones and mails come only with everything. */
function ownFieldsRead(where: Condition): string[] | 'all' {
  const fields = fieldsRead(where)
  if (fields === 'all' || fields.includes('fm')) return 'all'
  return fields.filter((name) => !companyMarks.has(name) && !linkMarks.has(name))
}

/** Names of the contact's fields that a tree reads, each once; `all` when a path may look at any of them. */
function fieldsRead(where: Condition): string[] | 'all' {
  const paths = leavesOf(where).flatMap((leaf) => [
    ...(leaf.fact === 'contact' ? [leaf.path] : []),
    ...(isReference(leaf.value) && leaf.value.fact === 'contact' ? [leaf.value.path] : []),
  ])
  const names = paths.map(firstName)
  return names.includes(undefined) ? 'all' : unique(names.filter((name) => name !== undefined))
}

function isReference(value: unknown): value is { fact: unknown; path?: string } {
  return typeof value === 'object' && value !== null && 'fact' in value
}

/** Whether an action takes out whoever is linked, and so bars those whom a rule after it would link. */
export function isBarring(action: Action): boolean {
  return action.type === 'detach' && action.contacts.from === 'linked'
}

/**
 * Applies existence, `where` and `limit`, in that order. `contacts` holds every needed contact that is there; `comers`
 * are those whom any rule would link.
 */
export async function select(
  action: Action,
  candidates: readonly number[],
  contacts: ReadonlyMap<number, Fields>,
  facts: Facts,
  sources: Sources,
  now: Date,
  comers: readonly number[] = [],
): Promise<Selection> {
  if (action.type === 'clear') return { contactIds: [], notFound: [] }
  const { where, limit = defaultLimit } = action.contacts
  const needed = new Set(contactNeedOf(action, candidates, facts.links.items).contactIds)
  const notFound = candidates.filter((id) => needed.has(id) && !contacts.has(id))
  const found = candidates.filter((id) => !needed.has(id) || contacts.has(id))
  if (where === undefined) {
    const selection = { contactIds: found.slice(0, limit), notFound }
    return isBarring(action) ? { ...selection, barred: 'everyone' } : selection
  }
  const holds = async (id: number, marks: Fields) => {
    const contact = { ...contacts.get(id), id, ...marks }
    const outcome = await evaluateConditions([{ key: 'where', conditions: where }], { ...facts, contact }, now)
    return outcome.get('where')?.matched === true
  }
  const kept: number[] = []
  for (const id of found) {
    if (kept.length === limit) break
    if (await holds(id, marksOf(id, facts, sources))) kept.push(id)
  }
  if (!isBarring(action)) return { contactIds: kept, notFound }
  const barred: number[] = []
  for (const id of comers) {
    if (candidates.includes(id) || !contacts.has(id)) continue
    if (await holds(id, { ...marksOf(id, facts, sources), isLinked: true })) barred.push(id)
  }
  return { contactIds: kept, notFound, barred }
}

function marksOf(id: number, facts: Facts, sources: Sources): Fields {
  return {
    isLinked: facts.links.contactIds.includes(id),
    isPrimary: facts.links.primaryId === id,
    inCompany: sources.companyContacts.some((link) => link.contactId === id),
    isCompanyPrimary: primaryIdOf(sources.companyContacts) === id,
  }
}

function unique<Value>(values: readonly Value[]): Value[] {
  return [...new Set(values)]
}
