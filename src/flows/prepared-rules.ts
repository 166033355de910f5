import type { KeyedConditions } from '../core/conditions/condition.ts'
import { inRuleOrder, type VersionedRule } from '../core/rules/rule.ts'
import type { Foresight } from './deal-portal.ts'
import { needsOf } from './foresight.ts'

/** What a list of rules comes to, whatever the deal is like. */
export type PreparedRules = {
  inOrder: readonly VersionedRule[]
  needs: Omit<Foresight, 'hadLinks'>
  trees: readonly KeyedConditions[]
}

const known = new WeakMap<readonly VersionedRule[], PreparedRules>()

/** Worked out once for each list, which is never changed: the deals of a burst ask for it a thousand times. */
export function prepareRules(rules: readonly VersionedRule[]): PreparedRules {
  let prepared = known.get(rules)
  if (prepared === undefined) {
    const inOrder = inRuleOrder(rules)
    const trees = inOrder.map(({ rule }) => ({ key: rule.key, conditions: rule.conditions }))
    prepared = { inOrder, needs: needsOf(inOrder), trees }
    known.set(rules, prepared)
  }
  return prepared
}
