import { z } from 'zod'
import { Email } from '../../../core/people/email.ts'
import { jsonBody } from '../../json-body.ts'
import { type OpenidDeps, openidPath } from '../../pages/openid-routes.ts'
import { Refusal } from '../../refusal.ts'
import { type Route, route } from '../../route.ts'
import { Password, PersonName, UserShape } from '../../schemas/person.ts'
import { endedCookie } from '../../session-cookie.ts'
import { isHttps, signedInCookie } from '../../signed-in-cookie.ts'
import type { PeopleDeps } from './deps.ts'
import { passwordMissing, passwordsOff, signInRefused, tooManyTries, weakPassword } from './refusals.ts'

export type SessionDeps = PeopleDeps & Pick<OpenidDeps, 'publicUrl' | 'openid'>

const FirstAccount = z.strictObject({
  name: PersonName,
  email: Email,
  password: Password.nullable()
    .default(null)
    .describe('Left out where people sign in by the provider only; asked for everywhere else.'),
})

const setsCookie = { 'Set-Cookie': 'The session.' }

/** Signing in and out. */
export function sessionRoutes(deps: SessionDeps): Route[] {
  const cookieOf = signedInCookie(deps)
  return [
    route({
      method: 'get',
      path: '/api/session',
      summary: 'How one can sign in here',
      access: 'public',
      answers: {
        200: {
          description: 'The ways.',
          schema: z.object({
            openid: z.string().nullable().describe('Where signing in with the provider begins; null: there is none.'),
            openidName: z.string().nullable().describe('What people call the provider; null: nobody has said.'),
            passwords: z.boolean().describe('Whether one can sign in with an address and a password.'),
            isFirst: z
              .boolean()
              .describe('Nobody has an account yet: the link that the start prints leads to the first.'),
          }),
        },
      },
      handle: async () => ({
        status: 200,
        body: {
          openid: deps.openid === null ? null : openidPath,
          openidName: deps.openid?.name ?? null,
          passwords: deps.people.hasPasswords,
          isFirst: await deps.people.isFirst(),
        },
      }),
    }),
    route({
      method: 'post',
      path: '/api/session',
      summary: 'Sign in',
      access: 'public',
      body: { format: jsonBody, schema: z.strictObject({ email: Email, password: Password }) },
      answers: { 200: { description: 'Signed in.', schema: UserShape, headers: setsCookie } },
      refusals: {
        401: 'Not the right address and password, or a disabled account.',
        403: 'People sign in by the provider only.',
        429: 'Too many tries from this address or for this account; Retry-After says how long to wait.',
      },
      async handle({ body, address, header }) {
        const outcome = await deps.people.signIn({ ...body, address, browser: header('user-agent') ?? null })
        if (outcome.status === 'limited') throw tooManyTries(outcome)
        if (outcome.status === 'refused') throw signInRefused()
        if (outcome.status === 'passwords-off') throw passwordsOff()
        return { status: 200, headers: await cookieOf(outcome, header), body: outcome.user }
      },
    }),
    route({
      method: 'delete',
      path: '/api/session',
      summary: 'Sign out',
      access: 'viewer',
      answers: { 204: { description: 'Signed out.', schema: null, headers: { 'Set-Cookie': 'None any more.' } } },
      refusals: { 409: 'The caller came with a token, not a session.' },
      async handle({ caller }) {
        if (caller.sessionId === null) throw noSession()
        await deps.people.endSession({ id: caller.sessionId, userId: null, caller })
        return { status: 204, headers: { 'Set-Cookie': endedCookie(isHttps(deps)) } }
      },
    }),
    route({
      method: 'post',
      path: '/api/users/first',
      summary: 'Make the first account, an administrator’s, and sign in with it',
      description: 'For whoever opened the link that the start prints. Possible as long as nobody has an account.',
      access: 'administrator',
      body: { format: jsonBody, schema: FirstAccount },
      answers: { 201: { description: 'Made and signed in.', schema: UserShape, headers: setsCookie } },
      refusals: {
        403: 'It needs the role administrator, a password was given where there are none, or a session cookie came from another site’s page.',
        409: 'There are accounts already.',
      },
      async handle({ body, caller, header }) {
        const browser = header('user-agent') ?? null
        const outcome = await deps.people.createFirst({ ...body, caller, browser })
        if (outcome.status === 'passwords-off') throw passwordsOff()
        if (outcome.status === 'password-missing') throw passwordMissing()
        if (outcome.status === 'weak-password') throw weakPassword(outcome)
        if (outcome.status === 'not-first') throw notFirst()
        return { status: 201, headers: await cookieOf(outcome, header), body: outcome.user }
      },
    }),
  ]
}

const noSession = () =>
  new Refusal(409, 'no_session', 'You sent a token, so there is no session to end. Revoke the token to end it.')

const notFirst = () =>
  new Refusal(409, 'not_first', 'There are accounts already. Invite further people with POST /api/invitations.')
