import { PortalError } from '../core/runs/portal-error.ts'
import { understand } from './ask.ts'
import type { Command } from './batch.ts'
import { type Carrier, parcelOf } from './carrier.ts'
import type { PortalClient } from './client.ts'
import type { RowList } from './entities.ts'
import { item } from './questions.ts'
import { isWordless } from './refusal.ts'

/**
 * Throws the error of a call on a deal, made plain. Where the portal refused without a code and in words not known
 * here, such as its own language, the records named tell the reason: a deal that is gone or may not be read, a contact
 * that cannot be, and else a missing right to change the deal. Asked for with what others ask: a missing right is refused
 * to a whole burst.
 *
 * Localised descriptions: observed at github.com/bitrix24/b24jssdk/issues/184.
 */
export async function explain(
  { client, carrier }: { client: PortalClient; carrier: Carrier },
  { method, params }: Command,
  error: unknown,
): Promise<never> {
  if (!(error instanceof PortalError) || !isWordless(error) || typeof params.id !== 'number') throw error
  const question = item('deal', params.id)
  const [answer] = await carrier.carry(parcelOf([question]))
  understand(client, question, answer)
  const contactId = contactNamedBy(params)
  const isReadable = contactId === null || (await carrier.rows(bareContacts, [contactId])).has(contactId)
  const remedy = isReadable
    ? "The deal is there, so the webhook's owner most likely lacks the right to it: check the CRM's access permissions."
    : `Contact ${contactId} does not exist, or the webhook's owner may not read it.`
  throw new PortalError('no-permission', { code: error.code, method, message: `${error.message} ${remedy}` })
}

/** Enough to see that contacts are there. */
const bareContacts: RowList = { entity: 'contact', fields: [], custom: [] }

function contactNamedBy(params: Command['params']): number | null {
  const { fields } = params
  if (typeof fields !== 'object' || fields === null || !('CONTACT_ID' in fields)) return null
  return typeof fields.CONTACT_ID === 'number' ? fields.CONTACT_ID : null
}
