import { PortalError } from '../../src/core/runs/portal-error.ts'
import { understand } from '../../src/portal/ask.ts'
import type { Command, CommandAnswer } from '../../src/portal/batch.ts'
import { type Carrier, parcelOf } from '../../src/portal/carrier.ts'
import type { PortalClient } from '../../src/portal/client.ts'
import { createDealPortal, type DealPortal } from '../../src/portal/deal-portal.ts'
import { cacheFields } from '../../src/portal/field-cache.ts'
import { fieldsOf, rowsById } from '../../src/portal/questions.ts'
import { createShelf } from '../../src/portal/shelf.ts'

/** The slow, obvious way: a request for every command and every row, one after the other, and no guesses. */
export function oneByOne(client: PortalClient): Carrier {
  async function answerTo({ method, params }: Command): Promise<CommandAnswer> {
    try {
      return { ok: true, result: (await client.call(method, params)).result }
    } catch (error) {
      if (error instanceof PortalError) return { ok: false, error }
      throw error
    }
  }
  return {
    async carry(parcel, { signal, onSent } = {}) {
      signal?.throwIfAborted()
      onSent?.()
      const answers: CommandAnswer[] = []
      for (const command of parcel.build(String)) answers.push(await answerTo(command))
      return answers
    },
    async rows(list, ids, onSent) {
      onSent?.()
      const rows = new Map<number, Record<string, unknown>>()
      for (const id of new Set(ids)) {
        const question = rowsById(list, [id])
        const row = understand(client, question, await answerTo(question)).get(id)
        if (row !== undefined) rows.set(id, row)
      }
      return rows
    },
    hasRoomToGuess: async () => false,
    isShort: () => false,
  }
}

/** Portals that share nothing but the descriptions of fields. */
export function portalsOneByOne(client: PortalClient, now: () => number = Date.now): { forRun(): DealPortal } {
  const carrier = oneByOne(client)
  const describeFields = cacheFields(async (entity) => {
    const question = fieldsOf(entity)
    const [answer] = await carrier.carry(parcelOf([question]))
    return understand(client, question, answer)
  }, now)
  return {
    forRun: () => createDealPortal({ client, carrier, shelf: createShelf(now), heardAt: null, describeFields }),
  }
}
