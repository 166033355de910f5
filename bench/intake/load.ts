import autocannon from 'autocannon'
import { eventForm } from './event-form.ts'

export type Measured = { accepted: number; seconds: number; p50Ms: number; p99Ms: number; errors: number }

/** Where events go, and what is known of those it has taken. */
export type Target = {
  url: string
  /** Each event is of the next deal. */
  nextDealId: number
  /** Ids of events that were answered with 200. */
  eventIds: string[]
}

export const newTarget = (url: string): Target => ({ url, nextDealId: 1, eventIds: [] })

const eventIdIn = /"eventId":"([0-9a-f-]{36})"/

/** Posts events for so long, the next on each connection as soon as the last is answered. */
export async function load(target: Target, connections: number, seconds: number): Promise<Measured> {
  const before = target.eventIds.length
  const result = await autocannon({
    url: target.url,
    connections,
    duration: seconds,
    timeout: 10,
    // It looks at the clock only as often as it samples.
    sampleInt: 500,
    requests: [
      {
        method: 'POST',
        path: '/webhooks/bitrix24',
        headers: { 'content-type': 'application/x-www-form-urlencoded', 'user-agent': 'Bitrix24 Webhook Engine' },
        setupRequest: (request) => ({ ...request, body: eventForm(target.nextDealId++) }),
      },
    ],
    verifyBody(body) {
      const eventId = eventIdIn.exec(body)?.[1]
      if (eventId !== undefined) target.eventIds.push(eventId)
      return eventId !== undefined
    },
  })
  const accepted = target.eventIds.length - before
  return {
    accepted,
    seconds: result.duration,
    p50Ms: result.latency.p50,
    p99Ms: result.latency.p99,
    // A 200 without an event's id is none.
    errors: result.non2xx + result.errors + (result['2xx'] - accepted),
  }
}
