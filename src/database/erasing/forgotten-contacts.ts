import { sql } from 'drizzle-orm'
import { z } from 'zod'
import type { Database, Transaction } from '../connection/database.ts'

/** The channel on which a process tells, with the commit, that a contact was erased. */
const contactsForgotten = 'bindery_contacts_forgotten'

const Payload = z.templateLiteral([z.int(), ' ', z.int()])

/** Has every process that listens forget what it remembers of the contact, once the transaction is committed. */
export async function tellForgotten(tx: Transaction, portalId: number, contactId: number): Promise<void> {
  await tx.execute(sql`select pg_notify(${contactsForgotten}, ${`${portalId} ${contactId}`})`)
}

/**
 * Calls `heard` for every contact of the portal that is erased, whichever process did it; with null once it listens
 * (again), as nobody knows who was erased meanwhile. Ends with what it answers.
 */
export function listenForForgotten(
  db: Pick<Database, 'listen'>,
  portalId: number,
  heard: (contactId: number | null) => void,
): Promise<() => Promise<void>> {
  return db.listen(contactsForgotten, (payload) => {
    const told = Payload.safeParse(payload).data?.split(' ').map(Number)
    if (payload === null) heard(null)
    else if (told?.[0] === portalId && told[1] !== undefined) heard(told[1])
  })
}
