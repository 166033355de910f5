import type { PortalClient, PortalOptions } from '../../portal/client.ts'
import { type CheckStatus, checkPortal, type HealthCheck } from '../../portal/health.ts'

type Report = Parameters<NonNullable<PortalOptions['onRequest']>>[0]

/** What the portal has been like lately, from the requests that were made anyway, and the last check of its settings. */
export type PortalWatch = {
  noteRequest(report: Report): void
  /** An event came with an application token that is not ours. */
  noteRefusedEvent(): void
  check(client: PortalClient): Promise<HealthCheck[]>
  state(): PortalState
}

export type PortalState = {
  state: 'ok' | 'limited' | 'failing' | 'unknown'
  lastAnswerAt: string | null
  error: { code: string; message: string } | null
  check: { checkedAt: string; checks: HealthCheck[] } | null
  lastRefusedEventAt: string | null
}

const outcomesInWords: Record<string, string> = {
  'wrong-credentials':
    'The portal refuses the inbound webhook; events are kept and deals wait until it is put right. The command "npm run bindery -- doctor" says what to do.',
  transient: 'The portal could not be reached or answered with an error. Deals wait and are tried again.',
  'outcome-unknown':
    'The portal broke off before answering a write. The deal is read again before anything is repeated.',
}

export function createPortalWatch(now: () => Date): PortalWatch {
  let lastAnswerAt: string | null = null
  let outcome = 'unknown'
  let check: PortalState['check'] = null
  let lastRefusedEventAt: string | null = null
  return {
    noteRequest(report) {
      // That nobody waited any more says nothing of the portal.
      if (report.outcome === 'abandoned') return
      outcome = report.outcome
      if (report.status !== null) lastAnswerAt = now().toISOString()
    },
    noteRefusedEvent() {
      lastRefusedEventAt = now().toISOString()
    },
    async check(client) {
      const { checks } = await checkPortal(client)
      check = { checkedAt: now().toISOString(), checks }
      return checks
    },
    state() {
      const message = outcomesInWords[outcome]
      return {
        state: outcome === 'unknown' ? 'unknown' : outcome === 'limit' ? 'limited' : message ? 'failing' : 'ok',
        lastAnswerAt,
        error: message === undefined ? null : { code: outcome, message },
        check,
        lastRefusedEventAt,
      }
    },
  }
}

/** The checks that a right or a setting of the webhook decides; the clock is nobody's permission. */
export function permissionsOf(checks: readonly HealthCheck[], status: CheckStatus): string[] {
  return checks.filter((check) => check.name !== 'clock' && check.status === status).map((check) => check.name)
}
