import { PortalError } from '../core/runs/portal-error.ts'
import { ask } from './ask.ts'
import type { Command } from './batch.ts'
import type { PortalClient } from './client.ts'
import { contactsById, item } from './questions.ts'
import { unknownRefusal } from './refusal.ts'

/**
 * Throws the error of a call on a deal, made plain. Where the portal refused without a code and in words not known
 * here, such as its own language, the records named tell the reason: a deal that is gone or may not be read, a contact
 * that cannot be, and else a missing right to change the deal.
 *
 * Localised descriptions: observed at github.com/bitrix24/b24jssdk/issues/184.
 */
export async function explain(client: PortalClient, { method, params }: Command, error: unknown): Promise<never> {
  if (!(error instanceof PortalError) || error.code !== unknownRefusal || typeof params.id !== 'number') throw error
  await ask(client, item('deal', params.id))
  const contactId = contactNamedBy(params)
  const isReadable = contactId === null || (await ask(client, contactsById([contactId], ['id']))).has(contactId)
  const remedy = isReadable
    ? "The deal is there, so the webhook's owner most likely lacks the right to it: check the CRM's access permissions."
    : `Contact ${contactId} does not exist, or the webhook's owner may not read it.`
  throw new PortalError('no-permission', { code: error.code, method, message: `${error.message} ${remedy}` })
}

function contactNamedBy(params: Command['params']): number | null {
  const { fields } = params
  if (typeof fields !== 'object' || fields === null || !('CONTACT_ID' in fields)) return null
  return typeof fields.CONTACT_ID === 'number' ? fields.CONTACT_ID : null
}
