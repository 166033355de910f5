import type { RuleMode } from '../core/rule.ts'
import { listRules } from '../database/rules.ts'
import { countsForStatus } from '../database/runs.ts'
import type { HttpDeps } from '../http/app.ts'
import type { Parts } from './parts.ts'
import { permissionsOf } from './portal-watch.ts'

const allowances = {
  standard: { requestsPerSecond: 2, burst: 50 },
  enterprise: { requestsPerSecond: 5, burst: 250 },
  onpremise: { requestsPerSecond: null, burst: null },
} as const

/** How the service, its portal and its queue are now. */
export async function statusReport(parts: Parts): ReturnType<HttpDeps['status']> {
  const { config, connection, watch, queue, database, portalId } = parts
  const [counts, depth, rules] = await Promise.all([
    countsForStatus(database, portalId),
    queue.depth(),
    listRules(database, portalId),
  ])
  const { state, lastAnswerAt, error, check } = watch.state()
  const load = connection.client.load()
  const plan = config.portal.kind === 'bitrix24' ? config.portal.plan : 'standard'
  const inMode = (mode: RuleMode) => rules.filter(({ rule }) => rule.mode === mode).length
  return {
    version: parts.version,
    startedAt: parts.startedAt.toISOString(),
    portal: { domain: connection.name, isSandbox: connection.isSandbox, state, lastAnswerAt, error },
    permissions: check && {
      checkedAt: check.checkedAt,
      granted: permissionsOf(check.checks, 'ok'),
      missing: permissionsOf(check.checks, 'failed'),
    },
    limits: {
      plan,
      ...allowances[plan],
      inUse: load.bucketLevel,
      waiting: load.waiting,
      pausedUntil: load.pausedUntil === null ? null : new Date(load.pausedUntil).toISOString(),
    },
    queue: {
      pendingEvents: counts.pendingEvents,
      waitingDeals: depth.waiting + depth.retrying,
      runningDeals: depth.active,
      oldestPendingAt: counts.oldestPendingAt,
    },
    lastSweep: null,
    rules: { live: inMode('live'), shadow: inMode('shadow'), off: inMode('off') },
    lastEventAt: counts.lastEventAt,
    lastRunAt: counts.lastRunAt,
    runsLastDay: counts.runsByStatus,
  }
}
