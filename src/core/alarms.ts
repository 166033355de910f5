import type { Alarm, AlarmKind } from './alert.ts'
import { type Hold, whyHeld } from './hold.ts'
import { changeInWords, type NameChange } from './portal-names.ts'
import { whyQuarantined } from './quarantine.ts'
import { isUnusual, lengthInWords, momentInWords, type Silence, usualInWords } from './silence.ts'
import type { Stop } from './stop.ts'
import type { Sweep } from './sweep.ts'
import type { Swing } from './swing.ts'

/** How things stand at one moment. Null: it is not known, and what was alarming about it stays so. */
export type AlarmFacts = {
  at: Date
  /** Null also when the portal has not been called yet. */
  portal: { paused: { code: string; reason: string; since: string; whatToDo: string } | null } | null
  stopped: Stop | null
  holds: readonly Pick<Hold, 'ruleKey' | 'since' | 'reason'>[]
  /** The first of them, longest first, and how many there are. */
  quarantined: { deals: readonly { dealId: number; since: string; swing: Swing }[]; total: number }
  /** Runs that were recorded in the last minutes. */
  runs: { minutes: number; all: number; failed: number }
  /** The last one that looked for changes to its end. */
  sweep: Pick<Sweep, 'id' | 'finishedAt' | 'dealsSeen' | 'dealsQueued'> | null
  /** Live rules that have not matched for a day, of those that have matched as they are now. Null: it was not looked. */
  silentRules: readonly ({ key: string } & Silence)[] | null
  /** Null: there was no event yet, or not for long. */
  noEvents: Silence | null
  /** Live rules of which the portal was asked. Null: it could not be. */
  names: readonly { key: string; changes: readonly NameChange[] }[] | null
}

export type AlarmLimits = {
  /** Which share of the runs may fail. */
  failurePercent: number
  /** How many deals a sweep may find that no event told of. */
  sweepDeals: number
}

export type Judgement = { alarms: Alarm[]; unknown: ReadonlySet<AlarmKind> }

/** A portal that is down for a moment is nobody's business yet. */
const downMs = 60_000
/** Few failures are no rate. */
const leastFailures = 5
/** So many quarantined deals are told one by one; more are told together. */
export const mostDealsApart = 10
const leastEvents = 10
const leastMatches = 5
/** What is shorter is no silence yet. */
export const silentHours = { events: 2, rule: 24 }

/**
 * What is alarming. `isOpen` tells of what is alarming already: a rate that has been passed has to fall to half of it
 * before that is over, so that it does not come and go.
 */
export function alarmsOf(facts: AlarmFacts, limits: AlarmLimits, isOpen: (kind: AlarmKind) => boolean): Judgement {
  // Each process tells of its own spool, as the database is away then.
  const unknown = new Set<AlarmKind>(['events-kept-aside'])
  if (facts.portal === null) unknown.add('portal-paused')
  if (facts.names === null) unknown.add('rule-names-changed')
  const eventsSilent = noEvents(facts)
  const isAtRest = facts.portal?.paused != null || facts.stopped !== null || eventsSilent.length > 0
  // Where nothing runs no rule matches, which is told already.
  if (facts.silentRules === null || isAtRest) unknown.add('rule-silent')
  return {
    alarms: [
      ...paused(facts),
      ...stopped(facts),
      ...held(facts),
      ...quarantined(facts),
      ...failing(facts, limits, isOpen('runs-fail')),
      ...sweptMany(facts, limits),
      ...(isAtRest ? [] : silentRules(facts)),
      ...namesChanged(facts),
      ...eventsSilent,
    ],
    unknown,
  }
}

function paused({ portal, at }: AlarmFacts): Alarm[] {
  if (portal?.paused == null) return []
  const { code, reason, since, whatToDo } = portal.paused
  if (code === 'PORTAL_DOWN' && at.getTime() - Date.parse(since) < downMs) return []
  const message = `${reason} It is left alone since ${momentInWords(since)}: deals wait and none fails for it, events are taken in.`
  return [{ kind: 'portal-paused', subject: '', title: 'The portal is paused', message, whatToDo, since }]
}

function stopped({ stopped }: AlarmFacts): Alarm[] {
  if (stopped === null) return []
  const why = stopped.note === null ? '' : ` Their note: ${stopped.note}`
  return [
    {
      kind: 'writes-stopped',
      subject: '',
      title: 'All writes are stopped',
      message: `${stopped.by} stopped all writes on the portal. Events are taken in and deals wait.${why}`,
      whatToDo: 'Resume them when the reason is gone: "Needs a person" in the console, or "npm run bindery -- resume".',
      since: stopped.at,
    },
  ]
}

function held({ holds }: AlarmFacts): Alarm[] {
  return holds.map(({ ruleKey, since, reason }) => ({
    kind: 'rule-held',
    subject: ruleKey,
    title: `Rule ${ruleKey} is held by its fuse`,
    message: whyHeld(ruleKey, reason),
    whatToDo:
      'Look at what it would change under "Needs a person" in the console or with "npm run bindery -- holds list", then release it, release some deals, or discard it.',
    since,
  }))
}

