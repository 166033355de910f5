import { type Dispatcher, Pool, request } from 'undici'
import type { WebhookUrl } from './webhook-url.ts'

/** What came of one HTTP request. */
export type Exchange =
  | { type: 'answer'; status: number; location: string | null; text: string }
  /** Not a single byte of the request can have reached the portal. */
  | { type: 'not-sent'; code: string }
  /** The request left, but no whole answer came back: the portal may have carried it out. */
  | { type: 'no-answer'; code: string }
  /** Cut off, as nobody waits for the answer any more. */
  | { type: 'abandoned' }

export type Transport = {
  post(method: string, body: string, asker?: AbortSignal): Promise<Exchange>
  close(): Promise<void>
}

export type TransportOptions = {
  url: WebhookUrl
  userAgent: string
  /**
   * Longer than the 60 s after which the portal cuts a request, so that the portal decides first.
   * Source: Bitrix24 REST docs, `limits`, read 2026-08-21.
   */
  timeoutMs: number
  maximumAnswerBytes: number
  /** Instead of a pool of its own of kept-alive connections; the giver closes it. */
  dispatcher?: Dispatcher | undefined
}

/** Failures before the connection stood. All others may come after the portal had the request. */
const beforeSending = new Set([
  'ENOTFOUND',
  'EAI_AGAIN',
  'EAI_FAIL',
  'ECONNREFUSED',
  'EHOSTUNREACH',
  'ENETUNREACH',
  'UND_ERR_CONNECT_TIMEOUT',
  'CERT_HAS_EXPIRED',
  'DEPTH_ZERO_SELF_SIGNED_CERT',
  'SELF_SIGNED_CERT_IN_CHAIN',
  'UNABLE_TO_VERIFY_LEAF_SIGNATURE',
  'UNABLE_TO_GET_ISSUER_CERT_LOCALLY',
  'ERR_TLS_CERT_ALTNAME_INVALID',
  'UND_ERR_CLOSED',
])

/**
 * JSON posts over kept-alive connections. Follows no redirect: a renamed portal answers 302, and the secret must not
 * travel to whatever host that names. Never rejects.
 *
 * Source: Bitrix24 REST docs, `settings/how-to-call-rest-api/change-domen`, read 2026-08-21.
 */
export function createTransport(options: TransportOptions): Transport {
  // Not an Agent: that forgets an address with no connection left, and with it the requests that wait for the next one,
  // which its destroy() then does not end (undici 7.30.2).
  const own =
    options.dispatcher === undefined
      ? new Pool(options.url.origin, { connections: 16, keepAliveTimeout: 30_000 })
      : null
  const dispatcher = options.dispatcher ?? own ?? undefined

  async function post(method: string, body: string, asker?: AbortSignal): Promise<Exchange> {
    const timeout = AbortSignal.timeout(options.timeoutMs)
    try {
      const response = await request(new URL(options.url.pathOf(method), options.url.origin), {
        method: 'POST',
        ...(dispatcher === undefined ? {} : { dispatcher }),
        headers: {
          'content-type': 'application/json',
          accept: 'application/json',
          // Nothing is unpacked here, and whoever is not told may pack what they send.
          'accept-encoding': 'identity',
          'user-agent': options.userAgent,
        },
        body,
        signal: asker === undefined ? timeout : AbortSignal.any([timeout, asker]),
        headersTimeout: options.timeoutMs,
        bodyTimeout: options.timeoutMs,
      })
      const location = response.headers.location
      return {
        type: 'answer',
        status: response.statusCode,
        location: typeof location === 'string' ? location : null,
        text: await readText(response.body, options.maximumAnswerBytes),
      }
    } catch (error) {
      if (asker?.aborted) return { type: 'abandoned' }
      const code = timeout.aborted ? 'TIMEOUT' : codeOf(error)
      return { type: beforeSending.has(code) ? 'not-sent' : 'no-answer', code }
    }
  }

  return { post, close: async () => own?.destroy() }
}

class AnswerTooLarge extends Error {
  readonly code = 'ANSWER_TOO_LARGE'
}

async function readText(body: AsyncIterable<Uint8Array>, maximumBytes: number): Promise<string> {
  const chunks: Uint8Array[] = []
  let size = 0
  for await (const chunk of body) {
    size += chunk.byteLength
    if (size > maximumBytes) throw new AnswerTooLarge()
    chunks.push(chunk)
  }
  return Buffer.concat(chunks).toString('utf8')
}

/** Only the code: messages of HTTP clients can repeat the address with its secret. */
function codeOf(error: unknown): string {
  const code: unknown = typeof error === 'object' && error !== null && 'code' in error ? error.code : undefined
  return typeof code === 'string' && /^[A-Z0-9_]{1,60}$/.test(code) ? code : 'CONNECTION_FAILED'
}
