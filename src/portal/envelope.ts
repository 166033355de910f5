import { z } from 'zod'

/**
 * Execution time of a call. Everything in it is optional: error answers have none, on-premise portals leave
 * `operating*` out. Source: Bitrix24 REST docs, `settings/how-to-call-rest-api/general-principles`, read 2026-08-21.
 */
export const Time = z.looseObject({
  /** Seconds that the call took. */
  duration: z.number().optional().catch(undefined),
  operating: z.number().optional().catch(undefined),
  /** When it began, by the portal's clock, in seconds since 1970. */
  start: z.number().optional().catch(undefined),
  /** Seconds since 1970: when the oldest minute of the sum drops out. */
  operating_reset_at: z.number().optional().catch(undefined),
})
export type Time = z.infer<typeof Time>

/** `error` can be empty, a number or zero: its presence is the sign of failure, never its truth. */
export const Refusal = z
  .object({
    error: z.union([z.string(), z.number()]),
    error_description: z.string().optional().catch(undefined),
  })
  .transform((body) => ({ code: String(body.error), description: body.error_description ?? '' }))
export type Refusal = z.infer<typeof Refusal>

const OptionalTime = Time.optional().catch(undefined)

export type Envelope =
  | { type: 'result'; result: unknown; total: number | undefined; next: number | undefined; time: Time | undefined }
  | { type: 'refusal'; refusal: Refusal }
  /** HTML of a gateway, a cut-off text, or JSON that is no answer of Bitrix24. */
  | { type: 'unreadable' }

const Result = z.looseObject({
  result: z.unknown(),
  total: z.number().optional().catch(undefined),
  next: z.number().optional().catch(undefined),
  time: OptionalTime,
})

/** Reads an answer's body whatever its HTTP status: Bitrix24 gives errors under 200 as well. */
export function readEnvelope(text: string): Envelope {
  const body = parseObject(text)
  if (body === null) return { type: 'unreadable' }
  if (Object.hasOwn(body, 'error')) {
    const refusal = Refusal.safeParse(body)
    return refusal.success ? { type: 'refusal', refusal: refusal.data } : { type: 'unreadable' }
  }
  const parsed = Result.safeParse(body)
  if (!parsed.success || !Object.hasOwn(body, 'result')) return { type: 'unreadable' }
  const { result, total, next, time } = parsed.data
  return { type: 'result', result, total, next, time }
}

function parseObject(text: string): object | null {
  try {
    // Pages of a portal that were saved with a byte order mark put it before every answer.
    const value: unknown = JSON.parse(text.replace(/^\uFEFF/, ''))
    return typeof value === 'object' && value !== null && !Array.isArray(value) ? value : null
  } catch {
    return null
  }
}
