import { type Condition, type ConditionGroup, childrenOf, factsRead } from './condition.ts'

const always: Condition = { all: [] }
const never: Condition = { not: always }

/**
 * The conditions with every test that reads an unknown fact taken for the answer that helps them to match: what does not
 * match even so does not match, whatever the unknown facts are.
 */
export function hopefulConditions(conditions: ConditionGroup, unknown: ReadonlySet<string>): ConditionGroup {
  return hopefulGroup(conditions, unknown, false)
}

function hopefulGroup(group: ConditionGroup, unknown: ReadonlySet<string>, isTurned: boolean): ConditionGroup {
  if ('not' in group) return { ...group, not: hopeful(group.not, unknown, !isTurned) }
  const children = childrenOf(group).map((child) => hopeful(child, unknown, isTurned))
  return 'all' in group ? { ...group, all: children } : { ...group, any: children }
}

/** `isTurned`: within an odd number of negations, where a test that fails is what helps. */
function hopeful(condition: Condition, unknown: ReadonlySet<string>, isTurned: boolean): Condition {
  if (!('fact' in condition)) return hopefulGroup(condition, unknown, isTurned)
  const isUnknown = [...factsRead(condition)].some((fact) => unknown.has(fact))
  if (!isUnknown) return condition
  return isTurned ? never : always
}
