import { Engine, type TopLevelCondition } from 'json-rules-engine'
import { asGroup, type Condition, type KeyedConditions, referencedFact } from './condition.ts'
import type { Facts } from './facts.ts'
import { addOperators, effectiveOperator } from './operators.ts'
import { pathReader } from './path.ts'
import { type Evaluation, type TraceNode, testShown } from './trace.ts'

/**
 * What json-rules-engine makes of the trees, by key: what counts, whoever else has a say. It answers in order of
 * completion, so results are never read by position, and carries the state of its run, so each gets a fresh one.
 */
export async function askEngine(
  trees: readonly KeyedConditions[],
  facts: Facts,
  now: Date,
): Promise<Map<string, Evaluation>> {
  if (trees.length === 0) return new Map()
  const engine = new Engine([], {
    allowUndefinedFacts: true,
    pathResolver: (value: object, path: string) => pathReader(path)(value),
  })
  addOperators(engine, now)
  for (const [name, value] of Object.entries(facts)) {
    // The engine's cache would take a hash of each fact, and never look into it for one that is a plain value.
    if (value !== undefined) engine.addFact(name, value, { cache: false })
  }
  for (const { key, conditions } of trees) {
    // Not the key as the event's type: the engine emits it, and an emitter throws on an "error" that nobody hears.
    engine.addRule({ name: key, conditions: compiled(asGroup(conditions)), event: { type: 'matched' } })
  }
  const { results, failureResults } = await engine.run()
  const annotated = new Map([...results, ...failureResults].map((result) => [result.name, result]))
  return new Map(
    trees.map(({ key, conditions }) => {
      const result = annotated.get(key)
      const matched = result?.result === true
      // The engine notes a result at every node but the root.
      const trace = traceOf(asGroup(conditions), { ...(result?.conditions as Annotated | undefined), result: matched })
      return [key, { matched, trace }]
    }),
  )
}

/** The tree as the engine takes it: a `value` everywhere, and emptiness of ids told from emptiness of other things. */
function compiled(condition: Condition): TopLevelCondition {
  return compiledNode(condition) as unknown as TopLevelCondition // a group by `asGroup`
}

function compiledNode(condition: Condition): Record<string, unknown> {
  if ('all' in condition) return { ...condition, all: condition.all.map(compiledNode) }
  if ('any' in condition) return { ...condition, any: condition.any.map(compiledNode) }
  if ('not' in condition) return { ...condition, not: compiledNode(condition.not) }
  return { ...condition, operator: effectiveOperator(condition), value: condition.value ?? null }
}

/** A condition as the engine hands it back, with what it found. */
type Annotated = {
  result?: boolean
  factResult?: unknown
  valueResult?: unknown
  all?: Annotated[]
  any?: Annotated[]
  not?: Annotated
}

function traceOf(condition: Condition, seen: Annotated | undefined): TraceNode {
  const outcome = { evaluated: seen?.result !== undefined, result: seen?.result ?? null }
  if ('all' in condition) {
    return { all: condition.all.map((child, index) => traceOf(child, seen?.all?.[index])), ...outcome }
  }
  if ('any' in condition) {
    return { any: condition.any.map((child, index) => traceOf(child, seen?.any?.[index])), ...outcome }
  }
  if ('not' in condition) return { not: traceOf(condition.not, seen?.not), ...outcome }
  return {
    ...testShown(condition),
    ...outcome,
    factResult: seen?.factResult ?? null,
    ...(outcome.evaluated && seen?.factResult === undefined ? { missing: true as const } : {}),
    ...(referencedFact(condition.value) === undefined ? {} : { valueResult: seen?.valueResult ?? null }),
  }
}
