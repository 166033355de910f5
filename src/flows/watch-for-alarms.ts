import { type AlarmFacts, type AlarmLimits, alarmsOf, mostApart, silentHours } from '../core/alarms/alarms.ts'
import type { AlarmKind } from '../core/alarms/alert.ts'
import { type AlertChanges, alertChanges, type OpenAlert } from '../core/alarms/alert-changes.ts'
import { isLong, type Silence, silentSince, timesToCompare } from '../core/alarms/silence.ts'
import type { PortalMetadata } from '../core/deal/portal-metadata.ts'
import { nameChanges, type PortalNames, portalNamesOf } from '../core/rules/portal-names.ts'
import { PortalError } from '../core/runs/portal-error.ts'
import type { SweepKind } from '../core/sweeps/sweep.ts'
import type { SweepTimes } from '../core/sweeps/sweep-times.ts'
import type { RuleRecord } from '../core/turns/store.ts'
import { createOverdueSweeps, type OverdueSweepsDeps } from './overdue-sweeps.ts'
import { createPastMoments, type NewestMoment } from './past-moments.ts'

type Span = { from: Date; to: Date }

export type WatchForAlarmsDeps = Omit<OverdueSweepsDeps, 'listeningSince'> & {
  portal(): AlarmFacts['portal']
  stopped(): Promise<AlarmFacts['stopped']>
  holds(): Promise<AlarmFacts['holds']>
  quarantined(most: number): Promise<AlarmFacts['quarantined']>
  runsIn(span: Span): Promise<{ all: number; failed: number }>
  lastSweepDone(upTo: Date): Promise<AlarmFacts['sweep']>
  /** Since when events are taken in without an outage, where one is known. */
  listeningSince: NewestMoment
  lastEventAt: NewestMoment
  countEvents(span: Span): Promise<number>
  liveRules(): Promise<RuleRecord[]>
  /** When the last run began in which rules could match by themselves. */
  lastRunAt(): Promise<string | null>
  /** When the rule last matched by itself in this time. */
  lastMatchOf(key: string, span: { from: Date; to?: Date | undefined }): Promise<string | null>
  countMatches(key: string, span: Span): Promise<number>
  /** Throws `PortalError`. */
  readMetadata(): Promise<PortalMetadata>
  knownNames(): Promise<ReadonlyMap<string, { version: number; names: PortalNames }>>
  keepNames(kept: { ruleKey: string; version: number; names: PortalNames; seenAt: string }): Promise<void>
  openAlerts(): Promise<OpenAlert[]>
  keepChanges(changes: AlertChanges, at: Date): Promise<void>
}

export type WatchForAlarmsOptions = {
  limits: AlarmLimits
  /** When each kind of sweep comes round by itself. */
  sweepTimes: Record<SweepKind, SweepTimes>
  /** So long a thing that comes and goes by itself has to be away before it is over. */
  settleMs: number
  /** How often the portal is asked for its names, and the history for what is usual. */
  slowEveryMs: number
}

/** Failures are counted over this time. */
const failureMinutes = 15
const minuteMs = 60_000

/** Looks at how things stand, and puts on record what has become alarming and what is over; each look by itself. */
export function createWatchForAlarms(
  deps: WatchForAlarmsDeps,
  { limits, sweepTimes, settleMs, slowEveryMs }: WatchForAlarmsOptions,
): (at: Date) => Promise<void> {
  const past = createPastMoments()
  const listeningSince = (at: Date) => past('listening', at, deps.listeningSince)
  let slow: Pick<AlarmFacts, 'silentRules' | 'names'> & { readAt: number; rules: string } = {
    ...{ silentRules: null, names: null, rules: '' },
    readAt: Number.NEGATIVE_INFINITY,
  }

  async function slowFacts(at: Date, open: readonly OpenAlert[]): Promise<Pick<AlarmFacts, 'silentRules' | 'names'>> {
    const live = await deps.liveRules()
    const rules = live.map(({ rule, version }) => `${rule.key} ${version}`).join()
    if (Math.abs(at.getTime() - slow.readAt) < slowEveryMs && rules === slow.rules) return slow
    const [silentRules, names] = await Promise.all([
      silentRulesOf({ ...deps, past, listeningSince }, live, { at, open }),
      namesOf(deps, live, at),
    ])
    slow = { silentRules, names, rules, readAt: at.getTime() }
    return slow
  }

  const overdueSweeps = createOverdueSweeps({ ...deps, listeningSince }, { times: sweepTimes, settleMs })

  return async (at) => {
    const span = { from: new Date(at.getTime() - failureMinutes * minuteMs), to: at }
    const open = await deps.openAlerts()
    const [stopped, holds, quarantined, runs, sweep, noEvents, slowly] = await Promise.all([
      deps.stopped(),
      deps.holds(),
      deps.quarantined(mostApart + 1),
      deps.runsIn(span),
      deps.lastSweepDone(at),
      eventSilence({ ...deps, past, listeningSince }, { at, open }),
      slowFacts(at, open),
    ])
    const facts: AlarmFacts = {
      overdueSweeps: await overdueSweeps(at, open),
      ...{ at, portal: deps.portal(), stopped, holds, quarantined, sweep, noEvents },
      ...{ silentRules: slowly.silentRules, names: slowly.names },
      runs: { ...runs, minutes: failureMinutes },
    }
    const isOpen = (kind: AlarmKind, subject?: string) =>
      open.some((alert) => alert.kind === kind && (subject === undefined || alert.subject === subject))
    const judgement = alarmsOf(facts, limits, isOpen)
    const changes = alertChanges(open, judgement, { at, settleMs })
    if (Object.values(changes).some((some) => some.length > 0)) await deps.keepChanges(changes, at)
  }
}

