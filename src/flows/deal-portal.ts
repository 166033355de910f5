import type { LinkChange } from '../core/change.ts'
import type { EntityName } from '../core/fields.ts'
import type { Link } from '../core/link.ts'
import type { Operation } from '../core/run.ts'
import type { FieldDescriptions, Fields } from '../core/snapshot.ts'

/** What a run reads of the portal. Every function throws `PortalError`. */
export type DealReader = {
  /** The deal with its links; null when there is no such deal. */
  readDeal(dealId: number): Promise<{ deal: Fields; links: Link[] } | null>
  readCompanyAndContacts(
    companyId: number,
    wish: { company: boolean; contacts: boolean },
  ): Promise<{ company: Fields | null; contacts: Link[] }>
  leadContacts(leadId: number): Promise<Link[]>
  /** Contact ids by each value that was looked up. */
  matchContacts(by: 'phone' | 'email', values: string[]): Promise<Map<string, number[]>>
  /** The contacts that exist and may be read, with at least these fields. */
  readContacts(contactIds: number[], fields: string[] | 'all'): Promise<Map<number, Fields>>
  describeFields(entity: EntityName): Promise<FieldDescriptions>
}

/** What a run does on the portal. */
export type DealWriter = {
  readLinks(dealId: number): Promise<Link[]>
  /** The call that carries a change out. */
  callFor(dealId: number, change: LinkChange): Pick<Operation, 'method' | 'params'>
  write(call: Pick<Operation, 'method' | 'params'>): Promise<unknown>
}
