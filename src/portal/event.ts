import { z } from 'zod'

/** A portal's event as the intake needs it. Holds the token: check it, then let go of it. */
export type DealEvent = {
  /** Upper-case, `ONCRMDEALUPDATE`. */
  event: string
  /** The deal that the event is about; null where it is about something else. */
  dealId: number | null
  /** The company or contact that was changed; null in all other events. */
  aboutId: number | null
  /** The portal's stable id. */
  memberId: string | null
  /** The portal's host, which a renaming changes. */
  domain: string | null
  /** The application token as given, unchecked. */
  token: string | null
  /** When the portal's queue sent the event, in seconds since 1970; not when the change happened. */
  ts: number | null
}

export type ParsedEvent = { ok: true; event: DealEvent } | { ok: false; message: string }

const maximumFields = 1000
const maximumLevels = 8
const refuse = (message: string): ParsedEvent => ({ ok: false, message })

// biome-ignore lint/suspicious/noControlCharactersInRegex: they are what is looked for; PostgreSQL cannot store NUL
const printable = z.string().regex(/^[^\u0000-\u001f\u007f\ufffd]*$/, 'has control characters')
const optionalText = printable.nullish().transform((text) => (text === undefined || text === '' ? null : text))

const EventName = z
  .string({ error: 'is missing' })
  .transform((name) => name.toUpperCase())
  .pipe(z.string().regex(/^ON[A-Z0-9_]{1,62}$/, 'is not an event name'))

const RecordId = z
  .string({ error: 'is missing' })
  .regex(/^[1-9]\d{0,15}$/, 'is not a positive integer')
  .transform(Number)
  .refine(Number.isSafeInteger, 'is too large')

/**
 * As posted: form-encoded, every value a string, of a deal nothing but its id.
 *
 * Source: Bitrix24 REST docs, `api-reference/events/index` and `api-reference/crm/deals/events`, read 2026-08-21.
 */
const PostedEvent = z.object({
  event: EventName,
  'data[FIELDS][ID]': z.string().optional(),
  ts: z.string().nullish(),
  'auth[member_id]': optionalText,
  'auth[domain]': optionalText,
  'auth[application_token]': z.string().nullish(),
})

/**
 * Reads the body of an outbound webhook. Never throws; no message repeats a value, as any may be a token.
 *
 * Names stay flat, as posted: brackets are compared, never unfolded into objects, so that a body cannot reach a
 * prototype or nest without end.
 */
export function parseEventBody(text: string): ParsedEvent {
  if (!isDecodable(text)) return refuse('The body has invalid percent-encoding or is not UTF-8.')
  const posted = new Map<string, string>()
  for (const [name, value] of new URLSearchParams(text)) {
    if (posted.size === maximumFields) return refuse(`The body has more than ${maximumFields} fields.`)
    if (!isFieldName(name)) return refuse(`A field's name is malformed or has more than ${maximumLevels} levels.`)
    if (posted.has(name)) return refuse('A field is repeated.')
    posted.set(name, value)
  }
  const parsed = PostedEvent.safeParse(Object.fromEntries(posted))
  if (!parsed.success) return refuse(inWords(parsed.error))
  const { event, ts } = parsed.data
  const dealId = namesDeal(event) ? RecordId.safeParse(parsed.data['data[FIELDS][ID]']) : null
  if (dealId?.success === false) return refuse(`data[FIELDS][ID]: ${dealId.error.issues[0]?.message}`)
  // Of these, one without an id is kept and starts nothing.
  const aboutId = namesClient(event) ? RecordId.safeParse(parsed.data['data[FIELDS][ID]']) : null
  return {
    ok: true,
    event: {
      event,
      dealId: dealId?.data ?? null,
      aboutId: aboutId?.data ?? null,
      memberId: parsed.data['auth[member_id]'],
      domain: parsed.data['auth[domain]'],
      token: parsed.data['auth[application_token]'] ?? null,
      ts: ts != null && /^\d{1,12}$/.test(ts) ? Number(ts) : null,
    },
  }
}

/** Events of recurring templates and of custom fields carry those records' ids under the same name. */
function namesDeal(event: string): boolean {
  return /^ONCRMDEAL(?!RECURRING|USERFIELD)/.test(event)
}

const namesClient = (event: string) => /^ONCRM(COMPANY|CONTACT)UPDATE$/.test(event)

function isDecodable(text: string): boolean {
  try {
    return !decodeURIComponent(text).includes('\ufffd')
  } catch {
    return false
  }
}

function isFieldName(name: string): boolean {
  return /^[^[\]]+(?:\[[^[\]]*\])*$/.test(name) && name.split('[').length <= maximumLevels
}

function inWords(error: z.ZodError): string {
  return error.issues.map((issue) => `${issue.path.join('.')}: ${issue.message}`).join('; ')
}
