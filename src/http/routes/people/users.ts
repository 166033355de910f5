import { z } from 'zod'
import { Role, usualLinkHours } from '../../../core/people/person.ts'
import type { Caller } from '../../credentials.ts'
import { jsonBody } from '../../json-body.ts'
import { notFound, Refusal } from '../../refusal.ts'
import { type Route, route } from '../../route.ts'
import { expiresInHours, NewInvitation, UserShape } from '../../schemas/person.ts'
import type { PeopleDeps } from './deps.ts'
import { passwordsOff } from './refusals.ts'

const params = z.object({ id: z.guid() })
const noUser = () => notFound('There is no such user.')

const ChangedUser = z.object({
  ...UserShape.shape,
  tokensLeft: z
    .array(z.object({ id: z.string(), name: z.string() }))
    .describe(
      'Tokens that the user made and that may more than the user now; all of a disabled one. Revoke what nobody needs.',
    ),
})

/** Other people's accounts. */
export function usersRoutes({ people }: PeopleDeps): Route[] {
  const change = async (id: string, wish: { role?: Role; isDisabled?: boolean }, caller: Caller) => {
    const outcome = await people.changeUser({ id, change: wish, caller })
    if (outcome.status === 'absent') throw noUser()
    if (outcome.status === 'last-administrator') throw lastAdministrator()
    return { status: 200, body: { ...outcome.user, tokensLeft: outcome.tokensLeft } } as const
  }
  const answers = { 200: { description: 'Changed, or as it was.', schema: ChangedUser } } as const
  const refusals = { 404: 'There is no such user.', 409: 'It is the last administrator with an account.' }
  return [
    route({
      method: 'get',
      path: '/api/users',
      summary: 'Everybody with an account',
      access: 'administrator',
      answers: {
        200: {
          description: 'The users, in the order in which they came.',
          schema: z.object({ items: z.array(UserShape) }),
        },
      },
      handle: async () => ({ status: 200, body: { items: await people.listUsers() } }),
    }),
    route({
      method: 'patch',
      path: '/api/users/{id}',
      summary: 'Change a user’s role; it counts at once',
      access: 'administrator',
      params,
      body: { format: jsonBody, schema: z.strictObject({ role: Role }) },
      answers,
      refusals,
      handle: ({ params: { id }, body: { role }, caller }) => change(id, { role }, caller),
    }),
    route({
      method: 'post',
      path: '/api/users/{id}/disable',
      summary: 'Disable a user; their sessions end at once',
      access: 'administrator',
      params,
      answers,
      refusals,
      handle: ({ params: { id }, caller }) => change(id, { isDisabled: true }, caller),
    }),
    route({
      method: 'post',
      path: '/api/users/{id}/enable',
      summary: 'Let a disabled user sign in again',
      access: 'administrator',
      params,
      answers,
      refusals: { 404: 'There is no such user.' },
      handle: ({ params: { id }, caller }) => change(id, { isDisabled: false }, caller),
    }),
    route({
      method: 'delete',
      path: '/api/users/{id}/sessions',
      summary: 'Sign a user out everywhere',
      access: 'administrator',
      params,
      answers: { 204: { description: 'Signed out.', schema: null } },
      refusals: { 404: 'There is no such user.' },
      async handle({ params: { id }, caller }) {
        if ((await people.findUser(id)) === null) throw noUser()
        await people.endAllSessions({ userId: id, caller })
        return { status: 204 }
      },
    }),
    route({
      method: 'post',
      path: '/api/users/{id}/password-link',
      summary: 'Make a one-time link by which a user sets a new password',
      access: 'administrator',
      params,
      body: {
        format: jsonBody,
        schema: z.strictObject({ expiresInHours: expiresInHours(usualLinkHours.newPassword) }),
      },
      answers: { 201: { description: 'Made; the link is shown this once.', schema: NewInvitation } },
      refusals: {
        403: 'It needs the role administrator, people sign in by the provider only, or a session cookie came from another site’s page.',
        404: 'There is no such user, or they are disabled.',
      },
      async handle({ params: { id }, body, caller }) {
        const made = await people.inviteToRenew({ userId: id, ...body, caller })
        if (made.status === 'passwords-off') throw passwordsOff()
        if (made.status === 'absent') throw notFound('There is no such user, or they are disabled. Enable them first.')
        return { status: 201, body: { ...made.invitation, link: made.link } }
      },
    }),
  ]
}

const lastAdministrator = () =>
  new Refusal(
    409,
    'last_administrator',
    'This is the last administrator with an account; nothing was changed. Make somebody else an administrator first.',
  )
