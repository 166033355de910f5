import { isObject, type Json, type Place, valueAt, withEntry, withMoved, withValue } from './places.ts'

export const groupKinds = ['all', 'any', 'not'] as const
export type GroupKind = (typeof groupKinds)[number]

/** How the form shows a node; `odd`: it is neither a group nor a test, and stays as it is. */
export type NodeShape = { kind: GroupKind; children: Place[] } | { kind: 'test' } | { kind: 'odd' }

export function shapeOf(node: unknown, place: Place): NodeShape {
  if (!isObject(node)) return { kind: 'odd' }
  const kinds = groupKinds.filter((kind) => Object.hasOwn(node, kind))
  const [kind] = kinds
  if (kind === undefined)
    return Object.hasOwn(node, 'fact') || Object.hasOwn(node, 'operator') ? { kind: 'test' } : { kind: 'odd' }
  if (kinds.length > 1 || Object.hasOwn(node, 'fact')) return { kind: 'odd' }
  if (kind === 'not') return { kind, children: [[...place, 'not']] }
  const children = node[kind]
  if (!Array.isArray(children)) return { kind: 'odd' }
  return { kind, children: children.map((_, index) => [...place, kind, index]) }
}

/** Its value has to be picked. */
export const newTest = (): Json => ({ fact: 'deal', path: '$.stageId', operator: 'equal' })
export const newContactTest = (): Json => ({ fact: 'contact', path: '$.inCompany', operator: 'equal', value: true })
export const newGroup = (kind: GroupKind, test: Json): Json => (kind === 'not' ? { not: test } : { [kind]: [test] })

/** Adds a node at the end of a group; what a `not` holds is put into a group with it. */
export function withChild(document: unknown, place: Place, child: unknown): unknown {
  const node = valueAt(document, place)
  if (!isObject(node)) return withValue(document, place, { all: [child] })
  for (const kind of ['all', 'any'] as const) {
    const children = node[kind]
    if (Array.isArray(children)) return withEntry(document, [...place, kind], children.length, child)
  }
  if (Object.hasOwn(node, 'not')) return withValue(document, [...place, 'not'], together([node.not, child]))
  return withValue(document, place, { all: [node, child] })
}

const together = (nodes: unknown[]) => ({ all: nodes.filter((node) => node !== undefined) })

/** Another kind for a group; its name and priority stay. Of several children, `not` holds all together. */
export function withKind(document: unknown, place: Place, kind: GroupKind): unknown {
  const node = valueAt(document, place)
  if (!isObject(node)) return document
  const children = childNodes(node)
  const [only] = children
  const inner = kind !== 'not' ? children : children.length === 1 ? only : { all: children }
  // In the place where the old kind stood, so that the text changes no more than it must.
  const entries = Object.entries(node).map(([name, value]): [string, unknown] =>
    (groupKinds as readonly string[]).includes(name) ? [kind, inner] : [name, value],
  )
  return withValue(document, place, Object.fromEntries(entries))
}

function childNodes(node: Json): unknown[] {
  for (const kind of ['all', 'any'] as const) if (Array.isArray(node[kind])) return node[kind]
  const inner = node.not
  // Back out of the group that `not` needed for several.
  if (isObject(inner) && Object.keys(inner).length === 1 && Array.isArray(inner.all)) return inner.all
  return [inner]
}

/** Takes a node away. What must not be without one gets an empty group, which always matches. */
export function withoutNode(document: unknown, place: Place): unknown {
  const last = place.at(-1)
  if (typeof last === 'number') return withValue(document, place, undefined)
  if (last === 'not') return withoutNode(document, place.slice(0, -1))
  return withValue(document, place, last === 'where' ? undefined : { all: [] })
}

/** Puts a node into a group of its own. */
export function wrapped(document: unknown, place: Place, kind: GroupKind): unknown {
  const node = valueAt(document, place)
  return withValue(document, place, kind === 'not' ? { not: node } : { [kind]: [node] })
}

/** A group of one gives way to what it holds, where something else than a group may stand. */
export function unwrapped(document: unknown, place: Place): unknown {
  const node = valueAt(document, place)
  if (!isObject(node)) return document
  const children = childNodes(node)
  const last = place.at(-1)
  const list = place.slice(0, -1)
  if (typeof last === 'number') {
    const without = withValue(document, place, undefined)
    return children.toReversed().reduce<unknown>((now, child) => withEntry(now, list, last, child), without)
  }
  const [only] = children
  const isFitting = children.length === 1 && (last !== 'conditions' || (isObject(only) && !Object.hasOwn(only, 'fact')))
  return isFitting ? withValue(document, place, only) : document
}

/** Among its siblings, one place up (-1) or down (1). */
export function shifted(document: unknown, place: Place, by: -1 | 1): unknown {
  const index = place.at(-1)
  return typeof index === 'number' ? withMoved(document, place.slice(0, -1), index, index + by) : document
}

/** A second one right after it. */
export function doubled(document: unknown, place: Place): unknown {
  const index = place.at(-1)
  const node = valueAt(document, place)
  return typeof index === 'number' ? withEntry(document, place.slice(0, -1), index + 1, node) : document
}
