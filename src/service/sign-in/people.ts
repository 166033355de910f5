import { passwordFaults } from '../../core/people/password.ts'
import { type Actor, actorOf, type User } from '../../core/people/person.ts'
import type { AuditNote } from '../../core/record/audit.ts'
import type { Database, Transaction } from '../../database/connection/open.ts'
import {
  acceptInvitationIn,
  findInvitation,
  invite,
  inviteToRenew,
  openInvitations,
  withdrawInvitation,
} from '../../database/people/invitations.ts'
import {
  beginSessionIn,
  endAllSessions,
  endSession,
  sessionsOf,
  verifySession,
} from '../../database/people/sessions.ts'
import { takeSignInIn } from '../../database/people/tokens.ts'
import {
  changeOwn,
  changeUser,
  createFirstAdministratorIn,
  findUser,
  findUserByEmail,
  hasUsers,
  holdPasswordIn,
  listUsers,
  noteSignInIn,
  rehashPassword,
  subjectOf,
} from '../../database/people/users.ts'
import { recordAudit } from '../../database/record/audit.ts'
import type { HttpDeps } from '../../http/app.ts'
import type { Caller } from '../../http/credentials.ts'
import type { IsBreached } from './breached-passwords.ts'
import type { SignInLimit } from './limit.ts'
import { passwordFault } from './password-fault.ts'
import type { Passwords } from './passwords.ts'
import type { RefusedSignIns } from './refused-tries.ts'

const dayMs = 24 * 60 * 60_000
/** Of somebody with an account, and of whoever opened a start's link and has none. */
const sessionMs = 30 * dayMs
const linkSessionMs = dayMs

const linkHolder: Actor = { kind: 'link', id: null, name: 'sign-in link' }

export type People = {
  database: Database
  passwords: Passwords
  limit: SignInLimit
  refusedSignIns: Pick<RefusedSignIns, 'record'>
  isBreached: IsBreached
  /** People sign in by the provider only. */
  isOpenidOnly: boolean
  publicUrl: string
  now(): Date
}

/** Signing in and out, accounts and invitations, as the HTTP edge asks for them. */
export function createPeople(parts: People): Pick<HttpDeps, 'people' | 'takeSignIn'> {
  return { people: peopleOf(parts), takeSignIn: (token, browser) => takeSignIn(parts, token, browser) }
}

/** Spends a start's link for a session of an administrator without an account. */
function takeSignIn(
  { database, now }: People,
  token: string,
  browser: string | null,
): ReturnType<HttpDeps['takeSignIn']> {
  return database.transaction(async (tx) => {
    const linkId = await takeSignInIn(tx, token)
    if (linkId === null) return null
    const expiresAt = new Date(now().getTime() + linkSessionMs)
    const session = await beginSessionIn(tx, { userId: null, expiresAt, browser, linkId })
    await recordAudit(tx, began(linkHolder, session.id, { by: 'link' }))
    return { session: session.secret, expiresAt: expiresAt.toISOString(), isFirst: !(await hasUsers(tx)) }
  })
}

