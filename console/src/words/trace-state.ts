import type { TraceNode } from '../../../src/core/conditions/trace.ts'

/** What became of a condition; decided earlier is a state of its own, never shown as false. */
export type TraceState = 'passes' | 'fails' | 'nothing-there' | 'not-evaluated'

export function traceState(node: TraceNode): TraceState {
  if (!node.evaluated || node.result === null) return 'not-evaluated'
  if (node.result) return 'passes'
  return 'fact' in node && node.missing === true ? 'nothing-there' : 'fails'
}

/** What a run's conditions saw is kept for a time only; nothing of it is left. */
export const wasErased = (node: TraceNode): boolean => 'erased' in node && node.erased === true

export function childrenOf(node: TraceNode): readonly TraceNode[] {
  if ('all' in node) return node.all
  if ('any' in node) return node.any
  return 'not' in node ? [node.not] : []
}
