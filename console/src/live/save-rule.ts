import { answerOf, api, type SavedRule } from '../api/client.ts'

/**
 * Saves a rule with a difference, as its next version; refused when somebody saved it since it was read. Throws `Problem`.
 * What the service adds to a document, such as its version, it passes over when it comes back.
 */
export function saveDifference(
  rule: SavedRule,
  difference: Partial<Pick<SavedRule, 'mode' | 'priority'>>,
  note: string,
) {
  return answerOf(
    api.PUT('/api/rules/{key}', {
      params: { path: { key: rule.key }, query: { note } },
      headers: { 'If-Match': `"${rule.version}"` },
      body: { ...rule, ...difference },
    }),
  )
}
