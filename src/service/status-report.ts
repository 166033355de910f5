import type { Config, PortalPlan } from '../config/config.ts'
import { portalPause } from '../core/alarms/portal-pause.ts'
import type { Allowance } from '../core/jobs/budget.ts'
import type { RuleMode } from '../core/rules/rule.ts'
import { countOpenAlerts } from '../database/alerts.ts'
import { countHeld } from '../database/held-changes.ts'
import { countProposals } from '../database/proposals.ts'
import { countQuarantined } from '../database/quarantines.ts'
import { listRules } from '../database/rules.ts'
import { countsForStatus } from '../database/runs.ts'
import type { HttpDeps } from '../http/app.ts'
import { allowanceOf, operatingSeconds, usualShare } from '../portal/bucket.ts'
import { plannedSeconds } from '../portal/durations.ts'
import { stopAt } from '../portal/method-pauses.ts'
import type { Parts } from './parts.ts'
import { permissionsOf } from './portal-watch.ts'
import { lastSweep } from './sweeps.ts'

/** How the service, its portal and its queue are now. */
export async function statusReport(parts: Parts): ReturnType<HttpDeps['status']> {
  const { config, connection, portals, watch, queue, database, portalId } = parts
  const [counts, depth, rules, quarantinedDeals, sweep, stopped, held, proposedRules, openAlerts] = await Promise.all([
    countsForStatus(database, portalId),
    queue.depth(),
    listRules(database, portalId),
    countQuarantined(database, portalId),
    lastSweep(parts),
    parts.stopSwitch.read(),
    countHeld(database, portalId),
    countProposals(database, portalId),
    countOpenAlerts(database, portalId),
  ])
  const { state, lastAnswerAt, error, check, lastRefusedEventAt } = watch.state()
  const load = connection.client.load()
  const { plan, share } = planOf(config)
  const allowance = allowanceOf(plan)
  const { waiting, inFlight } = portals.load()
  const lease = parts.lease.holder()
  const inMode = (mode: RuleMode) => rules.filter(({ rule }) => rule.mode === mode).length
  return {
    version: parts.version,
    startedAt: parts.startedAt.toISOString(),
    publicUrl: parts.publicUrl,
    portal: {
      domain: connection.name,
      isSandbox: connection.isSandbox,
      state,
      lastAnswerAt,
      error,
      paused: portalPause(load.paused),
    },
    permissions: check && {
      checkedAt: check.checkedAt,
      granted: permissionsOf(check.checks, 'ok'),
      missing: permissionsOf(check.checks, 'failed'),
    },
    limits: {
      plan,
      requestsPerSecond: allowance?.perSecond ?? null,
      burst: allowance?.burst ?? null,
      share,
      inUse: load.bucketLevel,
      waiting: waiting.live + waiting.manual + waiting.again + waiting.backfill,
      waitingByUrgency: waiting,
      inFlight,
      methods: load.methods.map((method) => ({ ...method, pausedUntil: instant(method.pausedUntil) })),
      pausedUntil: instant(load.pausedUntil),
    },
    worker: { name: lease.name, isThisProcess: lease.isUs },
    queue: {
      pendingEvents: counts.pendingEvents,
      waitingDeals: depth.waiting + depth.retrying,
      runningDeals: depth.active,
      oldestPendingAt: counts.oldestPendingAt,
    },
    spool: parts.intake.spool(),
    eventSources: eventSourcesOf(parts),
    lastSweep: sweep,
    rules: { live: inMode('live'), shadow: inMode('shadow'), off: inMode('off') },
    brakes: { stopped, quarantinedDeals, heldRules: held.rules, heldDeals: held.deals, proposedRules },
    alerts: { open: openAlerts, channels: [...parts.channels.keys()] },
    fourEyes: config.doors.fourEyes,
    lastEventAt: counts.lastEventAt,
    lastRefusedEventAt,
    lastRunAt: counts.lastRunAt,
    runsLastDay: counts.runsByStatus,
  }
}

const instant = (ms: number | null) => (ms === null ? null : new Date(ms).toISOString())

function eventSourcesOf({ eventSources }: Parts): Awaited<ReturnType<HttpDeps['status']>>['eventSources'] {
  const state = eventSources.state()
  return state && { ...state, ranges: [...state.ranges] }
}

/** The plan, and which part of it is ours; the sandbox has the standard one. */
export function planOf({ portal }: Config): { plan: PortalPlan; share: number } {
  if (portal.kind === 'bitrix24') return { plan: portal.plan, share: portal.allowanceShare }
  return { plan: 'standard', share: usualShare }
}

/** What of the portal's allowance is ours, how much of it is used at this moment, and how slow the portal is. */
export function allowanceNow({ config, connection }: Pick<Parts, 'config' | 'connection'>): Allowance | null {
  const { plan, share } = planOf(config)
  const whole = allowanceOf(plan)
  const { bucketLevel } = connection.client.load()
  if (whole === null) return null
  const { durations } = connection.client
  const known = (method: string) => (durations.isKnown(method) ? durations.expected(method) : null)
  const perMethod = operatingSeconds[plan]
  return {
    perSecond: whole.perSecond * share,
    burst: Math.floor(whole.burst * share),
    inUse: bucketLevel,
    calls: {
      read: known('crm.deal.contact.items.get'),
      write: known('crm.deal.contact.add'),
      perRequest: plannedSeconds,
      perMethod: perMethod === null ? null : perMethod * stopAt,
    },
  }
}
