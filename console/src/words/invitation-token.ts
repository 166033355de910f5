import type { LocationQuery } from 'vue-router'

/**
 * The secret of an invitation's link. It stands in the fragment, which a browser keeps to itself; links that were made
 * before that have it in the query. Empty where there is none.
 */
export function invitationToken(hash: string, query: LocationQuery): string {
  const inFragment = new URLSearchParams(hash.slice(1)).get('token')
  if (inFragment !== null) return inFragment
  return typeof query.token === 'string' ? query.token : ''
}
