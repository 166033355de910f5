import type { RuleMode } from '../../../src/core/rules/rule.ts'
import type { RuleActivity, SavedRule } from '../api/client.ts'
import { inOrder } from './rule-order.ts'
import { rulesFound } from './rules-found.ts'

export const sortings = ['order', 'name', 'matched', 'changed', 'failed', 'last'] as const
export type Sorting = (typeof sortings)[number]

/** How the list is looked at; it lives in the address. */
export type RuleListView = { search: string; mode: RuleMode | ''; sort: Sorting }

const modes = ['live', 'shadow', 'off'] as const

export function ruleListView(query: Record<string, unknown>): RuleListView {
  return {
    search: typeof query.q === 'string' ? query.q : '',
    mode: modes.find((one) => one === query.mode) ?? '',
    sort: sortings.find((one) => one === query.sort) ?? 'order',
  }
}

export const ruleListAddress = ({ search, mode, sort }: RuleListView): Record<string, string> => ({
  ...(search !== '' && { q: search }),
  ...(mode !== '' && { mode }),
  ...(sort !== 'order' && { sort }),
})

/** Whether the list shows every rule in the order in which they act, so that it can be changed. */
export const isWholeOrder = ({ search, mode, sort }: RuleListView) => search === '' && mode === '' && sort === 'order'

export const total = (counts: readonly number[]) => counts.reduce((sum, one) => sum + one, 0)

/** The rules that a view shows, in its order; what acted most comes first. */
export function rulesInView(
  rules: readonly SavedRule[],
  view: RuleListView,
  activity: ReadonlyMap<string, RuleActivity>,
  sentenceOf: (rule: SavedRule) => string,
): SavedRule[] {
  const found = inOrder(
    rulesFound(rules, view.search, sentenceOf).filter(({ mode }) => view.mode === '' || mode === view.mode),
  )
  const { sort } = view
  switch (sort) {
    case 'order':
      return found
    case 'name':
      return found.toSorted((a, b) => a.name.localeCompare(b.name))
    case 'last':
      return found.toSorted((a, b) => lastOf(activity, b).localeCompare(lastOf(activity, a)))
    default:
      return found.toSorted(
        (a, b) => total(activity.get(b.key)?.[sort] ?? []) - total(activity.get(a.key)?.[sort] ?? []),
      )
  }
}

const lastOf = (activity: ReadonlyMap<string, RuleActivity>, { key }: SavedRule) =>
  activity.get(key)?.lastMatchedAt ?? ''
