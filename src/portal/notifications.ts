import { setTimeout } from 'node:timers/promises'
import { z } from 'zod'
import { PortalError } from '../core/runs/portal-error.ts'
import { type Question, understand } from './ask.ts'
import type { PortalClient } from './client.ts'
import { unmarked } from './unmarked.ts'

export type NotificationsOptions = {
  client: PortalClient
  /** Whether calls wait for which somebody waits: notifications come after them. */
  isBusy(): boolean
  patienceMs?: number
  lookEveryMs?: number
}

const usualPatienceMs = 10_000
const usuallyLookEveryMs = 500

/**
 * Notifies people in the portal, in requests of their own within its allowance, when nothing more urgent waits. Not in a
 * batch: an answer that is lost there would make the writes beside it doubtful. The message is plain text: what somebody
 * wrote in it marks up nothing. Works with the right `im`, also while writes to deals are stopped. Throws `PortalError`.
 *
 * Source: Bitrix24 REST docs, `api-reference/chats/notifications/im-notify`, read 2026-11-27. It says both that only an
 * application may call it and how a webhook calls it; so a portal may refuse. One who cannot be notified keeps no other from
 * it: `told` are those who have been, and are not notified again when the same is tried once more.
 */
export function createNotifications(options: NotificationsOptions) {
  const { client, isBusy, patienceMs = usualPatienceMs, lookEveryMs = usuallyLookEveryMs } = options
  return async (userIds: readonly number[], message: string, told: Set<number> = new Set()): Promise<void> => {
    for (let waitedMs = 0; isBusy() && waitedMs < patienceMs; waitedMs += lookEveryMs) await setTimeout(lookEveryMs)
    let fault: PortalError | null = null
    for (const userId of userIds.filter((id) => !told.has(id))) {
      try {
        const question = notificationFor(userId, message)
        const { result } = await client.call(question.method, question.params)
        if (!understand(client, question, { ok: true, result })) throw notNotified(userId)
        told.add(userId)
      } catch (error) {
        // What is about the portal is about all of them.
        if (!(error instanceof PortalError) || !error.isHopeless) throw error
        fault ??= error
      }
    }
    if (fault !== null) throw fault
  }
}

/** The notification's id; `false`: none was created, as for a user that the portal does not know. */
const notificationFor = (userId: number, message: string): Question<number | false> => ({
  method: 'im.notify',
  params: { USER_ID: userId, TYPE: 'SYSTEM', MESSAGE: unmarked(message), MESSAGE_OUT: unmarked(message) },
  answer: z.union([z.literal(false), z.coerce.number().int().positive()]),
})

const notNotified = (userId: number): PortalError =>
  new PortalError('not-found', {
    code: 'NOT_NOTIFIED',
    method: 'im.notify',
    message: `im.notify: the portal has not notified user ${userId}, as it does not know them. Check ALERT_BITRIX24_USERS.`,
  })
