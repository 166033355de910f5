const redacted = '[redacted]'

/** A slash as it stands, as JSON of PHP writes it, or percent-encoded any number of times. */
const slash = String.raw`(?:\\{0,4}/|%(?:25)*2F)`
const webhookSecret = new RegExp(
  String.raw`(${slash}rest${slash}(?:api${slash})?\d+${slash})(?:[^/\s"'<>&?#\\%]|%(?!(?:25)*2F))+`,
  'gi',
)

const secretNames = [
  'access_token',
  'refresh_token',
  'client_secret',
  'application_token',
  'auth_id',
  'refresh_id',
  'app_sid',
]
const [openBracket, closeBracket, equals] = [
  String.raw`(?:\[|%(?:25)*5B)`,
  String.raw`(?:\]|%(?:25)*5D)`,
  '(?:=|%(?:25)*3D)',
]
/** Ends where a form value, a line, an attribute or a JSON text ends; an encoded `&` ends it as well. */
const formValue = String.raw`(?:[^&\s"'<>%]|%(?!(?:25)*26))*`
const authField = new RegExp(`(\\bauth${openBracket}\\w+${closeBracket}${equals})${formValue}`, 'gi')
const secretField = new RegExp(`(\\b(?:${secretNames.join('|')})${equals})${formValue}`, 'gi')
/** `"access_token":"…"`, also inside a JSON text that was quoted once more, and `access_token: '…'` of `util.inspect`. */
const quotedField = new RegExp(
  String.raw`(\b(?:${secretNames.join('|')})\\*["']?\s*:\s*\\*["'])(?:[^"'\\]|\\+[^"'\\])*`,
  'gi',
)

/**
 * The text without what opens a portal: the secret of webhook addresses, the `auth` part of events, OAuth tokens, and
 * the secrets handed in, also where they stand percent-encoded. The one place for redaction of text.
 *
 * Known gap: a secret that stands alone is found only if it is among `secrets`.
 */
export function redact(text: string, secrets: readonly string[] = []): string {
  const known = [...new Set(secrets.flatMap((secret) => [secret, encodeURIComponent(secret)]))]
    .filter((secret) => secret !== '')
    .sort((a, b) => b.length - a.length)
  const withoutKnown = known.reduce((rest, secret) => rest.replaceAll(secret, redacted), text)
  return withoutKnown
    .replace(webhookSecret, `$1${redacted}`)
    .replace(authField, `$1${redacted}`)
    .replace(secretField, `$1${redacted}`)
    .replace(quotedField, `$1${redacted}`)
}

const secretKeys = new Set([
  ...secretNames.map((name) => name.replaceAll('_', '')),
  'auth',
  'authorization',
  'cookie',
  'setcookie',
  'password',
  'secret',
  'token',
  'webhookurl',
])
const isSecretKey = (key: string): boolean => secretKeys.has(key.toLowerCase().replaceAll(/[_-]/g, ''))

/**
 * A copy fit for records: file fields without their addresses, token-like keys without their values, every text
 * redacted. What is neither plain object nor array stays as it is.
 */
export function redactDeep(value: unknown): unknown {
  return copy(
    value,
    (key, inner) => (isSecretKey(key) ? redacted : inner),
    (text) => redact(text),
  )
}

/**
 * A copy in which file fields have lost `urlMachine` and the `url` beside it.
 *
 * `urlMachine` can carry a working webhook secret in its path. Source: Bitrix24 REST docs,
 * `tutorials/crm/how-to-edit-crm-objects/how-to-generate-edit-form-for-deal`, read 2026-08-21.
 */
export function withoutFileAddresses(value: unknown): unknown {
  return copy(
    value,
    (_key, inner) => inner,
    (text) => text,
  )
}

function copy(
  value: unknown,
  property: (key: string, value: unknown) => unknown,
  string: (text: string) => string,
  above: readonly object[] = [],
): unknown {
  if (typeof value === 'string') return string(value)
  if (typeof value !== 'object' || value === null) return value
  if (above.includes(value)) return '[circular]'
  const path = [...above, value]
  if (Array.isArray(value)) return value.map((inner) => copy(inner, property, string, path))
  if (!isPlain(value)) return value
  const isFile = Object.hasOwn(value, 'urlMachine')
  return Object.fromEntries(
    Object.entries(value)
      .filter(([key]) => !(isFile && (key === 'urlMachine' || key === 'url')))
      .map(([key, inner]) => [key, copy(property(key, inner), property, string, path)]),
  )
}

function isPlain(value: object): boolean {
  const prototype: unknown = Object.getPrototypeOf(value)
  return prototype === Object.prototype || prototype === null
}
