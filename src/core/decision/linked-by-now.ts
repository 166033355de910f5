import { inOrder, type Link, sameLinks } from '../deal/link.ts'
import type { Action } from '../rules/rule.ts'
import type { Selection } from '../rules/selection.ts'
import type { MatchedRule } from './decide.ts'

/**
 * The same rules where they are to decide on other links than those among which they selected (`before`): "those linked"
 * are not linked again once somebody has taken them out, and `replace` leaves whom somebody has linked and keeps the order
 * that they are in by now. Whether `where` would have it so, the run that answers that edit finds out.
 */
export function linkedByNow(rules: MatchedRule[], before: readonly Link[], links: readonly Link[]): MatchedRule[] {
  if (sameLinks(before, links)) return rules
  const known = new Set(before.map(({ contactId }) => contactId))
  const present = inOrder(links).map(({ contactId }) => contactId)
  const anew = (action: Action, selection: Selection): Selection => {
    if (action.type === 'clear' || action.contacts.from !== 'linked') return selection
    const { contactIds } = selection
    if (action.type === 'attach') return { ...selection, contactIds: contactIds.filter((id) => present.includes(id)) }
    if (action.type !== 'replace' || contactIds.length === 0) return selection
    return { ...selection, contactIds: present.filter((id) => contactIds.includes(id) || !known.has(id)) }
  }
  return rules.map((rule) => ({
    ...rule,
    actions: rule.actions.map(({ action, selection }) => ({ action, selection: anew(action, selection) })),
  }))
}
