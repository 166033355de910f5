import { setTimeout as wait } from 'node:timers/promises'
import type { Sandbox } from '../../src/sandbox/portal.ts'
import type { Random } from './random.ts'

/** People who change deals without a pause, and what tells the service of it until it says that it knows. */
export type Stream = {
  /** Ids of the events that were answered with 200. */
  accepted: Set<string>
  /** The contact that each deal is to have in the end. */
  wanted: Map<number, number>
  /** How often an event was not taken and sent once more. */
  refused(): number
  /** Resolves when the last event has been accepted. */
  end(): Promise<void>
  /** Nothing more is told, whatever has not been accepted. */
  abandon(): void
}

const senders = 4
const longestAnswerMs = 10_000

/** Each change gives a deal a company of its own, whose contact is to take the place of the one before. */
export function pourEvents(
  sandbox: Sandbox,
  dealIds: readonly number[],
  random: Random,
  addresses: () => (string | null)[],
): Stream {
  const accepted = new Set<string>()
  const wanted = new Map<number, number>()
  let refused = 0
  let isEnding = false
  let isAbandoned = false

  async function tell(dealId: number): Promise<void> {
    for (let turn = random.below(2); !isAbandoned; turn++) {
      const all = addresses()
      const address = all[turn % all.length] ?? null
      const eventId = address === null ? null : await send(address, dealId)
      if (eventId !== null) {
        accepted.add(eventId)
        return
      }
      refused += 1
      await wait(50)
    }
  }

  async function send(address: string, dealId: number): Promise<string | null> {
    const body = new URLSearchParams({
      event: 'ONCRMDEALUPDATE',
      'data[FIELDS][ID]': String(dealId),
      'auth[application_token]': sandbox.applicationToken,
    })
    try {
      const signal = AbortSignal.timeout(longestAnswerMs)
      const response = await fetch(`${address}/webhooks/bitrix24`, { method: 'POST', body, signal })
      const answer = (await response.json()) as { eventId?: string }
      return response.status === 200 ? (answer.eventId ?? null) : null
    } catch {
      // Its process is gone: whether it was taken in, nobody knows.
      return null
    }
  }

  async function change(): Promise<void> {
    while (!isEnding) {
      const dealId = random.one(dealIds)
      const { data } = sandbox
      const [companyId, contactId] = [data.addCompany(), data.addContact()]
      data.linkCompanyContact(companyId, contactId, { primary: true })
      data.updateDeal(dealId, { companyId })
      wanted.set(dealId, contactId)
      await tell(dealId)
      await wait(random.below(60))
    }
  }

  const changing = Promise.all(Array.from({ length: senders }, change))
  return {
    accepted,
    wanted,
    refused: () => refused,
    async end() {
      isEnding = true
      await changing
    },
    abandon() {
      isEnding = true
      isAbandoned = true
    },
  }
}
