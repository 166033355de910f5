import { unreadFacts } from '../../../src/core/trials/unread-facts.ts'
import type { Say } from '../languages/say.ts'

const keys = new Map<string, string>(Object.entries(unreadFacts).map(([key, what]) => [what, key]))

/** What is not on record of deals that cannot be judged, in the language of the page. */
export function missingInWords(missing: Readonly<Record<string, number>>, say: Say): string {
  const known = new Set(Object.keys(missing).map((what) => keys.get(what) ?? 'other'))
  return [...known].map((key) => say(`editor.backtest.missing.${key}`)).join(', ')
}
