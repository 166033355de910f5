import type { StatusReport } from '../api/client.ts'

/** How the whole is, worst first. */
export type OverallState =
  | 'failing'
  | 'stopped'
  | 'limited'
  | 'lacksPermissions'
  | 'noLiveRule'
  | 'waits'
  | 'alarming'
  | 'well'
  | 'unknown'

export function overallState({
  portal,
  rules,
  permissions,
  brakes,
  alerts,
}: Pick<StatusReport, 'portal' | 'rules' | 'permissions' | 'brakes' | 'alerts'>): OverallState {
  if (portal.state === 'failing') return 'failing'
  if (brakes.stopped !== null) return 'stopped'
  if (permissions !== null && permissions.missing.length > 0) return 'lacksPermissions'
  if (portal.state === 'limited') return 'limited'
  if (rules.live === 0) return 'noLiveRule'
  if (brakes.heldRules + brakes.quarantinedDeals + brakes.proposedRules > 0) return 'waits'
  if (alerts.open > 0) return 'alarming'
  return portal.state === 'unknown' ? 'unknown' : 'well'
}

export type FirstStep = { step: 'connect' | 'rule' | 'run'; isDone: boolean }

/** What a new installation has to get through; null once all of it is behind. */
export function firstSteps({
  portal,
  rules,
  lastRunAt,
}: Pick<StatusReport, 'portal' | 'rules' | 'lastRunAt'>): FirstStep[] | null {
  const steps: FirstStep[] = [
    // A run has read the portal: that it does not answer now is another matter.
    { step: 'connect', isDone: lastRunAt !== null || portal.state === 'ok' || portal.state === 'limited' },
    { step: 'rule', isDone: rules.live + rules.shadow > 0 },
    { step: 'run', isDone: lastRunAt !== null },
  ]
  return steps.every((one) => one.isDone) ? null : steps
}
