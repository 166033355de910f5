import { eventsInWords, explainRules } from '../core/explain.ts'
import { listEvents } from '../database/journal.ts'
import type { HttpDeps } from '../http/app.ts'
import type { Parts } from './parts.ts'

/** The events of a deal that an explanation looks at, and shows. */
const eventsShown = 50

/** What every rule says of a deal now, with the events that came; reads the portal as a preview does. */
export async function whyDeal(
  { database, portalId, ruleSet }: Pick<Parts, 'database' | 'portalId' | 'ruleSet'>,
  preview: HttpDeps['previewDeal'],
  dealId: number,
): ReturnType<HttpDeps['whyDeal']> {
  const [previewed, rules, { items: events }] = await Promise.all([
    preview({ dealId, rule: null }),
    ruleSet.active(),
    listEvents(database, portalId, { dealId, limit: eventsShown }),
  ])
  if (!previewed.found && events.length === 0) return null
  const now = previewed.found ? previewed.run : null
  return {
    dealId,
    rules: now === null ? [] : explainRules(now, rules, events),
    events,
    eventsInWords: eventsInWords(events),
    now,
  }
}
