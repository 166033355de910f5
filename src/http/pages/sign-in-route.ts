import { z } from 'zod'
import { Refusal } from '../refusal.ts'
import { type Route, route } from '../route.ts'
import { sessionCookie } from '../session-cookie.ts'
import { pageAnswer } from './page-answer.ts'
import { signedInPage, usedLinkPage } from './sign-in.ts'

export type SignInDeps = {
  publicUrl: string
  /** Spends a one-time link for a session; null when it is unknown, used or expired. `isFirst`: nobody has an account yet. */
  takeSignIn(
    token: string,
    browser: string | null,
  ): Promise<{ session: string; expiresAt: string; isFirst: boolean } | null>
}

export function signInRoute(deps: SignInDeps): Route {
  const isSecure = new URL(deps.publicUrl).protocol === 'https:'
  return route({
    method: 'get',
    path: '/sign-in',
    summary: 'Spend a one-time link',
    access: 'public',
    isPage: true,
    query: z.object({ token: z.string().default('') }),
    answers: {
      200: pageAnswer('Signed in; passes on to the start.'),
      303: { description: 'Signed in; the start is next.', schema: null },
      403: pageAnswer('The link is spent or unknown.'),
    },
    async handle({ method, query, header }) {
      refuseLookAhead(method, header)
      const signIn = /^[\w.~-]{1,512}$/.test(query.token)
        ? await deps.takeSignIn(query.token, header('user-agent') ?? null)
        : null
      if (signIn === null) return { status: 403, body: usedLinkPage() }
      const headers = { 'Set-Cookie': sessionCookie(signIn.session, signIn.expiresAt, isSecure) }
      if (header('sec-fetch-site') === 'cross-site') return { status: 200, headers, body: signedInPage() }
      return { status: 303, headers: { ...headers, Location: '/' } }
    },
  })
}

/** Chat programs and browsers look at links before people do; that must not spend them. */
export function refuseLookAhead(method: string, header: (name: string) => string | undefined): void {
  if (method === 'HEAD' || header('sec-purpose')?.includes('prefetch')) {
    throw new Refusal(425, 'too_early', 'Open the link to use it.')
  }
}
