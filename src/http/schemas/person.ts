import { z } from 'zod'
import { longestPassword } from '../../core/people/password.ts'
import { type Invitation, Role, type Session, type User } from '../../core/people/person.ts'

export const PersonName = z
  .string()
  .trim()
  .min(1, 'a name is needed')
  .max(100, 'at most 100 characters')
  .regex(/^\P{Cc}*$/u, 'holds a control character')

/** What else is asked of a new password is told with the faults of the one that was given. */
export const Password = z
  .string()
  .min(1, 'a password is needed')
  .max(longestPassword * 2, 'far too long')

export const UserShape = z
  .object({
    id: z.string(),
    email: z.string(),
    name: z.string(),
    role: Role,
    createdAt: z.string(),
    lastSignInAt: z.string().nullable(),
    disabledAt: z.string().nullable().describe('Since when they may not sign in.'),
  })
  .meta({ id: 'User' }) satisfies z.ZodType<User>

export const SessionShape = z
  .object({
    id: z.string(),
    createdAt: z.string(),
    lastUsedAt: z.string(),
    expiresAt: z.string(),
    browser: z.string().nullable().describe('As it names itself.'),
  })
  .meta({ id: 'Session' }) satisfies z.ZodType<Session>

/** A session among others, of which one may be the caller's. */
export const ListedSession = SessionShape.extend({ isThis: z.boolean().describe('The caller’s own.') })

export const listed = (session: Session, callersId: string | null) => ({
  ...SessionShape.parse(session),
  isThis: session.id === callersId,
})

export const InvitationShape = z
  .object({
    id: z.string(),
    email: z.string(),
    role: Role,
    userId: z.string().nullable().describe('Whose password it renews; null: it makes an account.'),
    createdAt: z.string(),
    createdBy: z.string(),
    expiresAt: z.string(),
  })
  .meta({ id: 'Invitation' }) satisfies z.ZodType<Invitation>

/** An invitation with its link, which is shown this once. */
export const NewInvitation = z.object({
  ...InvitationShape.shape,
  link: z.string().describe('Works once; send it to nobody else.'),
})

export const expiresInHours = (usual: number) =>
  z
    .int('a whole number of hours')
    .min(1, 'at least 1')
    .max(30 * 24, 'at most 720, which is 30 days')
    .default(usual)
