import { and, desc, eq, isNull } from 'drizzle-orm'
import { v7 as uuidv7 } from 'uuid'
import { type Actor, actorOf, type Invitation, type Role, type User } from '../../core/people/person.ts'
import type { Database, Queries, Transaction } from '../connection/database.ts'
import { recordAudit } from '../record/audit.ts'
import { invitations, users } from '../tables/schema.ts'
import { isOpenLink, withdrawLinksIn } from './open-links.ts'
import { hashOfSecret, newSecret } from './secrets.ts'
import { createUserIn, renewPasswordIn } from './users.ts'

const invitationColumns = {
  id: invitations.id,
  email: invitations.email,
  role: invitations.role,
  userId: invitations.userId,
  createdAt: invitations.createdAt,
  createdBy: invitations.createdBy,
  expiresAt: invitations.expiresAt,
}

const subjectOf = ({ id }: { id: string }) => ({ kind: 'invitation', id })

/** `createdById`: the user whose doing it is; null: nobody's who has an account. */
type LinkTerms = { expiresAt: Date; createdById: string | null }

export type InvitationOutcome =
  | { status: 'made'; invitation: Invitation; secret: string }
  /** Somebody has an account of that address; to be asked for a link that renews their password instead. */
  | { status: 'has-account'; user: { id: string; disabledAt: string | null } }

/** A one-time link for whoever has none yet. An earlier one for the same address opens nothing any more. */
export function invite(
  db: Database,
  wanted: { email: string; role: Role } & LinkTerms,
  actor: Actor,
): Promise<InvitationOutcome> {
  return db.transaction(async (tx) => {
    const [user] = await tx
      .select({ id: users.id, disabledAt: users.disabledAt })
      .from(users)
      .where(eq(users.email, wanted.email))
    if (user !== undefined) return { status: 'has-account', user }
    return { status: 'made', ...(await makeIn(tx, { ...wanted, userId: null }, actor)) }
  })
}

/** A one-time link by which a user sets a new password; null when there is no such user, or a disabled one. */
export function inviteToRenew(
  db: Database,
  { userId, ...terms }: { userId: string } & LinkTerms,
  actor: Actor,
): Promise<{ invitation: Invitation; secret: string } | null> {
  return db.transaction(async (tx) => {
    const [user] = await tx
      .select({ email: users.email, role: users.role })
      .from(users)
      .where(and(eq(users.id, userId), isNull(users.disabledAt)))
    return user === undefined ? null : makeIn(tx, { ...user, userId, ...terms }, actor)
  })
}

async function makeIn(
  tx: Transaction,
  { expiresAt, createdById, ...wanted }: { email: string; role: Role; userId: string | null } & LinkTerms,
  actor: Actor,
): Promise<{ invitation: Invitation; secret: string }> {
  const secret = newSecret()
  const now = new Date().toISOString()
  await withdrawLinksIn(tx, eq(invitations.email, wanted.email))
  const invitation: Invitation = {
    ...wanted,
    id: uuidv7(),
    createdAt: now,
    createdBy: actor.name,
    expiresAt: expiresAt.toISOString(),
  }
  await tx.insert(invitations).values({ ...invitation, createdById, sha256: hashOfSecret(secret) })
  const { email, role } = wanted
  await recordAudit(tx, {
    actor: actorOf(actor),
    action: wanted.userId === null ? 'invitation.made' : 'invitation.made-to-renew-password',
    subject: subjectOf(invitation),
    details: { email, role, expiresAt: invitation.expiresAt },
  })
  return { invitation, secret }
}

/** Those that can still be accepted, the latest first. */
export async function openInvitations(db: Database): Promise<Invitation[]> {
  return db.orm.select(invitationColumns).from(invitations).where(isOpenLink()).orderBy(desc(invitations.id))
}

/** The invitation of a link; null when it is unknown, used, withdrawn or expired. */
export async function findInvitation(orm: Queries, secret: string): Promise<Invitation | null> {
  const [found] = await orm
    .select(invitationColumns)
    .from(invitations)
    .where(and(eq(invitations.sha256, hashOfSecret(secret)), isOpenLink()))
  return found ?? null
}

/** False when there is no open one of that id. */
export function withdrawInvitation(db: Database, id: string, actor: Actor): Promise<boolean> {
  return db.transaction(async (tx) => {
    const [withdrawn] = await tx
      .update(invitations)
      .set({ withdrawnAt: new Date().toISOString() })
      .where(and(eq(invitations.id, id), isOpenLink()))
      .returning({ id: invitations.id, email: invitations.email })
    if (withdrawn === undefined) return false
    const note = { subject: subjectOf(withdrawn), details: { email: withdrawn.email } }
    await recordAudit(tx, { actor: actorOf(actor), action: 'invitation.withdrawn', ...note })
    return true
  })
}

/** Spends the open invitation of an address for a new account, whose owner is known by other means than its link. */
export async function takeInvitationOfIn(tx: Transaction, email: string): Promise<Invitation | null> {
  const [taken] = await tx
    .update(invitations)
    .set({ acceptedAt: new Date().toISOString() })
    .where(and(eq(invitations.email, email), isNull(invitations.userId), isOpenLink()))
    .returning(invitationColumns)
  return taken ?? null
}

/**
 * Spends a link for an account or a new password. Null when it opens nothing (any more): it does so for exactly one
 * caller, however many come at once. `name` counts for a new account only.
 */
export async function acceptInvitationIn(
  tx: Transaction,
  { secret, name, passwordHash }: { secret: string; name: string | null; passwordHash: string },
): Promise<User | null> {
  const [taken] = await tx
    .update(invitations)
    .set({ acceptedAt: new Date().toISOString() })
    .where(and(eq(invitations.sha256, hashOfSecret(secret)), isOpenLink()))
    .returning(invitationColumns)
  if (taken === undefined) return null
  const { email, role, userId } = taken
  const user =
    userId === null
      ? await createUserIn(tx, { email, role, name: name ?? email, passwordHash })
      : await renewPasswordIn(tx, userId, passwordHash)
  if (user === null) return null
  await recordAudit(tx, {
    actor: { kind: 'user', id: user.id, name: user.name },
    action: userId === null ? 'user.created' : 'user.password-renewed',
    subject: { kind: 'user', id: user.id },
    details: { email, role: user.role, invitationId: taken.id, invitedBy: taken.createdBy },
  })
  return user
}