function quarantined({ quarantined: { deals, total } }: AlarmFacts): Alarm[] {
  const whatToDo =
    'Look at the rules and people in the deal’s runs, mend what pulls it to and fro, then release the deal: "Needs a person" in the console.'
  const apart = deals.slice(0, mostDealsApart).map(
    ({ dealId, since, swing }): Alarm => ({
      kind: 'deal-quarantined',
      subject: String(dealId),
      title: `Deal ${dealId} is quarantined`,
      message: `${whyQuarantined(dealId, swing)} It is not written again until a person releases it.`,
      whatToDo,
      since,
    }),
  )
  const next = deals[mostDealsApart]
  if (total <= mostDealsApart || next === undefined) return apart
  const many: Alarm = {
    kind: 'deal-quarantined',
    subject: 'many',
    title: `More than ${mostDealsApart} deals are quarantined`,
    message: `${total} deals are quarantined. Further ones are not told one by one until there are fewer.`,
    whatToDo: `${whatToDo} Where one rule is behind them all, turn it off first.`,
    since: next.since,
  }
  return [...apart, many]
}

function failing({ runs: { minutes, all, failed }, at }: AlarmFacts, limits: AlarmLimits, isOpen: boolean): Alarm[] {
  const percent = all === 0 ? 0 : (failed / all) * 100
  const limit = isOpen ? limits.failurePercent / 2 : limits.failurePercent
  if (percent < limit || percent === 0 || (failed < leastFailures && !isOpen)) return []
  return [
    {
      kind: 'runs-fail',
      subject: '',
      title: `${Math.round(percent)} % of the runs fail`,
      message: `${failed} of the ${all} runs of the last ${minutes} minutes failed, each after several tries; up to ${limits.failurePercent} % are let pass.`,
      whatToDo:
        'Look at the failed runs in the console: each says what stood in its way, and can be run again once that is mended.',
      since: new Date(at.getTime() - minutes * 60_000).toISOString(),
    },
  ]
}

function sweptMany({ sweep }: AlarmFacts, { sweepDeals }: AlarmLimits): Alarm[] {
  if (sweep === null || sweep.finishedAt === null || sweep.dealsQueued < sweepDeals) return []
  return [
    {
      kind: 'sweep-found-many',
      subject: '',
      title: `A sweep found ${sweep.dealsQueued} deals that no event told of`,
      message: `Of ${sweep.dealsSeen} deals that the last sweep looked at, ${sweep.dealsQueued} had changed without an event. They are run now; nothing is lost. It is over when a later sweep finds fewer than ${sweepDeals}.`,
      whatToDo:
        'After an outage or an import there is nothing to do. Else events get lost: look at the outbound webhook in Bitrix24 and whether it reaches this service ("npm run bindery -- doctor"). GET /api/completeness tells it day by day.',
      since: sweep.finishedAt,
    },
  ]
}

function silentRules({ silentRules, at }: AlarmFacts): Alarm[] {
  return (silentRules ?? [])
    .filter((silence) => isUnusual(silence, leastMatches))
    .map((silence) => ({
      kind: 'rule-silent',
      subject: silence.key,
      title: `Rule ${silence.key} has stopped matching`,
      message: `It has matched no deal since ${momentInWords(silence.since)}, for ${lengthInWords(silence.since, at)}. ${usualInWords(silence)} matches.`,
      whatToDo:
        'On a holiday there is nothing to do. Else look at a deal that it should have changed: "why" in the console or "npm run bindery -- why DEAL" names the condition that failed.',
      since: silence.since,
    }))
}

function noEvents({ noEvents, portal, at }: AlarmFacts): Alarm[] {
  if (noEvents === null || portal?.paused != null || !isUnusual(noEvents, leastEvents)) return []
  return [
    {
      kind: 'no-events',
      subject: '',
      title: 'No events come',
      message: `No event has come since ${momentInWords(noEvents.since)}, for ${lengthInWords(noEvents.since, at)}. ${usualInWords(noEvents)}.`,
      whatToDo:
        'On a holiday there is nothing to do. Else change a deal in Bitrix24 and look whether it appears under Events. If it does not: is the outbound webhook still there, does its address reach this service ("npm run bindery -- doctor"), is its application token the configured one? Sweeps run what was missed.',
      since: noEvents.since,
    },
  ]
}

function namesChanged({ names, at }: AlarmFacts): Alarm[] {
  return (names ?? []).flatMap(({ key, changes }): Alarm[] => {
    if (changes.length === 0) return []
    return [
      {
        kind: 'rule-names-changed',
        subject: key,
        title: `What rule ${key} names has changed in the portal`,
        message: `Since it was saved: ${changes.map(changeInWords).join('; ')}.`,
        whatToDo:
          'Look whether the rule still says what is meant. Save it again, changed or not, and this counts as seen.',
        since: at.toISOString(),
      },
    ]
  })
}

/** Events wait on the disk of one process, since the database does not take them. */
export function keptAside(
  { events, bytes, limitBytes, since }: { events: number; bytes: number; limitBytes: number; since: string },
  host: string,
): Alarm {
  return {
    kind: 'events-kept-aside',
    subject: host,
    title: `Events wait on the disk of ${host}`,
    message: `The database takes no events since ${momentInWords(since)}; ${events} wait on the disk of ${host}. They take ${Math.ceil((bytes / limitBytes) * 100)} % of what they may; beyond that events are refused. They are taken in by themselves when the database is back.`,
    whatToDo: 'Look after the database: is it up, reachable from there, and is there room on its disk?',
    since,
  }
}
