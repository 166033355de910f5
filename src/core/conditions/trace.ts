import type { ConditionLeaf } from './condition.ts'

/** A condition tree after evaluation: at every node its result and, at a leaf, the fact's value. */
export type TraceNode = TraceGroup | TraceLeaf

type Evaluated = {
  /** False when an earlier sibling settled the matter by its priority; `result` is then null. */
  evaluated: boolean
  result: boolean | null
}

export type TraceGroup = Evaluated &
  ({ all: TraceNode[] /** What it held has expired. */; erased?: true } | { any: TraceNode[] } | { not: TraceNode })

export type TraceLeaf = Evaluated & {
  fact: string
  path?: string
  operator: string
  value?: unknown
  params?: Record<string, unknown>
  /** What the fact held at that path; null with `missing` when there was nothing. */
  factResult: unknown
  missing?: true
  /** What `value` came to, when it named another fact. */
  valueResult?: unknown
}

/** What evaluating one condition tree came to. */
export type Evaluation = { matched: boolean; trace: TraceNode }

/** The part of a leaf's trace that is known before any fact is. */
export function testShown({ fact, path, operator, value, params }: ConditionLeaf) {
  return {
    fact,
    ...(path === undefined ? {} : { path }),
    operator,
    ...(value === undefined ? {} : { value }),
    ...(params === undefined ? {} : { params }),
  }
}
