import type { Hold } from '../guards/hold.ts'
import type { Stop } from '../guards/stop.ts'
import type { NameChange } from '../rules/portal-names.ts'
import type { SweepsSince } from '../sweeps/overdue.ts'
import type { Sweep } from '../sweeps/sweep.ts'
import {
  eventsSilent,
  manyDealsQuarantined,
  manyNamesChanged,
  manyRulesSilent,
  namesChanged,
  portalPaused,
  type QuarantinedDeal,
  quarantinedDeal,
  ruleHeld,
  ruleSilent,
  runsFail,
  sweepFoundMany,
  sweepsFail,
  writesStopped,
} from './alarm-words.ts'
import { type Alarm, type AlarmKind, manyOfThem } from './alert.ts'
import { isUnusual, type Silence } from './silence.ts'

/** How things stand at one moment. Null: it is not known, and what was alarming about it stays so. */
export type AlarmFacts = {
  at: Date
  /** Null also when the portal has not been called yet. */
  portal: { paused: { code: string; reason: string; since: string; whatToDo: string } | null } | null
  stopped: Stop | null
  holds: readonly Pick<Hold, 'ruleKey' | 'since' | 'reason'>[]
  /** The first of them, longest first, and how many there are. */
  quarantined: { deals: readonly QuarantinedDeal[]; total: number }
  /** Runs that ended in the last minutes. */
  runs: { minutes: number; all: number; failed: number }
  /** The last one that looked for changes to its end. */
  sweep: Pick<Sweep, 'id' | 'finishedAt' | 'dealsSeen' | 'dealsQueued'> | null
  /** Kinds of sweeps of which none has come to its end for unusually long. Null: it is too early to say. */
  overdueSweeps: readonly SweepsSince[] | null
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
/** So many of a kind are told one by one; more are told together. */
export const mostApart = 10
const leastEvents = 10
const leastMatches = 5
/** What is shorter is no silence yet. */
export const silentHours = { events: 2, rule: 24 }

/**
 * What is alarming. `isOpen` tells of what is alarming already: a rate that has been passed has to fall to half of it
 * before that is over, so that it does not come and go. `subject`: left out where it may be any.
 */
export function alarmsOf(
  facts: AlarmFacts,
  limits: AlarmLimits,
  isOpen: (kind: AlarmKind, subject?: string) => boolean,
): Judgement {
  const { at, portal, stopped, holds, quarantined, runs, sweep } = facts
  const paused = portal?.paused ?? null
  // A beginning yet to come was noted by a clock that was ahead, so nobody knows how long it has lasted.
  const downForMs = paused?.code === 'PORTAL_DOWN' ? at.getTime() - Date.parse(paused.since) : Number.NaN
  const isDownForAMoment = downForMs >= 0 && downForMs < downMs
  // A portal that is paused explains why nothing comes, and ends nothing that was told before.
  const isTellable = paused === null || isOpen('no-events')
  const noEvents = isTellable && isSilent(facts.noEvents, leastEvents) ? facts.noEvents : null
  // Where nothing runs no rule matches, which is told already.
  const isHeldUp = paused !== null || stopped !== null
  const isAtRest = isHeldUp || noEvents !== null
  const silentRules = isAtRest ? [] : (facts.silentRules ?? []).filter((silence) => isUnusual(silence, leastMatches))
  const isTold = ({ kind, subject }: Alarm) => isOpen(kind, subject)
  const changed = (facts.names ?? []).filter(({ changes }) => changes.length > 0)
  return {
    alarms: [
      ...(paused === null || isDownForAMoment ? [] : [portalPaused(paused)]),
      ...(stopped === null ? [] : [writesStopped(stopped)]),
      ...holds.map(ruleHeld),
      ...apart(quarantined.deals.map(quarantinedDeal), isTold, () => manyDealsQuarantined(quarantined.total)),
      ...(failTooOften(runs, limits, isOpen('runs-fail')) ? [runsFail(runs, limits.failurePercent, at)] : []),
      ...(sweep !== null && sweep.dealsQueued >= limits.sweepDeals
        ? [sweepFoundMany(sweep, limits.sweepDeals, at)]
        : []),
      ...(isHeldUp ? [] : (facts.overdueSweeps ?? [])).map((since) => sweepsFail(since, at)),
      ...apart(
        silentRules.map((silence) => ruleSilent(silence, at)),
        isTold,
        () => manyRulesSilent(silentRules.length),
      ),
      ...apart(
        changed.map((one) => namesChanged(one, at)),
        isTold,
        () => manyNamesChanged(changed.length),
      ),
      ...(noEvents === null ? [] : [eventsSilent(noEvents, at)]),
    ],
    unknown: new Set<AlarmKind>([
      // Each process tells of its own spool, as the database is away then.
      'events-kept-aside',
      ...(portal === null ? (['portal-paused'] as const) : []),
      ...(facts.overdueSweeps === null || isHeldUp ? (['sweeps-fail'] as const) : []),
      ...(facts.names === null ? (['rule-names-changed'] as const) : []),
      ...(facts.silentRules === null || isAtRest ? (['rule-silent'] as const) : []),
    ]),
  }
}

function failTooOften({ all, failed }: AlarmFacts['runs'], { failurePercent }: AlarmLimits, isOpen: boolean): boolean {
  if (failed === 0 || (failed < leastFailures && !isOpen)) return false
  return (failed / all) * 100 >= (isOpen ? failurePercent / 2 : failurePercent)
}

const isSilent = (silence: Silence | null, least: number): boolean => silence !== null && isUnusual(silence, least)

/** The first of a kind one by one, and that there are more as one alarm. Those that were told one by one stay so. */
function apart(
  alarms: Alarm[],
  isTold: (alarm: Alarm) => boolean,
  many: () => Pick<Alarm, 'title' | 'message' | 'whatToDo'>,
): Alarm[] {
  const inOrder = [...alarms.filter(isTold), ...alarms.filter((alarm) => !isTold(alarm))]
  const next = inOrder[mostApart]
  return next === undefined ? alarms : [...inOrder.slice(0, mostApart), { ...next, ...many(), subject: manyOfThem }]
}