function peopleOf(parts: People): HttpDeps['people'] {
  const { database, publicUrl, isOpenidOnly, now } = parts
  const terms = (hours: number, { userId }: Caller) => {
    return { expiresAt: new Date(now().getTime() + hours * 3_600_000), createdById: userId }
  }
  return {
    hasPasswords: !isOpenidOnly,
    signIn: async (attempt) => (isOpenidOnly ? passwordsOff : signIn(parts, attempt)),
    isFirst: async () => !(await hasUsers(database.orm)),
    async createFirst({ name, email, password, caller, browser }) {
      if (isOpenidOnly && password !== null) return passwordsOff
      if (!isOpenidOnly && password === null) return { status: 'password-missing' }
      const fault = password === null ? null : await faultOfNew(parts, password, { email, name })
      if (fault !== null) return { status: 'weak-password', fault }
      if (await hasUsers(database.orm)) return { status: 'not-first' }
      const passwordHash = password === null ? null : await parts.passwords.hash(password)
      return database.transaction(async (tx) => {
        const user = await createFirstAdministratorIn(tx, { email, name, passwordHash }, actorOf(caller))
        if (user === null) return { status: 'not-first' }
        return { status: 'signed-in', ...(await beginFor(tx, parts, user, browser, 'account')) }
      })
    },
    endSession: ({ id, userId, caller }) =>
      endSession(database, { id, ...(userId === null ? {} : { userId }), actor: caller }),
    async endFormerSession(cookie) {
      const former = await verifySession(database, cookie)
      if (former === null) return
      const { sessionId: id, user } = former
      const actor: Actor = user === null ? linkHolder : { kind: 'user', id: user.id, name: user.name }
      await endSession(database, { id, actor })
    },
    endAllSessions: ({ userId, caller }) => endAllSessions(database, userId, caller),
    sessionsOf: (userId) => sessionsOf(database, userId),
    async findUser(id) {
      const found = await findUser(database, id)
      return found === null ? null : withoutSecret(found)
    },
    changeOwn: (change) => changeOwnOf(parts, change),
    listUsers: () => listUsers(database),
    changeUser: ({ id, change, caller }) => changeUser(database, id, change, caller),
    async invite({ email, role, expiresInHours, caller }) {
      const outcome = await invite(database, { email, role, ...terms(expiresInHours, caller) }, caller)
      if (outcome.status === 'has-account') return outcome
      return { ...outcome, link: linkOf(publicUrl, outcome.secret) }
    },
    async inviteToRenew({ userId, expiresInHours, caller }) {
      if (isOpenidOnly) return passwordsOff
      const made = await inviteToRenew(database, { userId, ...terms(expiresInHours, caller) }, caller)
      if (made === null) return { status: 'absent' }
      return { status: 'made', invitation: made.invitation, link: linkOf(publicUrl, made.secret) }
    },
    openInvitations: () => openInvitations(database),
    findInvitation: (token) => findInvitation(database.orm, token),
    withdrawInvitation: ({ id, caller }) => withdrawInvitation(database, id, caller),
    async acceptInvitation({ token, name, password, browser }) {
      if (isOpenidOnly) return passwordsOff
      const invitation = await findInvitation(database.orm, token)
      if (invitation === null) return { status: 'refused' }
      if (invitation.userId === null && name === null) return { status: 'name-missing' }
      const fault = await faultOfNew(parts, password, { email: invitation.email, name: name ?? '' })
      if (fault !== null) return { status: 'weak-password', fault }
      const passwordHash = await parts.passwords.hash(password)
      return database.transaction(async (tx) => {
        const user = await acceptInvitationIn(tx, { secret: token, name, passwordHash })
        if (user === null) return { status: 'refused' }
        return { status: 'signed-in', ...(await beginFor(tx, parts, user, browser, 'invitation')) }
      })
    },
  }
}

const passwordsOff = { status: 'passwords-off' } as const

/** The secret stands in the fragment, which no browser sends: it is in no log of a proxy while it still opens something. */
const linkOf = (publicUrl: string, secret: string) => `${publicUrl}/invitation#token=${secret}`

function withoutSecret({ id, email, name, role, createdAt, lastSignInAt, disabledAt }: User): User {
  return { id, email, name, role, createdAt, lastSignInAt, disabledAt }
}

const began = (actor: Actor, id: string, details: Record<string, unknown>): AuditNote => ({
  actor,
  action: 'session.began',
  subject: { kind: 'session', id },
  details,
})

/** Signs a user in within a transaction that has found them to be who they are. */
export async function beginFor(
  tx: Transaction,
  { now }: Pick<People, 'now'>,
  user: User,
  browser: string | null,
  by: 'password' | 'invitation' | 'account' | 'openid',
): Promise<{ user: User; session: string; expiresAt: string }> {
  const expiresAt = new Date(now().getTime() + sessionMs)
  const { id, secret } = await beginSessionIn(tx, { userId: user.id, expiresAt, browser })
  await noteSignInIn(tx, user.id)
  await recordAudit(tx, began({ kind: 'user', id: user.id, name: user.name }, id, { by }))
  return { user: { ...user, lastSignInAt: now().toISOString() }, session: secret, expiresAt: expiresAt.toISOString() }
}

