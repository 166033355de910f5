import type { Config } from '../../config/config.ts'
import { portalPause } from '../../core/alarms/portal-pause.ts'
import type { RuleMode } from '../../core/rules/rule.ts'
import { countOpenAlerts } from '../../database/alerts/alerts.ts'
import type { Database, Transaction } from '../../database/connection/open.ts'
import { countHeld } from '../../database/guards/held-changes.ts'
import { countQuarantined } from '../../database/guards/quarantines.ts'
import { countProposals } from '../../database/rules/proposals.ts'
import { listRules } from '../../database/rules/rules.ts'
import { countsForStatus } from '../../database/runs/status-counts.ts'
import type { Channels } from '../../flows/deliver-alerts.ts'
import type { HttpDeps } from '../../http/app.ts'
import { allowanceOf } from '../../portal/bucket.ts'
import type { DealPortals } from '../../portal/deal-portals.ts'
import type { DealQueue } from '../../queue/deal-queue.ts'
import type { Intake } from '../events/intake.ts'
import type { EventSources } from '../events/sources.ts'
import type { StopSwitch } from '../guards/stop-switch.ts'
import { planOf } from '../portal/allowance.ts'
import type { PortalConnection } from '../portal/connection.ts'
import { type PortalWatch, permissionsOf } from '../portal/watch.ts'
import type { Lease } from '../process/lease.ts'
import { lastSweep } from '../sweeps/desk.ts'

type StatusParts = {
  version: string
  startedAt: Date
  publicUrl: string
  now(): Date
  config: Config
  database: Database
  portalId: number
  connection: PortalConnection
  portals: DealPortals
  watch: PortalWatch
  channels: Channels
  queue: DealQueue<Transaction>
  lease: Lease
  stopSwitch: StopSwitch
  intake: Intake
  eventSources: EventSources
}

/** How the service, its portal and its queue are now. */
export async function statusReport(parts: StatusParts): ReturnType<HttpDeps['status']> {
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

function eventSourcesOf({ eventSources }: StatusParts): Awaited<ReturnType<HttpDeps['status']>>['eventSources'] {
  const state = eventSources.state()
  return state && { ...state, ranges: [...state.ranges] }
}
