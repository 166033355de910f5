import { z } from 'zod'
import { Role, type User } from '../../../core/people/person.ts'
import { jsonBody } from '../../json-body.ts'
import { notFound } from '../../refusal.ts'
import { type Route, route } from '../../route.ts'
import { ListedSession, listed, Password, PersonName, UserShape } from '../../schemas/person.ts'
import { endedCookie } from '../../session-cookie.ts'
import { isHttps } from '../../signed-in-cookie.ts'
import type { PeopleDeps } from './deps.ts'
import { noAccount, passwordsOff, tooManyTries, weakPassword, wrongPassword } from './refusals.ts'

const MeShape = z
  .object({
    kind: z
      .enum(['user', 'token', 'link', 'machine'])
      .describe(
        'link: by the link of a start, without an account; machine: the command line, or the configured token.',
      ),
    id: z.string().nullable().describe('Of the user or token.'),
    name: z.string(),
    role: Role,
    user: UserShape.nullable().describe('The account, if there is one.'),
  })
  .meta({ id: 'Me' })

const ChangeOfMe = z
  .strictObject({
    name: PersonName.exactOptional(),
    password: Password.exactOptional(),
    currentPassword: Password.exactOptional().describe('Asked for with a new password.'),
  })
  .refine(({ name, password }) => name !== undefined || password !== undefined, 'say what to change: name or password')

/** Of whoever asks: any role may. */
export function meRoutes({ people, publicUrl }: PeopleDeps & { publicUrl: string }): Route[] {
  return [
    route({
      method: 'get',
      path: '/api/me',
      summary: 'Who I am and what I may',
      access: 'viewer',
      answers: { 200: { description: 'The caller.', schema: MeShape } },
      async handle({ caller: { kind, id, name, role } }) {
        const user: User | null = kind === 'user' && id !== null ? await people.findUser(id) : null
        // Strangers get no further than the credential.
        if (kind === 'stranger') throw notFound('There is nothing at this address.')
        return { status: 200, body: { kind, id, name, role, user } }
      },
    }),
    route({
      method: 'patch',
      path: '/api/me',
      summary: 'Change my name or password',
      description: 'A new password ends all other sessions.',
      access: 'viewer',
      body: { format: jsonBody, schema: ChangeOfMe },
      answers: { 200: { description: 'Changed.', schema: UserShape } },
      refusals: {
        403: 'The current password is wrong, there are no passwords here, or a session cookie came from another site’s page.',
        409: 'The caller has no account.',
        429: 'Too many wrong passwords; Retry-After says how long to wait.',
      },
      async handle({ body, caller, address }) {
        if (caller.kind !== 'user') throw noAccount()
        const outcome = await people.changeOwn({ ...body, caller, address })
        if (outcome.status === 'absent') throw noAccount()
        if (outcome.status === 'passwords-off') throw passwordsOff()
        if (outcome.status === 'limited') throw tooManyTries(outcome)
        if (outcome.status === 'wrong-password') throw wrongPassword()
        if (outcome.status === 'weak-password') throw weakPassword(outcome)
        return { status: 200, body: outcome.user }
      },
    }),
    ...mySessions({ people, publicUrl }),
  ]
}

function mySessions({ people, publicUrl }: PeopleDeps & { publicUrl: string }): Route[] {
  return [
    route({
      method: 'get',
      path: '/api/me/sessions',
      summary: 'Where I am signed in',
      access: 'viewer',
      answers: {
        200: {
          description: 'My sessions, the latest first.',
          schema: z.object({ items: z.array(ListedSession) }),
        },
      },
      refusals: { 409: 'The caller has no account.' },
      async handle({ caller }) {
        if (caller.kind !== 'user' || caller.id === null) throw noAccount()
        const items = await people.sessionsOf(caller.id)
        return { status: 200, body: { items: items.map((one) => listed(one, caller.sessionId)) } }
      },
    }),
    route({
      method: 'delete',
      path: '/api/me/sessions',
      summary: 'Sign me out everywhere',
      access: 'viewer',
      answers: { 204: { description: 'Signed out, here too.', schema: null } },
      refusals: { 409: 'The caller has no account.' },
      async handle({ caller }) {
        if (caller.kind !== 'user' || caller.id === null) throw noAccount()
        await people.endAllSessions({ userId: caller.id, caller })
        return { status: 204, headers: { 'Set-Cookie': endedCookie(isHttps({ publicUrl })) } }
      },
    }),
    route({
      method: 'delete',
      path: '/api/me/sessions/{id}',
      summary: 'End one of my sessions',
      access: 'viewer',
      params: z.object({ id: z.guid() }),
      answers: { 204: { description: 'Ended.', schema: null } },
      refusals: { 404: 'I have no such session.', 409: 'The caller has no account.' },
      async handle({ params: { id }, caller }) {
        if (caller.kind !== 'user' || caller.id === null) throw noAccount()
        const isEnded = await people.endSession({ id, userId: caller.id, caller })
        if (!isEnded) throw notFound('You have no such session.')
        return { status: 204 }
      },
    }),
  ]
}
