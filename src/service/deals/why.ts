import type { Names } from '../../core/conditions/names.ts'
import { brakesOn } from '../../core/guards/brake.ts'
import { eventsInWords, explainRules } from '../../core/turns/explain.ts'
import type { Database } from '../../database/connection/open.ts'
import { listEvents } from '../../database/events/journal.ts'
import { listHolds } from '../../database/guards/list-holds.ts'
import { quarantineOf } from '../../database/guards/quarantines.ts'
import type { HttpDeps } from '../../http/app.ts'
import type { StopSwitch } from '../guards/stop-switch.ts'
import type { RuleSet } from '../rules/rule-set.ts'

/** The events of a deal that an explanation looks at, and shows. */
const eventsShown = 50
/** More rules than this are not held at a time. */
const holdsShown = 200

/** What every rule says of a deal now, with the events that came; reads the portal as a preview does. */
export async function whyDeal(
  {
    database,
    portalId,
    ruleSet,
    stopSwitch,
  }: { database: Database; portalId: number; ruleSet: RuleSet; stopSwitch: StopSwitch },
  {
    preview,
    names,
  }: {
    preview: (request: Parameters<HttpDeps['previewDeal']>[0]) => ReturnType<HttpDeps['previewDeal']>
    names: () => Promise<Names>
  },
  dealId: number,
): ReturnType<HttpDeps['whyDeal']> {
  const [previewed, called, rules, { items: events }, stop, quarantine, { items: holds }] = await Promise.all([
    preview({ dealId, rule: null }),
    names(),
    ruleSet.active(),
    listEvents(database, portalId, { dealId, limit: eventsShown }),
    stopSwitch.read(),
    quarantineOf(database, portalId, dealId),
    listHolds(database, portalId, { isOpen: true, limit: holdsShown }),
  ])
  if (!previewed.found && events.length === 0) return null
  const now = previewed.found ? previewed.run : null
  return {
    dealId,
    rules: now === null ? [] : explainRules(now, rules, events, called),
    brakes: brakesOn(dealId, {
      stop,
      quarantine,
      holds: holds.filter(({ ruleKey }) => rules.some(({ rule }) => rule.key === ruleKey && rule.mode === 'live')),
    }),
    events,
    eventsInWords: eventsInWords(events),
    now,
  }
}
