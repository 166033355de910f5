import { z } from 'zod'
import { type Route, route } from '../route.ts'
import { type SignedInDeps, signedInCookie } from '../signed-in-cookie.ts'
import { pageLanguageOf } from './language.ts'
import { refuseLookAhead } from './look-ahead.ts'
import { pageAnswer } from './page-answer.ts'
import { signedInPage } from './signed-in.ts'
import { usedLinkPage } from './used-link.ts'

export type SignInDeps = SignedInDeps & {
  /** Spends a one-time link for a session; null when it is unknown, used or expired. `isFirst`: nobody has an account yet. */
  takeSignIn(
    token: string,
    browser: string | null,
  ): Promise<{ session: string; expiresAt: string; isFirst: boolean } | null>
}

export function signInRoute(deps: SignInDeps): Route {
  const cookieOf = signedInCookie(deps)
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
      const language = pageLanguageOf(header('accept-language'))
      if (signIn === null) return { status: 403, body: usedLinkPage(language) }
      const headers = await cookieOf(signIn, header)
      if (header('sec-fetch-site') === 'cross-site') return { status: 200, headers, body: signedInPage(language) }
      return { status: 303, headers: { ...headers, Location: '/' } }
    },
  })
}
