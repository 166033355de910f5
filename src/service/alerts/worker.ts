import type { AlarmLimits } from '../../core/alarms/alarms.ts'
import { type AlertChannel, alertChannels } from '../../core/alarms/alert.ts'
import { portalPause } from '../../core/alarms/portal-pause.ts'
import { notAnsweredYet } from '../../core/runs/portal-silence.ts'
import type { SweepKind } from '../../core/sweeps/sweep.ts'
import type { SweepTimes } from '../../core/sweeps/sweep-times.ts'
import {
  countEvents,
  countMatches,
  lastEventAt,
  lastMatchOf,
  lastOutageEnd,
  lastOverOf,
  lastRunAt,
  lastSweepDone,
  longestQuarantined,
  runsIn,
  sweepsSinceDone,
} from '../../database/alerts/alarm-facts.ts'
import { keepAlertChanges, openAlerts } from '../../database/alerts/alerts.ts'
import { claimDeliveries, settleDelivery } from '../../database/alerts/deliveries.ts'
import type { Database } from '../../database/connection/open.ts'
import { listHolds } from '../../database/guards/list-holds.ts'
import { countQuarantined } from '../../database/guards/quarantines.ts'
import { keepPortalNames, knownPortalNames } from '../../database/rules/portal-names.ts'
import { listRules } from '../../database/rules/rules.ts'
import { sweepsUnderWay } from '../../database/sweeps/sweeps.ts'
import { type Channels, deliverAlerts } from '../../flows/deliver-alerts.ts'
import { createWatchForAlarms, type WatchForAlarmsDeps } from '../../flows/watch-for-alarms.ts'
import type { Logger } from '../../log.ts'
import type { MetadataReader } from '../../portal/portal-metadata.ts'
import { within } from '../../within.ts'
import type { Intake } from '../events/intake.ts'
import { createSignOfLife } from '../events/signs-of-life.ts'
import type { StopSwitch } from '../guards/stop-switch.ts'
import type { PortalConnection } from '../portal/connection.ts'
import type { PortalWatch } from '../portal/watch.ts'
import type { Lease } from '../process/lease.ts'
import { type Loop, startLoop } from '../process/loop.ts'

export type AlertTimes = { lookEveryMs: number; settleMs: number; slowEveryMs: number }
export const usualAlertTimes: AlertTimes = { lookEveryMs: 15_000, settleMs: 120_000, slowEveryMs: 10 * 60_000 }

export type AlertParts = {
  database: Database
  portalId: number
  connection: Pick<PortalConnection, 'name'> & {
    client: { load(): Pick<ReturnType<PortalConnection['client']['load']>, 'paused'> }
  }
  intake: Pick<Intake, 'isAside'>
  watch: { state(): Pick<ReturnType<PortalWatch['state']>, 'state'> }
  stopSwitch: Pick<StopSwitch, 'read'>
  metadata: MetadataReader
  channels: Channels
  limits: AlarmLimits
  sweepTimes: Record<SweepKind, SweepTimes>
  times: AlertTimes
  lease: Pick<Lease, 'isOurs'>
  /** Where the console is. */
  publicUrl: string
  log: Logger
  now(): Date
}

/** Nobody else is given a delivery while this process is at it: longer than any channel takes. */
const deliveryMs = 60_000
const mostAtOnce = 20
/** What is not told by then is told by the next who holds the lease. */
const closeMs = 200
/** A portal that hangs keeps no alert waiting longer than this. */
const portalPatienceMs = 10_000

/**
 * Looks for what is alarming and tells it, while this process holds the lease: over each channel by itself, so that one
 * that hangs keeps neither the others nor the next look waiting.
 */
export function workOnAlerts(parts: AlertParts): Loop {
  const { database, portalId, intake, lease, log, now, times } = parts
  const watch = createWatchForAlarms(watchDeps(parts), { ...times, limits: parts.limits, sweepTimes: parts.sweepTimes })
  const leaveSignOfLife = createSignOfLife({ database, portalId, now, isAway: intake.isAside })
  const telling = alertChannels.map((channel) => tellOver(channel, parts))
  const looking = startLoop({
    everyMs: times.lookEveryMs,
    closeMs,
    async look() {
      if (!lease.isOurs()) return false
      // A machine that slept has heard nothing, which has to be on record before anybody calls it silence.
      await leaveSignOfLife()
      await watch(now())
      for (const loop of telling) loop.wake()
      return false
    },
    onError: (error) => log.warn({ err: error }, 'what is alarming could not be looked at'),
  })
  return {
    wake: looking.wake,
    close: async () => void (await Promise.all([looking, ...telling].map((loop) => loop.close()))),
  }
}

