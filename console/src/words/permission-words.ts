import type { Say } from '../languages/say.ts'

/** What the service checks of the webhook; every one has its words. */
export const toldChecks: readonly string[] = [
  'credentials',
  'scope',
  'methods',
  'link-fields',
  'deals',
  'contacts',
  'companies',
]

/** What the webhook may, or may not; what has no words here as the service calls it. */
export const permissionsInWords = (names: readonly string[], say: Say): string =>
  names.map((name) => (toldChecks.includes(name) ? say(`permission.${name}.is`) : name)).join(', ')

/** What the webhook lacks, and what to do about it. */
export const lackInWords = (names: readonly string[], say: Say): string =>
  say('overview.lacks', { names: permissionsInWords(names, say), remedies: remediesInWords(names, say) }).trim()

/** Each remedy once. */
function remediesInWords(names: readonly string[], say: Say): string {
  const remedies = names.filter((name) => toldChecks.includes(name)).map((name) => say(`permission.${name}.remedy`))
  return [...new Set(remedies)].join(' ')
}
