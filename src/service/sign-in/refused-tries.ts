import type { Actor } from '../../core/people/person.ts'
import type { AuditSubject } from '../../core/record/audit.ts'
import type { Database } from '../../database/connection/open.ts'
import { recordAudit } from '../../database/record/audit.ts'
import type { Logger } from '../../log.ts'
import { createTryCount, type TryCount } from './try-count.ts'

export type RefusedSignIn = {
  /** Whose account was tried, where there is one. */
  subject: AuditSubject
  details: { email: string | null; address: string; reason: string; by?: 'openid' }
}

export type RefusedSignIns = {
  /** Puts it on record, or counts it towards the next entry. */
  record(refused: RefusedSignIn): Promise<void>
  /** Puts on record what was counted until now. */
  close(): Promise<void>
}

type Options = { database: Database; log: Logger; now(): Date; countForMs?: number }

const hourMs = 60 * 60_000
/** So many of an hour are on record one by one: enough to look into, and few enough to be kept for ever. */
export const mostApart = { ofAccount: 10, ofAll: 60 }
const usualCountMs = 15 * 60_000
const stranger: Actor = { kind: 'stranger', id: null, name: 'stranger' }

/**
 * What is on record of refused sign-ins, for which anybody can ask, of this process: the first of an hour one by one, and of
 * the others one entry for each quarter of an hour, with how many they were, for whom and from where.
 */
export function createRefusedSignIns({ database, log, now, countForMs = usualCountMs }: Options): RefusedSignIns {
  let hour = { from: Number.NEGATIVE_INFINITY, all: 0, ofAccount: new Map<string, number>() }
  let counted: TryCount | null = null
  let timer: NodeJS.Timeout | undefined

  function isApart(account: string): boolean {
    const at = now().getTime()
    if (Math.abs(at - hour.from) >= hourMs) hour = { from: at, all: 0, ofAccount: new Map() }
    const tries = hour.ofAccount.get(account) ?? 0
    if (hour.all >= mostApart.ofAll || tries >= mostApart.ofAccount) return false
    hour.all += 1
    hour.ofAccount.set(account, tries + 1)
    return true
  }

  const put = (action: 'session.refused' | 'session.refused-often', subject: AuditSubject, details: object) =>
    database.transaction((tx) => recordAudit(tx, { actor: stranger, action, subject, details: { ...details } }))

  function count(details: RefusedSignIn['details']): void {
    if (counted === null) {
      counted = createTryCount()
      timer = setTimeout(putCounted, countForMs).unref()
    }
    counted.add(details, now())
  }

  async function putCounted(): Promise<void> {
    clearTimeout(timer)
    if (counted === null) return
    const told = counted.told()
    counted = null
    await put('session.refused-often', { kind: 'user', id: null }, told).catch((error: unknown) =>
      log.error({ err: error, tries: told.tries }, 'refused sign-ins that were counted could not be put on record'),
    )
  }

  return {
    async record({ subject, details }) {
      if (isApart(details.email ?? '')) await put('session.refused', subject, details)
      else count(details)
    },
    close: putCounted,
  }
}
