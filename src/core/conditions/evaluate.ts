import { askEngine } from './ask-engine.ts'
import { asGroup, type Condition, type KeyedConditions } from './condition.ts'
import type { Facts } from './facts.ts'
import { type PlainTree, plainTreeOf } from './plain-tree.ts'
import type { Evaluation, TraceNode } from './trace.ts'

export type { Facts }

/**
 * Evaluates every tree against the same facts; results by key, in the order of the trees. `now` is what `withinLast`
 * counts back from. Most rules do not match most deals: those are told without the rules engine, at a fraction of its
 * cost. That a tree matches, only the engine says.
 */
export async function evaluateConditions(
  trees: readonly KeyedConditions[],
  facts: Facts,
  now: Date,
): Promise<Map<string, Evaluation>> {
  const refuted = trees.map(({ conditions }) => refutation(plainTree(conditions)?.(facts, now)))
  const open = trees.filter((_, index) => refuted[index] === null)
  const asked = await askEngine(open, facts, now)
  const evaluations = new Map<string, Evaluation>()
  for (const [index, { key }] of trees.entries()) {
    const evaluation = refuted[index] ?? asked.get(key)
    if (evaluation !== undefined) evaluations.set(key, evaluation)
  }
  return evaluations
}

function refutation(trace: TraceNode | undefined): Evaluation | null {
  return trace?.result === false ? { matched: false, trace } : null
}

/** Made once for each tree, and so once for each version of a rule set: its rules are read once and never changed. */
const plainTrees = new WeakMap<Condition, PlainTree | null>()

function plainTree(condition: Condition): PlainTree | null {
  const known = plainTrees.get(condition)
  if (known !== undefined) return known
  const made = plainTreeOf(asGroup(condition))
  plainTrees.set(condition, made)
  return made
}
