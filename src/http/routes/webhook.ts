import { z } from 'zod'
import { type BodyFormat, utf8 } from '../body.ts'
import type { Log } from '../log.ts'
import { Refusal } from '../refusal.ts'
import { type Route, route } from '../route.ts'

/** An event as posted; the words are the portal edge's. `ts`: seconds since 1970, when the portal sent it. */
export type IncomingEvent = {
  event: string
  dealId: number | null
  /** The company or contact that was changed. */
  aboutId?: number | null
  memberId: string | null
  domain: string | null
  token: string | null
  ts: number | null
}

/** The event that is kept: without the token, which nothing behind this door may see. */
export type VerifiedEvent = Omit<IncomingEvent, 'token'>

export type WebhookDeps = {
  log: Log
  parseEvent(body: string): { ok: true; event: IncomingEvent } | { ok: false; message: string }
  /** Compares in constant time. */
  isAcceptedToken(token: string | null): boolean
  /** Durable when it resolves. Rejects with the code `overloaded`, `database_unavailable` or `spool_full` when Bitrix24 has to be refused. */
  acceptEvent(event: VerifiedEvent): Promise<{ status: 'accepted' | 'ignored'; eventId: string }>
}

const badEvent = (message: string) => new Refusal(400, 'bad_event', message)

const eventForm: BodyFormat = {
  contentType: 'application/x-www-form-urlencoded',
  limitBytes: 64 * 1024,
  decode(bytes) {
    const text = utf8(bytes)
    if (text === null) throw badEvent('The body is not UTF-8.')
    return text
  },
}

const EventBody = z.string().meta({
  type: 'object',
  description: 'As Bitrix24 sends it.',
  properties: {
    event: { type: 'string', examples: ['ONCRMDEALUPDATE'] },
    'data[FIELDS][ID]': { type: 'string', examples: ['42'] },
    ts: { type: 'string' },
    'auth[domain]': { type: 'string' },
    'auth[member_id]': { type: 'string' },
    'auth[application_token]': { type: 'string' },
  },
  required: ['event', 'auth[application_token]'],
})

/**
 * Takes events in. A body is parsed before its token can be compared, so one with both faults is told about the first;
 * nothing is journaled before the token has been accepted. Bitrix24 never sends an event again, whatever the answer.
 */
export function webhookRoutes(deps: WebhookDeps): Route[] {
  return [
    route({
      method: 'post',
      path: '/webhooks/bitrix24',
      summary: 'Where Bitrix24 posts its events',
      access: 'public',
      isBusy: true,
      body: { format: eventForm, schema: EventBody },
      answers: {
        200: {
          description: 'Kept. `ignored`: no live or shadow rule listens to it.',
          schema: z.object({ status: z.enum(['accepted', 'ignored']), eventId: z.string() }),
        },
      },
      refusals: { 403: 'The application token is wrong or missing.', 503: 'Nothing was kept; try again.' },
      async handle({ body }) {
        const parsed = deps.parseEvent(body)
        if (!parsed.ok) {
          deps.log.warn({ bytes: Buffer.byteLength(body), reason: 'bad_event' }, 'event refused')
          throw badEvent(parsed.message)
        }
        const { token, ...event } = parsed.event
        if (!deps.isAcceptedToken(token)) {
          deps.log.warn({ hasToken: token !== null, reason: 'bad_token' }, 'event refused')
          throw new Refusal(403, 'bad_token', 'The application token is missing or not one of this service’s.')
        }
        const { status, eventId } = await deps.acceptEvent(event)
        deps.log.debug({ event: event.event, dealId: event.dealId, eventId, status }, 'event kept')
        return { status: 200, body: { status, eventId } }
      },
    }),
  ]
}
