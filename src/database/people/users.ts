import { and, asc, count, eq, inArray, isNull, ne, sql } from 'drizzle-orm'
import { v7 as uuidv7 } from 'uuid'
import { type Actor, actorOf, isAtLeast, type Role, roles, type User } from '../../core/people/person.ts'
import type { Database, Queries, Transaction } from '../connection/database.ts'
import { recordAudit } from '../record/audit.ts'
import { apiTokens, users } from '../tables/schema.ts'
import { madeByOrFor, toRenew, withdrawLinksIn } from './open-links.ts'
import { endSessionsIn } from './sessions.ts'

const userColumns = {
  id: users.id,
  email: users.email,
  name: users.name,
  role: users.role,
  createdAt: users.createdAt,
  lastSignInAt: users.lastSignInAt,
  disabledAt: users.disabledAt,
}

/** A user with what signing in compares; it stays within the service. */
export type UserWithSecret = User & { passwordHash: string | null }

export async function listUsers(db: Database): Promise<User[]> {
  return db.orm.select(userColumns).from(users).orderBy(asc(users.id))
}

export async function hasUsers(orm: Queries): Promise<boolean> {
  const [one] = await orm.select({ id: users.id }).from(users).limit(1)
  return one !== undefined
}

/** How many administrators who may sign in have an account of this provider. */
export async function countOpenidAdministrators(db: Database, issuer: string): Promise<number> {
  return db.orm.$count(
    users,
    and(
      eq(users.role, 'administrator'),
      isNull(users.disabledAt),
      sql`starts_with(${users.openidSubject}, ${`${issuer} `})`,
    ),
  )
}

/** `email` in small letters. */
export async function findUserByEmail(db: Database, email: string): Promise<UserWithSecret | null> {
  const [found] = await db.orm
    .select({ ...userColumns, passwordHash: users.passwordHash })
    .from(users)
    .where(eq(users.email, email))
  return found ?? null
}

export async function findUser(db: Database, id: string): Promise<UserWithSecret | null> {
  const [found] = await db.orm
    .select({ ...userColumns, passwordHash: users.passwordHash })
    .from(users)
    .where(eq(users.id, id))
  return found ?? null
}

/** By what the provider calls them. */
export async function findUserByOpenidIn(tx: Transaction, openidSubject: string): Promise<User | null> {
  const [found] = await tx.select(userColumns).from(users).where(eq(users.openidSubject, openidSubject))
  return found ?? null
}

/** `email` in small letters; with whom of the provider the account belongs to, if to anyone. Locked until the end. */
export async function findUserByEmailIn(
  tx: Transaction,
  email: string,
): Promise<{ user: User; openidSubject: string | null } | null> {
  const [found] = await tx
    .select({ user: userColumns, openidSubject: users.openidSubject })
    .from(users)
    .where(eq(users.email, email))
    .for('update')
  return found ?? null
}

export type NewUser = {
  email: string
  name: string
  role: Role
  passwordHash: string | null
  openidSubject?: string
}

/** Null when there is an account of that address already. */
export async function createUserIn(tx: Transaction, wanted: NewUser): Promise<User | null> {
  const row = { id: uuidv7(), createdAt: new Date().toISOString(), ...wanted }
  const [made] = await tx.insert(users).values(row).onConflictDoNothing().returning(userColumns)
  return made ?? null
}

/** The first account there is, an administrator's; null when there is one already, however many ask at once. */
export async function createFirstAdministratorIn(
  tx: Transaction,
  wanted: Omit<NewUser, 'role'>,
  actor: Actor,
): Promise<User | null> {
  await lockAdministrators(tx)
  if (await hasUsers(tx)) return null
  const user = await createUserIn(tx, { ...wanted, role: 'administrator' })
  if (user !== null) {
    const { email, role } = user
    await recordAudit(tx, { actor, action: 'user.created', subject: subjectOf(user), details: { email, role } })
  }
  return user
}

/** Remembers whom a provider's account belongs to. */
export async function linkOpenidIn(tx: Transaction, userId: string, openidSubject: string): Promise<void> {
  await tx.update(users).set({ openidSubject }).where(eq(users.id, userId))
}

export async function noteSignInIn(tx: Transaction, userId: string): Promise<void> {
  await tx.update(users).set({ lastSignInAt: new Date().toISOString() }).where(eq(users.id, userId))
}

/** Whether this is the user's password still, and they may sign in. It stays so until the end of the transaction. */
export async function holdPasswordIn(tx: Transaction, userId: string, passwordHash: string): Promise<boolean> {
  const held = await tx
    .select({ id: users.id })
    .from(users)
    .where(and(eq(users.id, userId), eq(users.passwordHash, passwordHash), isNull(users.disabledAt)))
    .for('update')
  return held.length > 0
}

/** A new hash of the password that the user has: the way of hashing has changed. */
export async function rehashPassword(db: Database, userId: string, from: string, to: string): Promise<void> {
  await db.orm
    .update(users)
    .set({ passwordHash: to })
    .where(and(eq(users.id, userId), eq(users.passwordHash, from)))
}

export type OwnChange = { name?: string; passwordHash?: string }

/**
 * What people change about themselves. A new password ends their other sessions, and links that would set another.
 * Null: there is no such user.
 */