/** Tells what is due over one channel, also what was raised before it was configured otherwise. */
function tellOver(channel: AlertChannel, parts: AlertParts): Loop {
  const { database, portalId, connection, channels, lease, publicUrl, log, now, times } = parts
  const delivery = {
    tell: channels.get(channel),
    claim: (at: Date) => {
      const until = new Date(at.getTime() + deliveryMs)
      return claimDeliveries(database, portalId, { channel, at, until, limit: mostAtOnce })
    },
    settle: (due: Parameters<typeof settleDelivery>[2], outcome: Parameters<typeof settleDelivery>[3]) => {
      if ('error' in outcome)
        log.warn({ channel: due.channel, alert: due.alert.id }, `alert not told: ${outcome.error}`)
      return settleDelivery(database, portalId, due, outcome)
    },
    about: { portal: connection.name, link: publicUrl },
    now,
  }
  return startLoop({
    everyMs: times.lookEveryMs,
    closeMs,
    look: async () => lease.isOurs() && (await deliverAlerts(delivery)) === mostAtOnce,
    onError: (error) => log.warn({ channel, err: error }, 'alerts could not be told; it is tried again'),
  })
}

function watchDeps(parts: AlertParts): WatchForAlarmsDeps {
  const { database, portalId, connection, watch, stopSwitch, metadata, channels, log } = parts
  return {
    portal() {
      const { paused } = connection.client.load()
      // Before the first call nobody knows.
      if (watch.state().state === 'unknown') return null
      const pause = portalPause(paused)
      return { paused: paused === null || pause === null ? null : { ...pause, code: paused.code } }
    },
    stopped: () => stopSwitch.read(),
    holds: async () => (await listHolds(database, portalId, { isOpen: true, limit: 200 })).items,
    quarantined: async (most) => {
      const [deals, total] = await Promise.all([
        longestQuarantined(database, portalId, most),
        countQuarantined(database, portalId),
      ])
      return { deals, total }
    },
    runsIn: (span) => runsIn(database, portalId, span),
    lastSweepDone: (upTo) => lastSweepDone(database, portalId, upTo),
    sweepsSinceDone: (kind, upTo) => sweepsSinceDone(database, portalId, kind, upTo),
    sweepsUnderWay: () => sweepsUnderWay(database.orm, portalId),
    lastOverOf: (kinds, upTo) => lastOverOf(database, portalId, kinds, upTo),
    listeningSince: (upTo) => lastOutageEnd(database, portalId, upTo),
    lastEventAt: (upTo) => lastEventAt(database, portalId, upTo),
    countEvents: (span) => countEvents(database, portalId, span),
    liveRules: async () => (await listRules(database, portalId)).filter(({ rule }) => rule.mode === 'live'),
    lastRunAt: () => lastRunAt(database, portalId),
    lastMatchOf: (key, span) => lastMatchOf(database, portalId, key, span),
    countMatches: (key, span) => countMatches(database, portalId, key, span),
    readMetadata: async () => {
      const reading = metadata.read({ maxAgeMs: parts.times.slowEveryMs })
      return (await within(portalPatienceMs, reading, noAnswer)).metadata
    },
    knownNames: () => knownPortalNames(database, portalId),
    keepNames: (kept) => keepPortalNames(database, portalId, kept),
    openAlerts: () => openAlerts(database, portalId),
    async keepChanges(changes, at) {
      const { raised, ended } = await keepAlertChanges(database, portalId, changes, {
        at,
        channels: [...channels.keys()],
      })
      for (const { kind, subject, title, message } of raised) log.warn({ alert: kind, subject }, `${title}: ${message}`)
      for (const { kind, subject, title } of ended) log.info({ alert: kind, subject }, `over: ${title}`)
    },
  }
}

const noAnswer = () => notAnsweredYet(`the portal did not answer within ${portalPatienceMs / 1000} s`)
