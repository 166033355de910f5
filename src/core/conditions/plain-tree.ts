import { type Condition, type ConditionLeaf, isFactName, referencedFact } from './condition.ts'
import type { Facts } from './facts.ts'
import { effectiveOperator, testOf } from './operators.ts'
import { pathReader } from './path.ts'
import { type TraceNode, testShown } from './trace.ts'

/** A condition tree made ready for many deals: gives the very trace that the rules engine would, without asking it. */
export type PlainTree = (facts: Facts, now: Date) => TraceNode

/** Null for a tree that has to be left to the engine, such as one whose priorities let parts of it go unevaluated. */
export function plainTreeOf(condition: Condition): PlainTree | null {
  if (condition.priority !== undefined) return null
  if ('all' in condition) return groupOf(condition.all, (all) => ({ all, evaluated: true, result: all.every(holds) }))
  // An empty `any` matches, in the engine too.
  if ('any' in condition) {
    return groupOf(condition.any, (any) => ({ any, evaluated: true, result: any.length === 0 || any.some(holds) }))
  }
  if ('not' in condition) {
    const part = plainTreeOf(condition.not)
    return (
      part &&
      ((facts, now) => {
        const not = part(facts, now)
        return { not, evaluated: true, result: !holds(not) }
      })
    )
  }
  return leafOf(condition)
}

const holds = (node: TraceNode) => node.result === true

/** Every part is evaluated, even where one settles the matter: without priorities, that is what the engine does. */
function groupOf(conditions: readonly Condition[], together: (parts: TraceNode[]) => TraceNode): PlainTree | null {
  const parts = conditions.map(plainTreeOf)
  if (!parts.every((part) => part !== null)) return null
  return (facts, now) => {
    const nodes: TraceNode[] = []
    for (const part of parts) nodes.push(part(facts, now))
    return together(nodes)
  }
}

function leafOf(leaf: ConditionLeaf): PlainTree | null {
  const test = testOf(effectiveOperator(leaf))
  const readFact = factReader(leaf.fact, leaf.path)
  const readValue = valueReader(leaf.value)
  if (test === null || readValue === null) return null
  const shown = testShown(leaf)
  const showsValue = referencedFact(leaf.value) !== undefined
  return (facts, now) => {
    const fact = readFact(facts)
    const value = readValue(facts)
    const node: TraceNode = { ...shown, evaluated: true, result: test(fact, value, now), factResult: fact ?? null }
    if (fact === undefined) node.missing = true
    if (showsValue) node.valueResult = value ?? null
    return node
  }
}

type Reader = (facts: Facts) => unknown

function factReader(name: string, path: string | undefined): Reader {
  if (!isFactName(name)) return () => undefined
  const factOf: Reader = (facts) => facts[name]
  if (path === undefined || path === '') return factOf
  const inside = pathReader(path)
  return (facts) => {
    const fact = factOf(facts)
    // A path into something that has no inside is overlooked.
    return typeof fact === 'object' && fact !== null ? inside(fact) : fact
  }
}

/**
 * What a leaf compares with: a value or, named by `{"fact": …}`, another fact. Null where that is the engine's to say:
 * for a reference of odd form, and for other objects, as it compares with a copy that lacks some names.
 */
function valueReader(value: unknown): Reader | null {
  const named = referencedFact(value)
  if (named === undefined) return isPlainValue(value) ? () => value ?? null : null
  const { path } = value as { path?: unknown }
  return path === undefined || typeof path === 'string' ? factReader(named, path) : null
}

function isPlainValue(value: unknown): boolean {
  return Array.isArray(value) ? value.every(isPlainValue) : typeof value !== 'object' || value === null
}
