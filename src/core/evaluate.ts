import { Engine, type TopLevelCondition } from 'json-rules-engine'
import { JSONPath } from 'jsonpath-plus'
import { type Condition, type ConditionLeaf, operatorParts, referencedFact } from './condition.ts'
import type { LinksFact } from './link.ts'
import { addOperators, idOperators } from './operators.ts'
import { dotted } from './path.ts'
import type { Fields } from './snapshot.ts'
import type { TraceNode } from './trace.ts'

/** What conditions read: the state at the run's start. A fact that is absent reads as `undefined`, as does any path in it. */
export type Facts = {
  event: { type: string; types: string[]; receivedAt: string }
  deal: Fields
  company: Fields | undefined
  links: LinksFact
  companyContacts: LinksFact | undefined
  changed: string[]
  previous: Fields | undefined
  contact?: Fields
}

/** Conditions to evaluate, told apart by key. */
export type KeyedConditions = { key: string; conditions: Condition }
export type Evaluation = { matched: boolean; trace: TraceNode }

/**
 * Evaluates every tree against the same facts; results by key. `now` is what `withinLast` counts back from.
 * The rules engine answers in order of completion, so results are never read by position.
 */
export async function evaluateConditions(
  trees: readonly KeyedConditions[],
  facts: Facts,
  now: Date,
): Promise<Map<string, Evaluation>> {
  const engine = new Engine([], { allowUndefinedFacts: true, pathResolver: resolvePath })
  addOperators(engine, now)
  for (const [name, value] of Object.entries(facts)) if (value !== undefined) engine.addFact(name, value)
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

/** The engine wants a group at the root; a lone test becomes a group of one. */
function asGroup(condition: Condition): Condition {
  return 'fact' in condition ? { all: [condition] } : condition
}

/** The tree as the engine takes it: a `value` everywhere, and emptiness of ids told from emptiness of other things. */
function compiled(condition: Condition): TopLevelCondition {
  return compiledNode(condition) as unknown as TopLevelCondition // a group by `asGroup`
}

function compiledNode(condition: Condition): Record<string, unknown> {
  if ('all' in condition) return { ...condition, all: condition.all.map(compiledNode) }
  if ('any' in condition) return { ...condition, any: condition.any.map(compiledNode) }
  if ('not' in condition) return { ...condition, not: compiledNode(condition.not) }
  return { ...condition, operator: compiledOperator(condition), value: condition.value ?? null }
}

const idName = /\.(?:id|[A-Za-z]+(?:Id|Ids|By))\d*(?:\[[^\]]*\])?$/

function compiledOperator({ operator, path }: ConditionLeaf): string {
  const parts = operatorParts(operator)
  const ofIds = idOperators[parts.operator]
  if (ofIds === undefined || path === undefined || !idName.test(dotted(path))) return operator
  return [...parts.decorators, ofIds].join(':')
}

const plainPath = /^\$\.([A-Za-z_]\w*)$/

/** Resolves a JSONPath; a path that leads nowhere, or makes no sense here, is `undefined` and never throws. */
function resolvePath(value: object, path: string): unknown {
  const name = plainPath.exec(path)?.[1]
  if (name !== undefined) return Object.hasOwn(value, name) ? (value as Fields)[name] : undefined
  try {
    return JSONPath({ path, json: value, wrap: false })
  } catch {
    return undefined
  }
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
  const { fact, path, operator, value, params } = condition
  return {
    fact,
    ...(path === undefined ? {} : { path }),
    operator,
    ...(value === undefined ? {} : { value }),
    ...(params === undefined ? {} : { params }),
    ...outcome,
    factResult: seen?.factResult ?? null,
    ...(outcome.evaluated && seen?.factResult === undefined ? { missing: true as const } : {}),
    ...(referencedFact(value) === undefined ? {} : { valueResult: seen?.valueResult ?? null }),
  }
}
