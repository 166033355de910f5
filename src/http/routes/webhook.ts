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

export type RefusedEvent = { reason: 'bad_event' | 'bad_token' | 'unlisted_address'; address: string }

export type WebhookDeps = {
  log: Log
  parseEvent(body: string): { ok: true; event: IncomingEvent } | { ok: false; message: string }
  /** Compares in constant time. */
  isAcceptedToken(token: string | null): boolean
  /** Whether events may come from this address. */
  isEventSource(address: string): boolean
  /** Null: the sender is told why; else for so many seconds to come it is told no more than that it is too many. */
  countRefusedEvent(refused: RefusedEvent): Promise<number | null>
  /** Durable when it resolves. Rejects with the code `overloaded`, `database_unavailable` or `spool_full` when Bitrix24 has to be refused. */
  acceptEvent(event: VerifiedEvent): Promise<{ status: 'accepted' | 'ignored'; eventId: string }>
}

const badEvent = (message: string) => new Refusal(400, 'bad_event', message)

const badToken = () => new Refusal(403, 'bad_token', 'The application token is missing or not one of this service’s.')

const unlisted = () => new Refusal(403, 'unlisted_address', 'Events are not taken from this address.')

const tooManyRefused = (seconds: number) =>
  new Refusal(429, 'too_many_refused', 'Too many events from this address were refused; wait, then try again.', {
    headers: { 'Retry-After': String(seconds) },
  })

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
 * nothing is journaled before the token has been accepted. Bitrix24 never sends an event again, whatever the answer: so
 * only what is refused anyway is limited, and the address of a good event is asked about last.
 */
export function webhookRoutes(deps: WebhookDeps): Route[] {
  /** What to throw; the log has a line as long as the sender is told why. */
  async function refusing(refused: RefusedEvent, about: object, refusal: Refusal): Promise<Refusal> {
    const wait = await deps.countRefusedEvent(refused)
    if (wait !== null) return tooManyRefused(wait)
    deps.log.warn({ ...about, ...refused }, 'event refused')
    return refusal
  }

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
      refusals: {
        403: 'The application token is wrong or missing, or the sender’s address is not allowed.',
        429: 'Too many refused events from this address; those with a good token are taken all the same.',
        503: 'Nothing was kept; try again.',
      },
      async handle({ body, address }) {
        const parsed = deps.parseEvent(body)
        if (!parsed.ok) {
          const refused = { reason: 'bad_event', address } as const
          throw await refusing(refused, { bytes: Buffer.byteLength(body) }, badEvent(parsed.message))
        }
        const { token, ...event } = parsed.event
        if (!deps.isAcceptedToken(token)) {
          throw await refusing({ reason: 'bad_token', address }, { hasToken: token !== null }, badToken())
        }
        if (!deps.isEventSource(address)) {
          throw await refusing({ reason: 'unlisted_address', address }, { hasToken: true }, unlisted())
        }
        const { status, eventId } = await deps.acceptEvent(event)
        deps.log.debug({ event: event.event, dealId: event.dealId, eventId, status }, 'event kept')
        return { status: 200, body: { status, eventId } }
      },
    }),
  ]
}
