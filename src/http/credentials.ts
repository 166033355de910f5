import type { IncomingHttpHeaders } from 'node:http'
import { type Actor, isAtLeast, type Role, roleTooLow } from '../core/people/person.ts'
import { Refusal } from './refusal.ts'
import { sessionIn } from './session-cookie.ts'

/** Who asks, and what they may do. */
export type Caller = Actor & {
  role: Role
  /** The user whose doing it is: who is signed in, or made the token; null for links and programs of nobody's. */
  userId: string | null
  /** By which they are signed in; null for who sent a token. */
  sessionId: string | null
}
export type Credential = { kind: 'bearer' | 'session'; token: string }

export type CredentialDeps = {
  /** Who holds this credential; null when it is unknown, expired or revoked. */
  authenticate(credential: Credential): Promise<Caller | null>
}

/** What a request from outside must show: a known credential, and with a cookie that it comes from our own pages. */
export async function requireCaller(
  deps: CredentialDeps,
  request: { method: string; headers: IncomingHttpHeaders },
  publicOrigin: string,
): Promise<Caller> {
  const credential = credentialIn(request.headers, publicOrigin.startsWith('https:'))
  if (credential === null) throw unauthorized('Bearer realm="Bindery"')
  if (credential.kind === 'session' && !isSafe(request.method)) requireSameOrigin(request.headers, publicOrigin)
  const caller = await deps.authenticate(credential)
  if (caller === null)
    throw unauthorized(
      'Bearer realm="Bindery", error="invalid_token"',
      'This API token or session is unknown, expired or revoked. Send another, or sign in.',
    )
  return caller
}

/** Refuses a caller whose role is below what a route needs. */
export function requireRole(caller: Caller, needed: Role): void {
  if (isAtLeast(caller.role, needed)) return
  throw new Refusal(403, 'forbidden', roleTooLow(needed, caller), { details: { needed, role: caller.role } })
}

/** The header stands alone when there is one: a program that sends a wrong token must not pass by a browser's cookie. */
export function credentialIn(headers: IncomingHttpHeaders, isSecure: boolean): Credential | null {
  if (headers.authorization !== undefined) {
    // Wider than RFC 6750 has it: an administrator's own token may be of any characters that a header can carry.
    const token = /^bearer +([\x21-\x7e]+)$/i.exec(headers.authorization)?.[1]
    return token === undefined ? null : { kind: 'bearer', token }
  }
  const token = sessionIn(headers.cookie, isSecure)
  return token === null ? null : { kind: 'session', token }
}

const isSafe = (method: string) => method === 'GET' || method === 'HEAD'

/**
 * Stops another site from using a signed-in browser. `Sec-Fetch-Site` is the browser's own word; browsers leave it out
 * on plain http, where `Origin` must name this service as configured or as addressed.
 */
function requireSameOrigin(headers: IncomingHttpHeaders, publicOrigin: string): void {
  const site = headers['sec-fetch-site']
  if (site !== undefined ? site === 'same-origin' : isOwnOrigin(headers, publicOrigin)) return
  throw new Refusal(403, 'cross_origin', 'A session cookie counts only for requests from this service’s own pages.')
}

function isOwnOrigin({ origin, host }: IncomingHttpHeaders, publicOrigin: string): boolean {
  if (origin === undefined) return false
  // Where people come by https, a page that came by http is whoever's that sat on the way.
  const isPlain = publicOrigin.startsWith('http:')
  return origin === publicOrigin || (isPlain && host !== undefined && origin === `http://${host}`)
}

const unauthorized = (challenge: string, message = 'Send an API token as "Authorization: Bearer …", or sign in.') =>
  new Refusal(401, 'unauthorized', message, {
    headers: { 'WWW-Authenticate': challenge },
  })
