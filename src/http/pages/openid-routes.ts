import { createHmac, randomBytes } from 'node:crypto'
import { z } from 'zod'
import { Refusal } from '../refusal.ts'
import { type Route, route } from '../route.ts'
import { sessionCookie } from '../session-cookie.ts'
import { isHttps } from '../signed-in-cookie.ts'
import { pageLanguageOf } from './language.ts'
import { refuseLookAhead } from './look-ahead.ts'
import { pageAnswer } from './page-answer.ts'
import { signedInPage } from './signed-in.ts'

/** What ties the answer of the provider to the browser that asked; each is derived from a secret in its cookie. */
export type OpenidChecks = { state: string; nonce: string; codeVerifier: string }

export type OpenidOutcome =
  | { status: 'signed-in'; session: string; expiresAt: string }
  /** `reason` tells the person why. */
  | { status: 'refused'; reason: keyof typeof refusals }
  /** The person, or the provider, broke it off; or the answer is not one to what was asked. */
  | { status: 'broken-off' }
  | { status: 'unavailable' }
  /** Too many tries from this address, and not one that let somebody in. */
  | { status: 'limited'; retryAfterSeconds: number }

export type OpenidDeps = {
  publicUrl: string
  /** Signing in with the organisation's own provider; null: none is configured. */
  openid: {
    /** What people call it; null: nobody has said. */
    name: string | null
    /** Nobody signs in with a password. */
    isOnlyWay: boolean
    /** Where the browser is to be sent; null: the provider cannot be reached. */
    begin(checks: OpenidChecks): Promise<string | null>
    /** `answer`: the query that came back. */
    finish(request: {
      checks: OpenidChecks
      answer: URLSearchParams
      address: string
      browser: string | null
    }): Promise<OpenidOutcome>
  } | null
}

export const openidPath = '/sign-in/openid'
export const openidCallbackPath = `${openidPath}/callback`
const plainName = 'bindery_openid'
const cookieSeconds = 10 * 60

/** Signing in elsewhere: away to the provider, and back from it. */
export function openidRoutes({ publicUrl, openid }: OpenidDeps): Route[] {
  if (openid === null) return []
  const isSecure = isHttps({ publicUrl })
  // Not __Host-: it is only for these two addresses.
  const cookieName = isSecure ? `__Secure-${plainName}` : plainName
  const attributes = `Path=${openidPath}; HttpOnly; SameSite=Lax${isSecure ? '; Secure' : ''}`
  const spentCookie = `${cookieName}=; ${attributes}; Max-Age=0`
  return [
    route({
      method: 'get',
      path: openidPath,
      summary: 'Begin signing in with the configured provider',
      access: 'public',
      isPage: true,
      answers: { 303: { description: 'On to the provider.', schema: null } },
      refusals: { 503: 'The provider cannot be reached.' },
      async handle({ method, header }) {
        refuseLookAhead(method, header)
        const secret = randomBytes(32).toString('base64url')
        const location = await openid.begin(checksOf(secret))
        if (location === null) throw unavailable()
        // Lax: it has to come along when the provider sends the browser back.
        const cookie = `${cookieName}=${secret}; ${attributes}; Max-Age=${cookieSeconds}`
        return { status: 303, headers: { Location: location, 'Set-Cookie': cookie, 'Cache-Control': 'no-store' } }
      },
    }),
    route({
      method: 'get',
      path: openidCallbackPath,
      summary: 'Where the provider sends the browser back to',
      access: 'public',
      isPage: true,
      query: z.looseObject({}),
      answers: { 200: pageAnswer('Signed in; passes on to the start.') },
      refusals: {
        400: 'It was broken off, or did not begin in this browser.',
        403: 'The provider knows the person, and Bindery does not let them in.',
        429: 'Too many tries from this address; Retry-After says how long to wait.',
        503: 'The provider cannot be reached.',
      },
      async handle({ method, query, header, address }) {
        refuseLookAhead(method, header)
        const secret = secretIn(header('cookie'), cookieName)
        if (secret === null) throw brokenOff()
        const answer = new URLSearchParams(query as Record<string, string>) // one text for each name, as the query is read
        const browser = header('user-agent') ?? null
        const outcome = await openid.finish({ checks: checksOf(secret), answer, address, browser })
        switch (outcome.status) {
          case 'signed-in': {
            const cookie = sessionCookie(outcome.session, outcome.expiresAt, isSecure)
            const body = signedInPage(pageLanguageOf(header('accept-language')))
            // A page of our own passes on: a redirect would count as the provider's and go without the cookie.
            return { status: 200, headers: { 'Set-Cookie': [cookie, spentCookie] }, body }
          }
          case 'refused':
            throw new Refusal(403, outcome.reason, refusals[outcome.reason], { headers: { 'Set-Cookie': spentCookie } })
          case 'broken-off':
            throw brokenOff()
          case 'unavailable':
            throw unavailable()
          case 'limited':
            throw tooManyTries(outcome.retryAfterSeconds)
          default:
            return outcome satisfies never
        }
      },
    }),
  ]
}

function checksOf(secret: string): OpenidChecks {
  const derived = (purpose: string) => createHmac('sha256', secret).update(purpose).digest('base64url')
  return { state: derived('state'), nonce: derived('nonce'), codeVerifier: derived('code verifier') }
}

function secretIn(cookies: string | undefined, cookieName: string): string | null {
  return new RegExp(`(?:^|;\\s*)${cookieName}=([\\w-]{43})(?:;|$)`).exec(cookies ?? '')?.[1] ?? null
}

/** Told in Russian by `refusals-in-russian.ts`. */
export const refusals = {
  unknown: 'Nobody with your e-mail address is invited here. Ask an administrator of Bindery for an invitation.',
  unverified:
    'Your provider does not vouch for your e-mail address, so Bindery cannot tell who you are. Ask whoever runs the provider to verify it.',
  'too-weak':
    'You signed in at your provider in a way that is not enough for Bindery, such as with a password alone. Sign out there, sign in with a second factor and try again; whoever runs Bindery knows what is asked for.',
  disabled: 'Your account here is disabled. An administrator of Bindery can enable it.',
  'another-account':
    'Your e-mail address belongs to an account that another person of the provider signs in with. Ask an administrator of Bindery.',
  'no-account-yet':
    'Nobody has an account here yet. Open the one-time link that the service prints when it starts and make the first.',
} as const

const brokenOff = () =>
  new Refusal(
    400,
    'broken_off',
    'Signing in was broken off, took too long, or did not begin in this browser. Go to the start and try again.',
  )

const tooManyTries = (seconds: number) =>
  new Refusal(
    429,
    'too_many_tries',
    'Too many tries to sign in from where you are. Wait a quarter of an hour, then try again.',
    { headers: { 'Retry-After': String(seconds) } },
  )

const unavailable = () =>
  new Refusal(
    503,
    'provider_unavailable',
    'The sign-in provider cannot be reached or does not answer as it should. Try again later; the log of Bindery says more.',
  )
