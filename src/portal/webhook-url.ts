import { isLoopback } from '../loopback.ts'

/**
 * The portal's inbound webhook. Printing it, in a log, an error or JSON, shows the address without the secret.
 *
 * Source: Bitrix24 REST docs, `local-integrations/local-webhooks`, read 2026-08-21.
 */
export class WebhookUrl {
  /** `https://acme.bitrix24.com` */
  readonly origin: string
  /** `acme.bitrix24.com`, with the port if it is not the usual one. */
  readonly host: string
  /** The employee in whose name every call runs. */
  readonly userId: number
  readonly #secret: string

  constructor(origin: string, userId: number, secret: string) {
    this.origin = origin
    this.host = new URL(origin).host
    this.userId = userId
    this.#secret = secret
  }

  /** For the request itself and for redaction; never for a message. */
  get secret(): string {
    return this.#secret
  }

  pathOf(method: string): string {
    return `/rest/${this.userId}/${this.#secret}/${method}.json`
  }

  toString(): string {
    return `${this.origin}/rest/${this.userId}/[redacted]/`
  }

  toJSON(): string {
    return this.toString()
  }
}

export type ParsedWebhookUrl = { ok: true; url: WebhookUrl } | { ok: false; message: string }

const example = 'It looks like https://PORTAL.bitrix24.com/rest/USER/SECRET/.'
const refuse = (message: string): ParsedWebhookUrl => ({ ok: false, message })

/**
 * Reads what an administrator pasted: with or without the last slash, with or without the name of a method behind it.
 * The message of a refusal says what is missing and never repeats the text, which may hold the secret.
 */
export function parseWebhookUrl(text: string, { allowHttp }: { allowHttp: boolean }): ParsedWebhookUrl {
  const trimmed = text.trim()
  if (trimmed === '') return refuse(`The webhook address is empty. ${example}`)
  if (!URL.canParse(trimmed)) return refuse(`The webhook address is not a complete URL. ${example}`)
  const url = new URL(trimmed)
  if (url.protocol !== 'https:' && url.protocol !== 'http:') {
    return refuse(`The webhook address must start with https://. ${example}`)
  }
  if (url.protocol === 'http:' && !allowHttp && !isLoopback(url.hostname)) {
    return refuse(
      'The webhook address uses plain http, which would send its secret readable over the network. Use https, or set BITRIX24_ALLOW_HTTP=1 if the network between is yours.',
    )
  }
  if (url.username !== '' || url.password !== '') {
    return refuse(`The webhook address must not have a user name or password before the host. ${example}`)
  }
  return parsePath(url)
}

function parsePath(url: URL): ParsedWebhookUrl {
  const [root, ...rest] = url.pathname.split('/').filter((part) => part !== '')
  if (root !== 'rest') return refuse(`The webhook address lacks the part /rest/USER/SECRET/. ${example}`)
  const [userId, secret, method, ...surplus] = rest[0] === 'api' ? rest.slice(1) : rest
  if (userId === undefined || !/^[1-9]\d{0,14}$/.test(userId)) {
    return refuse(`The webhook address lacks the user's number after /rest/. ${example}`)
  }
  if (secret === undefined || !/^[\w-]+$/.test(secret)) {
    return refuse(`The webhook address lacks its secret after the user's number. ${example}`)
  }
  if (surplus.length > 0 || (method !== undefined && !/^[a-z0-9.]+$/i.test(method))) {
    return refuse(`The webhook address goes on after its secret. ${example}`)
  }
  return { ok: true, url: new WebhookUrl(url.origin, Number(userId), secret) }
}
