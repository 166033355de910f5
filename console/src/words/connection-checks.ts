import type { StatusReport } from '../api/client.ts'
import type { Say } from '../languages/say.ts'
import { lackInWords } from './permission-words.ts'
import { portalFaultInWords } from './portal-fault-words.ts'

export type CheckState = 'passed' | 'waiting' | 'failed'
export type ConnectionCheck = {
  name: 'credentials' | 'permissions' | 'token' | 'firstEvent'
  state: CheckState
  /** What is wrong. */
  detail: string | null
}

/** Whether both webhooks do their part, as far as the service has seen. */
export function connectionChecks(
  {
    portal,
    permissions,
    lastEventAt,
    lastRefusedEventAt,
  }: Pick<StatusReport, 'portal' | 'permissions' | 'lastEventAt' | 'lastRefusedEventAt'>,
  say: Say,
): ConnectionCheck[] {
  const answers = portal.state === 'ok' || portal.state === 'limited'
  return [
    {
      name: 'credentials',
      state: answers ? 'passed' : portal.state === 'failing' ? 'failed' : 'waiting',
      detail: portal.error && portalFaultInWords(portal.error, say),
    },
    {
      name: 'permissions',
      state: permissions === null ? 'waiting' : permissions.missing.length === 0 ? 'passed' : 'failed',
      detail: permissions === null || permissions.missing.length === 0 ? null : lackInWords(permissions.missing, say),
    },
    {
      name: 'token',
      // A wrong token that came after the last right one is of a webhook that is set up now.
      state: isAfter(lastRefusedEventAt, lastEventAt) ? 'failed' : lastEventAt === null ? 'waiting' : 'passed',
      detail: null,
    },
    // An event is journaled only with an accepted token, so the first one proves address and token alike.
    { name: 'firstEvent', state: lastEventAt === null ? 'waiting' : 'passed', detail: null },
  ]
}

const isAfter = (one: string | null, other: string | null) => one !== null && (other === null || one > other)

/** Whether only this machine or its own network reaches an address, so that Bitrix24 cannot. */
export function isLocalAddress(address: string): boolean {
  const { hostname } = new URL(address)
  return /^(localhost|127\.|10\.|192\.168\.|172\.(1[6-9]|2\d|3[01])\.|\[)/.test(hostname) || !hostname.includes('.')
}