export function changeOwn(
  db: Database,
  change: OwnChange & { userId: string; sessionId: string | null; actor: Actor },
): Promise<User | null> {
  const { userId, sessionId, name, passwordHash } = change
  return db.transaction(async (tx) => {
    const set = { ...(name === undefined ? {} : { name }), ...(passwordHash === undefined ? {} : { passwordHash }) }
    const [changed] = await tx.update(users).set(set).where(eq(users.id, userId)).returning(userColumns)
    if (changed === undefined) return null
    const actor = actorOf(change.actor)
    const subject = subjectOf(changed)
    if (name !== undefined) await recordAudit(tx, { actor, action: 'user.renamed', subject, details: { name } })
    if (passwordHash !== undefined) {
      const sessionsEnded = await endSessionsIn(tx, userId, { except: sessionId })
      await withdrawLinksIn(tx, toRenew(userId))
      await recordAudit(tx, { actor, action: 'user.password-changed', subject, details: { sessionsEnded } })
    }
    return changed
  })
}

/** Sets a password by a one-time link, and ends every session that knew the old one. */
export async function renewPasswordIn(tx: Transaction, userId: string, passwordHash: string): Promise<User | null> {
  const [changed] = await tx
    .update(users)
    .set({ passwordHash })
    .where(and(eq(users.id, userId), isNull(users.disabledAt)))
    .returning(userColumns)
  if (changed === undefined) return null
  await endSessionsIn(tx, userId, { except: null })
  return changed
}

export type UserChange = { role?: Role; isDisabled?: boolean }
export type UserChangeOutcome =
  | { status: 'changed'; user: User; tokensLeft: { id: string; name: string }[] }
  | { status: 'absent' }
  | { status: 'last-administrator' }

/**
 * Changes what a user may. It counts from the next request on: a session takes its role from its user, and those of a
 * disabled user end. So do one-time links that somebody made who is no administrator any more, as they may have kept one.
 * The last administrator with an account stays one. `tokensLeft`: tokens that the user made and that may more than the
 * user now.
 */
export function changeUser(db: Database, userId: string, change: UserChange, by: Actor): Promise<UserChangeOutcome> {
  return db.transaction(async (tx) => {
    await lockAdministrators(tx)
    const [before] = await tx.select(userColumns).from(users).where(eq(users.id, userId)).for('update')
    if (before === undefined) return { status: 'absent' }
    const role = change.role ?? before.role
    const isDisabled = change.isDisabled ?? before.disabledAt !== null
    const wasAdministrator = before.role === 'administrator' && before.disabledAt === null
    const staysAdministrator = role === 'administrator' && !isDisabled
    if (wasAdministrator && !staysAdministrator && (await otherAdministrators(tx, userId)) === 0) {
      return { status: 'last-administrator' }
    }
    const disabledAt = isDisabled ? (before.disabledAt ?? new Date().toISOString()) : null
    const user: User = { ...before, role, disabledAt }
    await tx.update(users).set({ role, disabledAt }).where(eq(users.id, userId))
    await recordChange(tx, before, user, actorOf(by))
    return { status: 'changed', user, tokensLeft: await tokensThatMayMore(tx, user) }
  })
}

async function recordChange(tx: Transaction, before: User, after: User, actor: Actor): Promise<void> {
  const subject = subjectOf(after)
  const { email } = after
  const isOut = before.disabledAt === null && after.disabledAt !== null
  const isLess = before.role === 'administrator' && after.role !== 'administrator'
  const withdrawn = isOut || isLess ? await withdrawLinksIn(tx, madeByOrFor(after.id)) : []
  const links = withdrawn.length > 0 && { linksWithdrawn: withdrawn }
  if (before.role !== after.role) {
    const details = { email, from: before.role, to: after.role, ...links }
    await recordAudit(tx, { actor, action: 'user.role-changed', subject, details })
  }
  if (isOut) {
    const sessionsEnded = await endSessionsIn(tx, after.id, { except: null })
    await recordAudit(tx, { actor, action: 'user.disabled', subject, details: { email, sessionsEnded, ...links } })
  }
  if (before.disabledAt !== null && after.disabledAt === null) {
    // One that began at the very moment of disabling must not come back to life.
    await endSessionsIn(tx, after.id, { except: null })
    await recordAudit(tx, { actor, action: 'user.enabled', subject, details: { email } })
  }
}

export const subjectOf = ({ id }: { id: string }) => ({ kind: 'user', id })

/** Changes that bear on how many administrators there are come one after the other. */
async function lockAdministrators(tx: Transaction): Promise<void> {
  await tx.execute("select pg_advisory_xact_lock(hashtextextended('bindery administrators', 0))")
}

async function otherAdministrators(tx: Transaction, userId: string): Promise<number> {
  const [found] = await tx
    .select({ count: count() })
    .from(users)
    .where(and(eq(users.role, 'administrator'), isNull(users.disabledAt), ne(users.id, userId)))
  return found?.count ?? 0
}

/** Those that were not revoked and that open what their maker may not, or no longer: anything, of a disabled one. */
async function tokensThatMayMore(
  tx: Transaction,
  { id, role, disabledAt }: User,
): Promise<{ id: string; name: string }[]> {
  const more = roles.filter((one) => disabledAt !== null || !isAtLeast(role, one))
  if (more.length === 0) return []
  return tx
    .select({ id: apiTokens.id, name: apiTokens.name })
    .from(apiTokens)
    .where(and(eq(apiTokens.createdById, id), isNull(apiTokens.revokedAt), inArray(apiTokens.role, more)))
}
