import { jsonLanguage } from '@codemirror/lang-json'
import type { Place } from './places.ts'

export type Range = { from: number; to: number }
type Node = ReturnType<ReturnType<typeof jsonLanguage.parser.parse>['topNode']['getChild']>

/**
 * Where in a JSON text a place of its document stands: the value, or for a place that is not there the innermost thing
 * around it, by the name of its member.
 */
export function rangeOf(text: string, place: Place): Range {
  let node: Node = jsonLanguage.parser.parse(text).topNode.firstChild
  let range: Range = shownRange(node)
  for (const step of place) {
    if (node === null) return range
    if (typeof step === 'number') {
      const entry = valuesOf(node)[step]
      if (entry === undefined) return range
      node = entry
      range = shownRange(node)
    } else {
      const property = node.getChildren('Property').find((one) => {
        const name = one.getChild('PropertyName')
        return name !== null && nameIn(text.slice(name.from, name.to)) === step
      })
      if (property === undefined) return range
      const name = property.getChild('PropertyName')
      node = property.lastChild
      range =
        node === null || name === null
          ? property
          : { from: name.from, to: Math.min(node.to, endOfLine(text, name.from)) }
    }
  }
  return range

  function shownRange(value: Node): Range {
    if (value === null) return { from: 0, to: text.length }
    return { from: value.from, to: Math.min(value.to, endOfLine(text, value.from)) }
  }
}

const valueNames = new Set(['Object', 'Array', 'String', 'Number', 'True', 'False', 'Null'])

function valuesOf(node: NonNullable<Node>): NonNullable<Node>[] {
  if (node.name !== 'Array') return []
  const values: NonNullable<Node>[] = []
  for (let child = node.firstChild; child !== null; child = child.nextSibling)
    if (valueNames.has(child.name)) values.push(child)
  return values
}

function nameIn(quoted: string): unknown {
  try {
    return JSON.parse(quoted)
  } catch {
    return quoted
  }
}

function endOfLine(text: string, from: number): number {
  const end = text.indexOf('\n', from)
  return end === -1 ? text.length : end
}
