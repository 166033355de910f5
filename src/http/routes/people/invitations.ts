import { z } from 'zod'
import { Email } from '../../../core/people/email.ts'
import { Role, usualLinkHours } from '../../../core/people/person.ts'
import { jsonBody } from '../../json-body.ts'
import { badRequest, notFound, Refusal } from '../../refusal.ts'
import { type Route, route } from '../../route.ts'
import {
  expiresInHours,
  InvitationShape,
  NewInvitation,
  Password,
  PersonName,
  UserShape,
} from '../../schemas/person.ts'
import { signedInCookie } from '../../signed-in-cookie.ts'
import type { PeopleDeps } from './deps.ts'
import { passwordsOff, spentInvitation, weakPassword } from './refusals.ts'

const NewInvitationWish = z.strictObject({
  email: Email,
  role: Role,
  expiresInHours: expiresInHours(usualLinkHours.invitation),
})
const LinkToken = z.string().min(1, 'the token of the link is needed').max(512, 'far too long')

export function invitationsRoutes({ people, publicUrl }: PeopleDeps & { publicUrl: string }): Route[] {
  const cookieOf = signedInCookie({ people, publicUrl })
  return [
    route({
      method: 'get',
      path: '/api/invitations',
      summary: 'Invitations that nobody has accepted yet, without their links',
      access: 'administrator',
      answers: {
        200: { description: 'The open ones, the latest first.', schema: z.object({ items: z.array(InvitationShape) }) },
      },
      handle: async () => ({ status: 200, body: { items: await people.openInvitations() } }),
    }),
    route({
      method: 'post',
      path: '/api/invitations',
      summary: 'Invite somebody; an earlier invitation of theirs ends',
      access: 'administrator',
      body: { format: jsonBody, schema: NewInvitationWish },
      answers: { 201: { description: 'Made; the link is shown this once.', schema: NewInvitation } },
      refusals: { 409: 'There is an account of this address; details say whose.' },
      async handle({ body, caller }) {
        const outcome = await people.invite({ ...body, caller })
        if (outcome.status === 'has-account') throw hasAccount(body.email, outcome.user)
        return { status: 201, body: { ...outcome.invitation, link: outcome.link } }
      },
    }),
    route({
      method: 'delete',
      path: '/api/invitations/{id}',
      summary: 'Withdraw an invitation: its link opens nothing any more',
      access: 'administrator',
      params: z.object({ id: z.guid() }),
      answers: { 204: { description: 'Withdrawn.', schema: null } },
      refusals: { 404: 'There is no such open invitation.' },
      async handle({ params: { id }, caller }) {
        const isWithdrawn = await people.withdrawInvitation({ id, caller })
        if (!isWithdrawn) throw notFound('There is no such open invitation.')
        return { status: 204 }
      },
    }),
    readInvitation({ people }),
    route({
      method: 'post',
      path: '/api/invitations/accept',
      summary: 'Accept an invitation: make an account, or set a new password, and sign in with it',
      access: 'public',
      body: {
        format: jsonBody,
        schema: z.strictObject({
          token: LinkToken,
          name: PersonName.nullable().default(null).describe('Of a new account; passed over for a new password.'),
          password: Password,
        }),
      },
      answers: {
        201: { description: 'Accepted and signed in.', schema: UserShape, headers: { 'Set-Cookie': 'The session.' } },
      },
      refusals: {
        403: 'People sign in by the provider only: signing in there with the invited address accepts it.',
        410: 'The invitation is unknown, used, withdrawn or expired.',
      },
      async handle({ body, header }) {
        const outcome = await people.acceptInvitation({ ...body, browser: header('user-agent') ?? null })
        if (outcome.status === 'passwords-off') throw passwordsOff()
        if (outcome.status === 'refused') throw spentInvitation()
        if (outcome.status === 'name-missing') throw badRequest([{ path: '/name', message: 'a name is needed' }])
        if (outcome.status === 'weak-password') throw weakPassword(outcome)
        return { status: 201, headers: await cookieOf(outcome, header), body: outcome.user }
      },
    }),
  ]
}

/** Asked with POST, so that the token is in no address and no log of a proxy. */
function readInvitation({ people }: PeopleDeps): Route {
  return route({
    method: 'post',
    path: '/api/invitations/read',
    summary: 'What an invitation offers to whoever holds its link; it stays unused',
    access: 'public',
    body: { format: jsonBody, schema: z.strictObject({ token: LinkToken }) },
    answers: {
      200: {
        description: 'It can be accepted.',
        schema: z.object({
          email: z.string(),
          role: Role,
          createdBy: z.string(),
          expiresAt: z.string(),
          isRenewal: z.boolean().describe('It sets a new password of an account; else it makes one.'),
        }),
      },
    },
    refusals: { 410: 'The invitation is unknown, used, withdrawn or expired.' },
    async handle({ body }) {
      const invitation = await people.findInvitation(body.token)
      if (invitation === null) throw spentInvitation()
      const { email, role, createdBy, expiresAt, userId } = invitation
      return { status: 200, body: { email, role, createdBy, expiresAt, isRenewal: userId !== null } }
    },
  })
}

function hasAccount(email: string, { id, disabledAt }: { id: string; disabledAt: string | null }): Refusal {
  const remedy =
    disabledAt === null
      ? `POST /api/users/${id}/password-link makes a link for a new password.`
      : `It is disabled; POST /api/users/${id}/enable enables it.`
  return new Refusal(409, 'has_account', `${email} has an account already. ${remedy}`, { details: { userId: id } })
}
