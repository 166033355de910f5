import { heldNote } from '../../../src/core/guards/hold.ts'
import { type Fuse, usualFuse } from '../../../src/core/rules/fuse.ts'
import { primaryToldIn } from '../../../src/core/runs/effects.ts'
import type { Hold, QuarantinedDeal, StatusReport } from '../api/client.ts'
import type { Say } from '../languages/say.ts'
import type { Called } from './run-words.ts'

/** Why a rule is held: what it was about to do, and whose limit that was. */
export function whyHeldInWords(
  { ruleKey, reason }: Pick<Hold, 'ruleKey' | 'reason'>,
  say: Say,
  nameOf: (key: string) => string,
): string {
  return say('holds.why', {
    rule: nameOf(ruleKey),
    deals: say('holds.deals', {}, reason.deals),
    minutes: say('holds.minutes', {}, reason.minutes),
    limit: say(`holds.limit.${reason.from}`),
  })
}

/** What a rule's fuse lets through, its own or the usual one. */
export function fuseInWords({ deals, minutes }: Pick<Fuse, 'deals' | 'minutes'> = usualFuse, say: Say): string {
  return say('holds.fuse', { deals: say('holds.deals', {}, deals), minutes: say('holds.minutes', {}, minutes) })
}

/** So many deals within so many minutes. */
export function limitInWords({ deals, minutes }: Pick<Fuse, 'deals' | 'minutes'>, say: Say): string {
  return say('holds.fuseLimit', { deals: say('holds.deals', {}, deals), minutes: say('holds.minutes', {}, minutes) })
}

/** Why nothing is written to a deal: which links kept coming back. */
export function whyQuarantinedInWords(
  { links, runIds }: Pick<QuarantinedDeal, 'links' | 'runIds'>,
  say: Say,
  called: Called,
): string {
  const contacts = links.map(({ contactId, isPrimary }) => {
    const name = called(contactId) ?? say('live.contact', { id: contactId })
    return isPrimary ? `${name} ★` : name
  })
  return say('quarantine.why', {
    contacts: contacts.length === 0 ? say('quarantine.nobody') : contacts.join(', '),
    runs: say('quarantine.runs', {}, runIds.length),
  })
}

/** What stands beside an effect, in the language of the page where it is a held rule's note or tells of the primary. */
export function noteInWords(note: string, say: Say, called: Called): string {
  if (note === heldNote) return say('holds.note')
  const primary = primaryToldIn(note)
  return primary === null ? note : say('meant.madePrimary', { ids: called(primary) ?? primary })
}

/** How much waits for somebody's decision: a stop, each rule and each deal that is held, each run that failed lately. */
export function waitingForPeople({ brakes, runsLastDay }: Pick<StatusReport, 'brakes' | 'runsLastDay'>): number {
  const stops = brakes.stopped === null ? 0 : 1
  return stops + brakes.proposedRules + brakes.heldRules + brakes.quarantinedDeals + (runsLastDay.failed ?? 0)
}
