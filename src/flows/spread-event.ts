import type { DealQuery } from '../core/deal/deal-filter.ts'
import { type ClientEvent, mostDealsOfClient } from '../core/rules/client-events.ts'
import { PortalError } from '../core/runs/portal-error.ts'

/** Events of one company or contact that wait together, oldest first. */
export type ClientEvents = { event: ClientEvent; aboutId: number; eventIds: string[] }

export type SpreadEventDeps = {
  /** The next page of deals, by ascending id. */
  listDeals(query: DealQuery, afterId: number): Promise<{ dealIds: number[]; isLast: boolean }>
  companiesOfContact(contactId: number): Promise<number[]>
  /** Has the deals run and marks the events done, with a note for people: both or neither. */
  spread(events: ClientEvents, deals: { dealIds: number[]; note: string }): Promise<void>
}

/** What became of it. `fault`: why its deals could not be found; null: they were. */
export type Spread = { deals: number; isCut: boolean; fault: string | null }

/**
 * Has the open deals run that a change of a company or contact concerns: the company's; the contact's and those of the
 * contact's companies. Many events of one company are one look. Throws `PortalError` where waiting helps; then the events
 * still wait. Where nothing would, they wait no more, so that no other does behind them, and the note says so.
 */
export async function spreadEvent(deps: SpreadEventDeps, events: ClientEvents): Promise<Spread> {
  try {
    return await spread(deps, events)
  } catch (error) {
    if (!(error instanceof PortalError) || !error.isHopeless) throw error
    await deps.spread(events, { dealIds: [], note: `The deals concerned could not be found: ${error.message}` })
    return { deals: 0, isCut: false, fault: error.message }
  }
}

async function spread(deps: SpreadEventDeps, events: ClientEvents): Promise<Spread> {
  const found = new Set<number>()
  let isCut = false
  for (const query of await queriesOf(deps, events)) {
    if (found.size >= mostDealsOfClient) {
      isCut = true
      break
    }
    isCut = (await collect(deps, query, found)) || isCut
  }
  const dealIds = [...found].sort((a, b) => a - b)
  await deps.spread(events, { dealIds, note: noteOf(dealIds.length, isCut) })
  return { deals: dealIds.length, isCut, fault: null }
}

async function queriesOf(deps: SpreadEventDeps, { event, aboutId }: ClientEvents): Promise<DealQuery[]> {
  if (event === 'ONCRMCOMPANYUPDATE') return [{ companyId: aboutId, isOpen: true }]
  const companyIds = (await deps.companiesOfContact(aboutId)).slice(0, mostCompanies)
  return [
    { contactId: aboutId, isOpen: true },
    ...(companyIds.length === 0 ? [] : [{ companyIds, isOpen: true as const }]),
  ]
}

/** Values of one `@` condition; nobody is known to work for more companies. */
const mostCompanies = 50

/** Adds the deals of a query, as far as there is room; whether some were left out. */
async function collect(deps: SpreadEventDeps, query: DealQuery, found: Set<number>): Promise<boolean> {
  let after = 0
  for (;;) {
    const { dealIds, isLast } = await deps.listDeals(query, after)
    for (const dealId of dealIds) {
      if (found.has(dealId)) continue
      if (found.size >= mostDealsOfClient) return true
      found.add(dealId)
    }
    if (isLast) return false
    after = Math.max(after, ...dealIds)
  }
}

function noteOf(deals: number, isCut: boolean): string {
  if (isCut) {
    return `More than ${mostDealsOfClient} open deals are concerned: the first ${deals} are run. A backfill runs the others.`
  }
  if (deals === 0) return 'No open deal is concerned.'
  return deals === 1 ? '1 open deal is concerned and is run.' : `${deals} open deals are concerned and are run.`
}
