import type { LinksFact } from '../deal/link.ts'
import type { Fields } from '../deal/snapshot.ts'

/** What conditions read: the state at the run's start. A fact that is absent reads as `undefined`, as does any path in it. */
export type Facts = {
  event: { type: string; types: string[]; receivedAt: string }
  deal: Fields
  company: Fields | undefined
  links: LinksFact
  companyContacts: LinksFact | undefined
  changed: string[]
  previous: Fields | undefined
  contact?: Fields
}
