import { factsRead } from '../core/conditions/condition.ts'
import type { DealSnapshot } from '../core/deal/snapshot.ts'
import type { VersionedRule } from '../core/rules/rule.ts'
import { contactFieldsRead, needsCompanyContacts, selectorsOf } from '../core/rules/selection.ts'
import type { Foresight } from './deal-portal.ts'

/** What these rules will ask for, whatever the deal is like. */
export function needsOf(rules: readonly VersionedRule[]): Omit<Foresight, 'hadLinks'> {
  const selectors = rules.flatMap(({ rule }) => selectorsOf(rule))
  const conditions = [
    ...rules.map(({ rule }) => rule.conditions),
    ...selectors.flatMap((selector) => selector.where ?? []),
  ]
  const facts = new Set(conditions.flatMap((condition) => [...factsRead(condition)]))
  const matches = new Map(
    selectors.flatMap((selector) => {
      if (selector.from !== 'match') return []
      const { by, field } = selector
      return [[`${by} ${field}`, { by, field }]]
    }),
  )
  return {
    company: facts.has('company'),
    companyContacts: facts.has('companyContacts') || selectors.some(needsCompanyContacts),
    leadContacts: selectors.some((selector) => selector.from === 'lead'),
    linkedContacts: selectors.some(({ from, where }) => from === 'linked' && where !== undefined),
    matches: [...matches.values()],
    namingFields: [...new Set(selectors.flatMap((selector) => (selector.from === 'field' ? selector.field : [])))],
    contactIds: [...new Set(selectors.flatMap((selector) => (selector.from === 'ids' ? selector.ids : [])))],
    contactFields: contactFieldsRead(selectors),
  }
}

/** Whether the deal had contacts when its last run ended. */
export function hadLinks(snapshot: DealSnapshot | null): boolean {
  const contactIds = snapshot?.deal.contactIds
  return Array.isArray(contactIds) && contactIds.length > 0
}
