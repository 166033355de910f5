import type { SavedRule } from '../api/client.ts'

/** Rules whose name, key, description or sentence holds every word of the search; all of them for an empty one. */
export function rulesFound(
  rules: readonly SavedRule[],
  search: string,
  sentenceOf: (rule: SavedRule) => string,
): SavedRule[] {
  const words = search.toLowerCase().split(/\s+/).filter(Boolean)
  return rules.filter((rule) => {
    const text = [rule.name, rule.key, rule.description ?? '', sentenceOf(rule)].join('\n').toLowerCase()
    return words.every((word) => text.includes(word))
  })
}