/** One answer, in about the same time, for a wrong password, an unknown address and a disabled user. */
async function signIn(
  parts: People,
  { email, password, address, browser }: Parameters<HttpDeps['people']['signIn']>[0],
): ReturnType<HttpDeps['people']['signIn']> {
  const { database, passwords, limit, refusedSignIns } = parts
  const retryAfterSeconds = await limit.begin({ address, account: email })
  if (retryAfterSeconds !== null) return { status: 'limited', retryAfterSeconds }
  const found = await findUserByEmail(database, email)
  const kept = found?.passwordHash ?? null
  const isRight = await passwords.isRight(password, kept)
  const refused = async (reason: string) => {
    const subject = found === null ? { kind: 'user', id: null } : subjectOf(found)
    await refusedSignIns.record({ subject, details: { email, address, reason } })
    return { status: 'refused' } as const
  }
  if (!isRight || found === null || kept === null || found.disabledAt !== null) return refused(reasonOf(found, isRight))
  const signedIn = await database.transaction(async (tx) =>
    (await holdPasswordIn(tx, found.id, kept)) ? beginFor(tx, parts, withoutSecret(found), browser, 'password') : null,
  )
  // Whoever changed it, or disabled the user, has ended all sessions: none may begin after that.
  if (signedIn === null) return refused('changed meanwhile')
  await limit.succeeded({ address, account: email })
  if (passwords.isOutdated(kept)) await rehashPassword(database, found.id, kept, await passwords.hash(password))
  return { status: 'signed-in', ...signedIn }
}

/** For the record only; the caller is not told. */
function reasonOf(found: User | null, isRight: boolean): string {
  if (found === null) return 'unknown address'
  return isRight ? 'disabled user' : 'wrong password'
}

/** A list outside is asked last, of what is good enough by itself. */
async function faultOfNew(
  { isBreached }: Pick<People, 'isBreached'>,
  password: string,
  owner: Parameters<typeof passwordFault>[1],
): Promise<string | null> {
  return (await passwordFault(password, owner)) ?? ((await isBreached(password)) ? passwordFaults.breached : null)
}

async function changeOwnOf(
  parts: People,
  { caller, address, name, password, currentPassword }: Parameters<HttpDeps['people']['changeOwn']>[0],
): ReturnType<HttpDeps['people']['changeOwn']> {
  const { database, passwords, limit, isOpenidOnly } = parts
  const user = caller.id === null ? null : await findUser(database, caller.id)
  if (user === null) return { status: 'absent' }
  const by = { userId: user.id, sessionId: caller.sessionId, actor: caller, ...(name !== undefined && { name }) }
  if (password === undefined) return changed(await changeOwn(database, by))
  if (isOpenidOnly) return passwordsOff
  // Whoever finds a browser signed in must not be able to try passwords, nor to keep the owner out with a new one.
  const attempt = { address, account: user.email }
  const retryAfterSeconds = await limit.begin(attempt)
  if (retryAfterSeconds !== null) return { status: 'limited', retryAfterSeconds }
  if (user.passwordHash !== null && !(await passwords.isRight(currentPassword ?? '', user.passwordHash))) {
    const note = { actor: actorOf(caller), action: 'user.password-refused', subject: subjectOf(user) } as const
    await database.transaction((tx) => recordAudit(tx, { ...note, details: { address, reason: 'wrong password' } }))
    return { status: 'wrong-password' }
  }
  await limit.succeeded(attempt)
  const fault = await faultOfNew(parts, password, { email: user.email, name: name ?? user.name })
  if (fault !== null) return { status: 'weak-password', fault }
  return changed(await changeOwn(database, { ...by, passwordHash: await passwords.hash(password) }))
}

const changed = (user: User | null) =>
  user === null ? ({ status: 'absent' } as const) : ({ status: 'changed', user } as const)
