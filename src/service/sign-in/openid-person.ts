import type { OpenidConfig } from '../../config/openid.ts'
import { Email } from '../../core/people/email.ts'
import type { User } from '../../core/people/person.ts'
import type { Transaction } from '../../database/connection/database.ts'
import { takeInvitationOfIn } from '../../database/people/invitations.ts'
import {
  createUserIn,
  findUserByEmailIn,
  findUserByOpenidIn,
  hasUsers,
  linkOpenidIn,
  subjectOf,
} from '../../database/people/users.ts'
import { recordAudit } from '../../database/record/audit.ts'
import type { OpenidOutcome } from '../../http/pages/openid-routes.ts'
import { PersonName } from '../../http/schemas/person.ts'
import { beginFor, type People } from './people.ts'

export type OpenidPerson = {
  issuer: string
  subject: string
  email: string | null
  isEmailVerified: boolean
  name: string | null
  /** Whether they signed in at the provider as the configuration asks for. */
  isStrongEnough: boolean
  address: string
  browser: string | null
}

type Entered = Extract<OpenidOutcome, { status: 'signed-in' | 'refused' }>
type Found = { user: User } | { reason: Extract<OpenidOutcome, { status: 'refused' }>['reason'] }
type Claim = { subject: string; email: string | null; name: string }

/**
 * Lets somebody in whom the provider knows: by the provider's own word for them, else by an address that it vouches for
 * and that belongs to an account or was invited, else as the configuration has it for people whom nobody invited.
 */
export async function enterByOpenid(
  parts: Pick<People, 'database' | 'now' | 'refusedSignIns'> & { config: OpenidConfig },
  person: OpenidPerson,
): Promise<OpenidOutcome> {
  const email = person.isEmailVerified ? (Email.safeParse(person.email).data ?? null) : null
  const subject = `${person.issuer} ${person.subject}`
  const claim = { subject, email, name: PersonName.safeParse(person.name).data ?? email ?? person.subject }
  const outcome = await parts.database.transaction(async (tx): Promise<Entered> => {
    const found: Found = person.isStrongEnough ? await find(tx, claim, parts.config) : { reason: 'too-weak' }
    if (!('user' in found)) return { status: 'refused', reason: found.reason }
    const { session, expiresAt } = await beginFor(tx, parts, found.user, person.browser, 'openid')
    return { status: 'signed-in', session, expiresAt }
  })
  if (outcome.status === 'refused') {
    const { email: told, address } = person
    const details = { by: 'openid', email: told, address, reason: outcome.reason } as const
    await parts.refusedSignIns.record({ subject: { kind: 'user', id: null }, details })
  }
  return outcome
}

async function find(tx: Transaction, claim: Claim, config: OpenidConfig): Promise<Found> {
  const known = await findUserByOpenidIn(tx, claim.subject)
  if (known !== null) return known.disabledAt === null ? { user: known } : { reason: 'disabled' }
  if (claim.email === null) return { reason: 'unverified' }
  const owner = await findUserByEmailIn(tx, claim.email)
  if (owner !== null) {
    if (owner.user.disabledAt !== null) return { reason: 'disabled' }
    if (owner.openidSubject !== null) return { reason: 'another-account' }
    return link(tx, owner.user, claim)
  }
  // Whoever comes first must not keep the first administrator out.
  if (!(await hasUsers(tx))) return { reason: 'no-account-yet' }
  return (await acceptInvitation(tx, claim)) ?? (await welcomeUnknown(tx, claim, config)) ?? { reason: 'unknown' }
}

async function link(tx: Transaction, user: User, { subject, email }: Claim): Promise<Found> {
  await linkOpenidIn(tx, user.id, subject)
  const details = { email, openid: subject }
  await recordAudit(tx, { actor: asActor(user), action: 'user.openid-linked', subject: subjectOf(user), details })
  return { user }
}

async function acceptInvitation(tx: Transaction, { subject, email, name }: Claim): Promise<Found | null> {
  const invitation = email === null ? null : await takeInvitationOfIn(tx, email)
  if (invitation === null || email === null) return null
  const { role, id, createdBy } = invitation
  const details = { invitationId: id, invitedBy: createdBy }
  return create(tx, { email, name, role, openidSubject: subject }, details)
}

async function welcomeUnknown(
  tx: Transaction,
  { subject, email, name }: Claim,
  { unknownPeople }: OpenidConfig,
): Promise<Found | null> {
  const domain = email?.split('@').at(-1)
  if (unknownPeople === null || email === null || domain === undefined) return null
  if (!unknownPeople.emailDomains.includes(domain)) return null
  return create(tx, { email, name, role: unknownPeople.role, openidSubject: subject }, { by: 'OIDC_DEFAULT_ROLE' })
}

async function create(
  tx: Transaction,
  wanted: Pick<User, 'email' | 'name' | 'role'> & { openidSubject: string },
  why: Record<string, unknown>,
): Promise<Found | null> {
  const user = await createUserIn(tx, { ...wanted, passwordHash: null })
  if (user === null) return null
  const { email, role } = user
  const details = { email, role, openid: wanted.openidSubject, ...why }
  await recordAudit(tx, { actor: asActor(user), action: 'user.created', subject: subjectOf(user), details })
  return { user }
}

const asActor = ({ id, name }: User) => ({ kind: 'user' as const, id, name })
