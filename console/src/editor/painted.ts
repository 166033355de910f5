import type { TraceNode } from '../../../src/core/conditions/trace.ts'
import { childrenOf, type TraceState, traceState } from '../words/trace-state.ts'
import type { Finding } from './findings.ts'
import { findingsIn } from './findings.ts'
import { type Place, pointerOf } from './places.ts'

/** What a deal came to at every place of a tree of conditions. */
export type Painting = ReadonlyMap<string, TraceNode>

export function paintingOf(trace: TraceNode, place: Place = ['conditions']): Painting {
  const painted = new Map<string, TraceNode>()
  paint(trace, place, painted)
  return painted
}

function paint(node: TraceNode, place: Place, painted: Map<string, TraceNode>): void {
  painted.set(pointerOf(place), node)
  const kind = 'all' in node ? 'all' : 'any' in node ? 'any' : 'not'
  for (const [index, child] of childrenOf(node).entries()) {
    paint(child, kind === 'not' ? [...place, 'not'] : [...place, kind, index], painted)
  }
}

/** What a condition of the form shows of the pinned deal; null while none is pinned or nothing is known yet. */
export type PaintedState = TraceState | 'invalid'

export function stateAt(painting: Painting | null, place: Place, findings: readonly Finding[]): PaintedState | null {
  if (findingsIn(findings, place).some(({ weight }) => weight === 'error')) return 'invalid'
  const node = painting?.get(pointerOf(place))
  return node === undefined ? null : traceState(node)
}
