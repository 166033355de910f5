/** What earlier rules of a run have said about contacts; it stands against the rules after them. */
export type Claims = {
  membership: Map<number, { isIn: boolean; by: string }>
  /** `replace`, `clear` and a `detach` of all that are linked speak against every contact that no rule before them spoke for. */
  everyone: string | null
  /** The rule whose `replace` made the order. */
  order: string | null
  primary: { contactId: number; by: string } | null
}

export function noClaims(): Claims {
  return { membership: new Map(), everyone: null, order: null, primary: null }
}

export function copyOf(claims: Claims): Claims {
  return { ...claims, membership: new Map(claims.membership) }
}

/** The key of the other rule that keeps `by` from having this contact in (or out), if one does. */
export function overrulerOf(claims: Claims, contactId: number, isIn: boolean, by: string): string | null {
  const { primary } = claims
  if (!isIn && primary?.contactId === contactId && primary.by !== by) return primary.by
  const claim = claims.membership.get(contactId) ?? (claims.everyone && { isIn: false, by: claims.everyone })
  return claim && claim.by !== by && claim.isIn !== isIn ? claim.by : null
}

/** The key of the other rule that has chosen a primary other than this contact, if one has. */
export function primaryOverrulerOf(claims: Claims, contactId: number, by: string): string | null {
  const claim = claims.primary
  return claim !== null && claim.by !== by && claim.contactId !== contactId ? claim.by : null
}

/** Notes a rule's word on a contact, unless an earlier rule's word stands. */
export function claim(claims: Claims, contactId: number, isIn: boolean, by: string): void {
  const standing = claims.membership.get(contactId)
  const isFree = standing === undefined ? claims.everyone === null || claims.everyone === by : standing.by === by
  if (isFree) claims.membership.set(contactId, { isIn, by })
}

export function claimEveryoneOut(claims: Claims, by: string): void {
  claims.everyone ??= by
}

/** A contact that is gone is nobody's chosen primary any more. */
export function releasePrimary(claims: Claims, contactId: number): void {
  if (claims.primary?.contactId === contactId) claims.primary = null
}

/** A chosen primary stays, and stays linked. */
export function claimPrimary(claims: Claims, contactId: number, by: string): void {
  if (claims.primary === null || claims.primary.by === by) claims.primary = { contactId, by }
  claim(claims, contactId, true, by)
}
