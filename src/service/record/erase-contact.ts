import { v7 as uuidv7 } from 'uuid'
import { actorOf } from '../../core/people/person.ts'
import type { AuditNote } from '../../core/record/audit.ts'
import type { Database, Transaction } from '../../database/connection/open.ts'
import {
  dealsOfContact,
  forgetInEvents,
  keptAddresses,
  keptContactFields,
  replaceBacktests,
  replaceUnfinished,
  withDealRecords,
} from '../../database/erasing/contact-data.ts'
import { tellForgotten } from '../../database/erasing/forgotten-contacts.ts'
import { recordAudit } from '../../database/record/audit.ts'
import { eraseContact } from '../../flows/erase-contact.ts'
import type { ContactsDeps } from '../../http/routes/contacts.ts'
import type { Logger } from '../../log.ts'
import type { DealPortals } from '../../portal/deal-portals.ts'
import type { AskPortal } from '../portal/ask-portal.ts'
import type { ContactNames } from '../portal/contact-names.ts'

type ErasureParts = {
  database: Database
  portalId: number
  portals: DealPortals
  askPortal: AskPortal
  contactNames: Pick<ContactNames, 'forget'>
  log: Logger
}

/** Forgets a contact on request, and puts that on record: which one and how much, never what. */
export function contactErasure({
  database,
  portalId,
  portals,
  askPortal,
  contactNames,
  log,
}: ErasureParts): ContactsDeps['eraseContact'] {
  return async ({ contactId, also, caller }) => {
    const erasureId = uuidv7()
    const note = (tx: Transaction, action: AuditNote['action'], details: Record<string, unknown>) =>
      recordAudit(tx, {
        actor: actorOf(caller),
        action,
        subject: { kind: 'contact', id: String(contactId) },
        details,
      })
    // First, so that it covers what is erased also where that breaks off.
    await database.transaction((tx) => note(tx, 'contact.erasure-began', { erasureId }))
    const erased = await eraseContact(
      {
        async readContact(id) {
          // Whoever has ordered it may go: it is erased all the same.
          const found = await askPortal({ about: `Contact ${id}` }, (asker) =>
            portals.forQuestion(asker).readContacts([id], 'all'),
          ).catch((error: unknown) => {
            log.warn({ err: error }, `contact ${id} could not be read before it was erased`)
            return null
          })
          return found === null ? 'unknown' : (found.get(id) ?? null)
        },
        keptFields: (id) => keptContactFields(database, portalId, id),
        keptAddresses: (id) => keptAddresses(database, portalId, id),
        dealsOf: (id) => dealsOfContact(database, portalId, id),
        withDeal: (dealId, work) => withDealRecords(database, portalId, dealId, erasureId, work),
        eraseEvents: (id) => forgetInEvents(database, portalId, id),
        replaceUnfinished: (replaced) => replaceUnfinished(database, portalId, replaced),
        replaceBacktests: (replaced) => replaceBacktests(database, portalId, replaced),
      },
      { contactId, also },
    )
    const { contactId: _, ...details } = erased
    await database.transaction(async (tx) => {
      await note(tx, 'contact.erased', { ...details, erasureId })
      await tellForgotten(tx, portalId, contactId)
    })
    // This process is told as well, but perhaps only after the answer.
    contactNames.forget(contactId)
    return erased
  }
}
