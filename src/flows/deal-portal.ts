import type { LinkChange } from '../core/deal/change.ts'
import type { EntityName } from '../core/deal/fields.ts'
import type { Link } from '../core/deal/link.ts'
import type { FieldDescriptions, Fields } from '../core/deal/snapshot.ts'
import type { PortalError } from '../core/runs/portal-error.ts'
import type { Operation } from '../core/runs/run.ts'

/** What a run will most likely ask for after the deal, so that it can be fetched along. A hint, never an order. */
export type Foresight = {
  company: boolean
  companyContacts: boolean
  leadContacts: boolean
  /** The contacts that are linked. */
  linkedContacts: boolean
  /** Contacts that rules name by their ids. */
  contactIds: number[]
  /** Fields of the deal by whose values contacts are looked up. */
  matches: { by: 'phone' | 'email'; field: string }[]
  /** Fields of the deal that name contacts. */
  namingFields: string[]
  /** What rules read of contacts. */
  contactFields: string[] | 'all'
  /** Whether the deal had links when it was last seen. */
  hadLinks: boolean
}

/** What a run reads of the portal. Every function throws `PortalError`. */
export type DealReader = {
  /** The deal with its links; null when there is no such deal. `isForeseen`: what was foreseen came along. */
  readDeal(dealId: number, foresight?: Foresight): Promise<{ deal: Fields; links: Link[]; isForeseen?: boolean } | null>
  /** `isOlderThanDeal`: it is as it was before the deal was read, so whoever saved the deal may have changed it since. */
  readCompanyAndContacts(
    companyId: number,
    wish: { company: boolean; contacts: boolean },
  ): Promise<{ company: Fields | null; contacts: Link[]; isOlderThanDeal?: boolean }>
  leadContacts(leadId: number): Promise<Link[]>
  /** Contact ids by each value that was looked up. */
  matchContacts(by: 'phone' | 'email', values: string[]): Promise<Map<string, number[]>>
  /** The contacts that exist and may be read, with at least these fields. */
  readContacts(contactIds: number[], fields: string[] | 'all'): Promise<Map<number, Fields>>
  describeFields(entity: EntityName): Promise<FieldDescriptions>
}

export type Call = Pick<Operation, 'method' | 'params'>
export type CallAnswer = { result: unknown; error: null } | { result: null; error: PortalError }

/** What a run does on the portal. */
export type DealWriter = {
  readLinks(dealId: number): Promise<Link[]>
  /** The call that carries a change out. */
  callFor(dealId: number, change: LinkChange): Call
  /**
   * Makes the calls in order and reads the links back. An answer for every call that was sent, failed ones included;
   * `links` is null where they could not be read, which another look may mend. `found` tells what they were right before
   * the call at the place `lookBefore`; null where that is not known or not asked for. Throws only what the signal was
   * aborted with, when nothing was sent.
   */
  carryOut(
    dealId: number,
    calls: readonly Call[],
    options?: { lookBefore?: number | null; signal?: AbortSignal | undefined },
  ): Promise<{ answers: CallAnswer[]; found: Link[] | null; links: Link[] | null }>
}
