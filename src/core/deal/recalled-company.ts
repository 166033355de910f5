import { changedFields } from './fields.ts'
import type { DealSnapshot, Fields, SeenCompany } from './snapshot.ts'

/** Longer ago than this it is read anew, whatever the deal is like. */
const recentMs = 2 * 60_000

/**
 * What the deal's last run was told of the company, where it still answers the deal's next event: nobody has saved the
 * deal since, as every field is as that run left it, so the event is the portal's word of our own write or came twice.
 * Whoever changes the company and then saves the deal leaves another `updatedTime`. Null where the company is to be
 * read, as on portals whose deals do not show their contacts in lists: a person may have changed them.
 */
export function recalledCompany(deal: Fields, snapshot: DealSnapshot | null, now: Date): SeenCompany | null {
  const lately = snapshot?.lately ?? null
  if (snapshot === null || lately === null) return null
  const ageMs = now.getTime() - Date.parse(lately.companyReadAt)
  // In the future by a clock that was set back since.
  if (ageMs > recentMs || ageMs < 0) return null
  const tells = 'contactIds' in deal && 'updatedTime' in deal
  return tells && changedFields(deal, snapshot.deal).length === 0 ? lately : null
}
