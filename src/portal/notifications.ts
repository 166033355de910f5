import { setTimeout } from 'node:timers/promises'
import { z } from 'zod'
import { type Question, understand } from './ask.ts'
import type { PortalClient } from './client.ts'

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
 * batch: an answer that is lost there would make the writes beside it doubtful. Works with the right `im`, also while
 * writes to deals are stopped. Throws `PortalError`.
 *
 * Source: Bitrix24 REST docs, `api-reference/chats/notifications/im-notify`, read 2026-11-27. It says both that only an
 * application may call it and how a webhook calls it; so a portal may refuse.
 */
export function createNotifications(options: NotificationsOptions) {
  const { client, isBusy, patienceMs = usualPatienceMs, lookEveryMs = usuallyLookEveryMs } = options
  return async (userIds: readonly number[], message: string): Promise<void> => {
    for (let waitedMs = 0; isBusy() && waitedMs < patienceMs; waitedMs += lookEveryMs) await setTimeout(lookEveryMs)
    for (const userId of userIds) {
      const question = notificationFor(userId, message)
      const { result } = await client.call(question.method, question.params)
      understand(client, question, { ok: true, result })
    }
  }
}

/** `false`: nothing was created, as for a user that the portal does not know. */
const notificationFor = (userId: number, message: string): Question<number> => ({
  method: 'im.notify',
  params: { USER_ID: userId, TYPE: 'SYSTEM', MESSAGE: message, MESSAGE_OUT: message },
  answer: z.coerce.number().int().positive(),
})
