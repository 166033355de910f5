import { and, desc, eq, gt, isNull, lt, ne, sql } from 'drizzle-orm'
import { v7 as uuidv7 } from 'uuid'
import { type Actor, actorOf, type Role, type Session } from '../../core/people/person.ts'
import type { Database, Transaction } from '../connection/database.ts'
import { recordAudit } from '../record/audit.ts'
import { sessions, users } from '../tables/schema.ts'
import { hashOfSecret, newSecret } from './secrets.ts'

const touchEveryMs = 60_000

/** Somebody signed in: a user, or (null) whoever had a start's link. */
export type SignedIn = { sessionId: string; user: { id: string; name: string; role: Role } | null }
/** `linkId`: of the start's link that it is begun with. It is the session's own as well: by it the session can be ended. */
export type NewSession = { userId: string | null; expiresAt: Date; browser: string | null; linkId?: string }

/** What may be told of a session. */
export const sessionColumns = {
  id: sessions.id,
  createdAt: sessions.createdAt,
  lastUsedAt: sessions.lastUsedAt,
  expiresAt: sessions.expiresAt,
  browser: sessions.browser,
}

/** A browser that was not used for so long is signed out: it may be somebody else's by now. */
export const isSessionInForce = () =>
  and(
    isNull(sessions.endedAt),
    gt(sessions.expiresAt, sql`now()`),
    gt(sessions.lastUsedAt, sql`now() - interval '7 days'`),
  )

/** `secret` is what the cookie holds: the only copy there will ever be. */
export async function beginSessionIn(tx: Transaction, wanted: NewSession): Promise<{ id: string; secret: string }> {
  const secret = newSecret()
  const id = wanted.linkId ?? uuidv7()
  const now = new Date().toISOString()
  await tx.insert(sessions).values({
    id,
    userId: wanted.userId,
    sha256: hashOfSecret(secret),
    createdAt: now,
    lastUsedAt: now,
    expiresAt: wanted.expiresAt.toISOString(),
    browser: wanted.browser?.slice(0, 300) ?? null,
  })
  return { id, secret }
}

/** Whose session it is, with the name and role they have now; null when it has ended or its user is disabled. */
export async function verifySession(db: Database, secret: string): Promise<SignedIn | null> {
  const [found] = await db.orm
    .select({
      id: sessions.id,
      userId: sessions.userId,
      lastUsedAt: sessions.lastUsedAt,
      user: { id: users.id, name: users.name, role: users.role, disabledAt: users.disabledAt },
    })
    .from(sessions)
    .leftJoin(users, eq(users.id, sessions.userId))
    .where(and(eq(sessions.sha256, hashOfSecret(secret)), isSessionInForce()))
  if (!found) return null
  if (found.userId !== null && (found.user === null || found.user.disabledAt !== null)) return null
  await touch(db, found)
  return { sessionId: found.id, user: found.user }
}

/** Written at most once a minute, so that reads do not become writes. */
async function touch(db: Database, { id, lastUsedAt }: { id: string; lastUsedAt: string }): Promise<void> {
  const now = Date.now()
  const longAgo = new Date(now - touchEveryMs).toISOString()
  if (lastUsedAt >= longAgo) return
  await db.orm
    .update(sessions)
    .set({ lastUsedAt: new Date(now).toISOString() })
    .where(and(eq(sessions.id, id), lt(sessions.lastUsedAt, longAgo)))
}

/** Those of a user that are in force, the latest first. */
export async function sessionsOf(db: Database, userId: string): Promise<Session[]> {
  return db.orm
    .select(sessionColumns)
    .from(sessions)
    .where(and(eq(sessions.userId, userId), isSessionInForce()))
    .orderBy(desc(sessions.id))
}

/** Ends a session. False when there is none of that id in force, or not of that user, or (null) of no user. */
export function endSession(
  db: Database,
  { id, userId, actor }: { id: string; userId?: string | null; actor: Actor },
): Promise<boolean> {
  return db.transaction(async (tx) => {
    const ofUser =
      userId === undefined ? undefined : userId === null ? isNull(sessions.userId) : eq(sessions.userId, userId)
    const [ended] = await tx
      .update(sessions)
      .set({ endedAt: new Date().toISOString() })
      .where(and(eq(sessions.id, id), ofUser, isSessionInForce()))
      .returning({ userId: sessions.userId })
    if (ended === undefined) return false
    const details = ended.userId === null ? {} : { userId: ended.userId }
    await recordAudit(tx, { actor: actorOf(actor), action: 'session.ended', subject: { kind: 'session', id }, details })
    return true
  })
}

/** Ends every session of a user but the excepted one; how many there were. */
export async function endSessionsIn(
  tx: Transaction,
  userId: string,
  { except }: { except: string | null },
): Promise<number> {
  const others = except === null ? undefined : ne(sessions.id, except)
  const ended = await tx
    .update(sessions)
    .set({ endedAt: new Date().toISOString() })
    .where(and(eq(sessions.userId, userId), others, isSessionInForce()))
    .returning({ id: sessions.id })
  return ended.length
}

/** Signs a user out everywhere; how many sessions there were. */
export function endAllSessions(db: Database, userId: string, actor: Actor): Promise<number> {
  return db.transaction(async (tx) => {
    const count = await endSessionsIn(tx, userId, { except: null })
    const subject = { kind: 'user', id: userId }
    if (count > 0) {
      await recordAudit(tx, { actor: actorOf(actor), action: 'user.signed-out', subject, details: { count } })
    }
    return count
  })
}
