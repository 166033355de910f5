import { PortalError } from './errors.ts'
import type { Method } from './method.ts'
import { classicParam, idOf, textOf } from './params.ts'

/**
 * Nothing is created for somebody whom the portal does not know. Whether a webhook may call it is documented both ways: the
 * sandbox lets it, with the scope. Source: Bitrix24 REST docs, `im.notify`, read 2026-11-27.
 */
const notify: Method = {
  scope: ['im'],
  answer(params, { directories, notifications }) {
    const userId = idOf(classicParam(params, 'USER_ID'))
    if (userId === null) throw new PortalError(400, 'USER_ID_EMPTY', "User ID can't be empty")
    const message = textOf(classicParam(params, 'MESSAGE')).trim()
    if (message === '') throw new PortalError(400, 'MESSAGE_EMPTY', "Message can't be empty")
    if (!directories.users.has(userId)) return { result: false }
    const type = textOf(classicParam(params, 'TYPE')) === 'SYSTEM' ? 'SYSTEM' : 'USER'
    notifications.push({ userId, type, message })
    return { result: notifications.length }
  },
}

export const messengerMethods: Readonly<Record<string, Method>> = { 'im.notify': notify }