type SilenceDeps = Omit<WatchForAlarmsDeps, 'listeningSince'> & {
  past: ReturnType<typeof createPastMoments>
  listeningSince(at: Date): Promise<string | null>
}

/** `open`: what people know of. */
type Look = { at: Date; open: readonly OpenAlert[] }

async function eventSilence(deps: SilenceDeps, { at, open }: Look): Promise<Silence | null> {
  const [last, listening] = await Promise.all([deps.past('event', at, deps.lastEventAt), deps.listeningSince(at)])
  const told = open.find(({ kind }) => kind === 'no-events')
  const silent = silentSince({ last, listening, toldSince: told?.since ?? null })
  return silent && withEarlier(silent, at, silentHours.events, deps.countEvents)
}

async function silentRulesOf(
  deps: SilenceDeps,
  live: readonly RuleRecord[],
  { at, open }: Look,
): Promise<AlarmFacts['silentRules']> {
  const [listening, lastRun] = [await deps.listeningSince(at), await deps.lastRunAt()]
  const silentRules: ({ key: string } & Silence)[] = []
  // One after the other: nobody waits for it.
  for (const { rule, savedAt } of live) {
    const from = new Date(savedAt)
    const last = await deps.past(`match of ${rule.key}`, at, (to) => deps.lastMatchOf(rule.key, { from, to }))
    // Of the present version: what was told of one before is over.
    const told = open.find(
      ({ kind, subject, since }) => kind === 'rule-silent' && subject === rule.key && since >= savedAt,
    )
    const silent = silentSince({ last, listening, toldSince: told?.since ?? null })
    // Where nothing has run since then, as on a holiday, it is nothing that this rule has stopped to do.
    if (silent === null || (!silent.isTold && (lastRun === null || lastRun <= silent.since))) continue
    const count = (span: Span) => deps.countMatches(rule.key, span)
    const silence = await withEarlier(silent, at, silentHours.rule, count)
    if (silence !== null) silentRules.push({ key: rule.key, ...silence })
  }
  return silentRules
}

async function withEarlier(
  silent: { since: string; isTold: boolean },
  at: Date,
  leastHours: number,
  count: (span: Span) => Promise<number>,
): Promise<Silence | null> {
  if (!isLong(silent.since, at, leastHours)) return null
  const earlier: number[] = []
  for (const span of timesToCompare(new Date(silent.since), at)) earlier.push(await count(span))
  return { ...silent, earlier }
}

/** What each rule names, beside what the portal called it when that version was first looked at. */
async function namesOf(deps: WatchForAlarmsDeps, live: readonly RuleRecord[], at: Date): Promise<AlarmFacts['names']> {
  if (live.length === 0) return []
  const metadata = await deps.readMetadata().catch((error: unknown) => {
    if (error instanceof PortalError) return null
    throw error
  })
  // A part that is not told now would make what it holds look unchanged.
  if (metadata === null || !isWhole(metadata)) return null
  const known = await deps.knownNames()
  const changed: { key: string; changes: ReturnType<typeof nameChanges> }[] = []
  for (const { rule, version } of live) {
    const names = portalNamesOf(rule, metadata)
    const before = known.get(rule.key)
    if (before?.version === version) changed.push({ key: rule.key, changes: nameChanges(before.names, names) })
    else await deps.keepNames({ ruleKey: rule.key, version, names, seenAt: at.toISOString() })
  }
  return changed
}

const isWhole = ({ fields, categories, statuses }: PortalMetadata) =>
  [fields.deal, fields.company, fields.contact, categories, statuses].every((part) => part !== null)
