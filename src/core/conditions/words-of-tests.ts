import type { ConditionLeaf } from './condition.ts'
import { dotted } from './path.ts'

/** A test as people read it: `deal.stageId equal "NEW"`. */
export function testInWords(leaf: Pick<ConditionLeaf, 'fact' | 'path' | 'operator' | 'value'>): string {
  const value = leaf.value === undefined ? '' : ` ${valueInWords(leaf.value)}`
  return `${placeInWords(leaf)} ${leaf.operator}${value}`
}

export function placeInWords({ fact, path }: { fact: string; path?: string | undefined }): string {
  return path === undefined ? fact : `${fact}${dotted(path).replace(/^\$/, '')}`
}

const longest = 120

function valueInWords(value: unknown): string {
  if (typeof value === 'object' && value !== null && 'fact' in value) {
    const { fact, path } = value as { fact: unknown; path?: unknown }
    return placeInWords({ fact: String(fact), path: typeof path === 'string' ? path : undefined })
  }
  const text = JSON.stringify(value) ?? 'nothing'
  return text.length <= longest ? text : `${text.slice(0, longest)}…`
}
