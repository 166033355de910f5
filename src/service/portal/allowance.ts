import type { Config, PortalPlan } from '../../config/config.ts'
import type { Allowance } from '../../core/jobs/budget.ts'
import { allowanceOf, operatingSeconds, usualShare } from '../../portal/bucket.ts'
import { plannedSeconds } from '../../portal/durations.ts'
import { stopAt } from '../../portal/method-pauses.ts'
import type { PortalConnection } from './connection.ts'

/** The plan, and which part of it is ours; the sandbox has the standard one. */
export function planOf({ portal }: Config): { plan: PortalPlan; share: number } {
  if (portal.kind === 'bitrix24') return { plan: portal.plan, share: portal.allowanceShare }
  return { plan: 'standard', share: usualShare }
}

/** What of the portal's allowance is ours, how much of it is used at this moment, and how slow the portal is. */
export function allowanceNow({
  config,
  connection,
}: {
  config: Config
  connection: PortalConnection
}): Allowance | null {
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
