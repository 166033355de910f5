import { and, desc, eq, gt, isNull, lt, or, sql } from 'drizzle-orm'
import { v7 as uuidv7 } from 'uuid'
import { type Actor, actorOf, type Role } from '../../core/people/person.ts'
import type { ApiToken, ApiTokenKind, ListedToken } from '../../core/turns/store.ts'
import type { Database, Transaction } from '../connection/database.ts'
import { recordAudit } from '../record/audit.ts'
import { apiTokens, sessions } from '../tables/schema.ts'
import { hashOfSecret, newSecret } from './secrets.ts'
import { isSessionInForce, sessionColumns } from './sessions.ts'

const touchEveryMs = 60_000

const tokenColumns = {
  id: apiTokens.id,
  name: apiTokens.name,
  kind: apiTokens.kind,
  role: apiTokens.role,
  createdBy: apiTokens.createdBy,
  createdAt: apiTokens.createdAt,
  lastUsedAt: apiTokens.lastUsedAt,
  expiresAt: apiTokens.expiresAt,
  revokedAt: apiTokens.revokedAt,
}

const isInForce = () =>
  and(isNull(apiTokens.revokedAt), or(isNull(apiTokens.expiresAt), gt(apiTokens.expiresAt, sql`now()`)))

/**
 * A new token. `token` is the only copy there will ever be: show it once, then forget it. `createdById`: the user whose
 * doing it is, also where a token of theirs asked; null: nobody's who has an account.
 */
export function createToken(
  db: Database,
  wanted: { name: string; kind: ApiTokenKind; role: Role; expiresAt: Date | null; createdById: string | null },
  by: Actor,
): Promise<{ token: string; record: ApiToken }> {
  const token = newSecret()
  const record: ApiToken = {
    id: uuidv7(),
    name: wanted.name,
    kind: wanted.kind,
    role: wanted.role,
    createdBy: by.name,
    createdAt: new Date().toISOString(),
    lastUsedAt: null,
    expiresAt: wanted.expiresAt?.toISOString() ?? null,
    revokedAt: null,
  }
  return db.transaction(async (tx) => {
    await tx.insert(apiTokens).values({ ...record, createdById: wanted.createdById, sha256: hashOfSecret(token) })
    const { id, name, role, expiresAt } = record
    const action = wanted.kind === 'api' ? 'token.created' : 'sign-in-link.made'
    await recordAudit(tx, {
      actor: actorOf(by),
      action,
      subject: { kind: 'token', id },
      details: { name, role, expiresAt },
    })
    return { token, record }
  })
}

/**
 * The token's record if it is in force; null if it is unknown, expired or revoked. Sign-in tokens are null too: they
 * buy one session and nothing else. `lastUsedAt` is written at most once a minute, so that reads do not become writes.
 */
export async function verifyToken(
  db: Database,
  token: string,
): Promise<(ApiToken & { createdById: string | null }) | null> {
  const [found] = await db.orm
    .select({ ...tokenColumns, createdById: apiTokens.createdById })
    .from(apiTokens)
    .where(and(eq(apiTokens.sha256, hashOfSecret(token)), isInForce()))
  if (!found || found.kind === 'sign-in') return null
  const now = new Date()
  const longAgo = new Date(now.getTime() - touchEveryMs).toISOString()
  if (found.lastUsedAt !== null && found.lastUsedAt >= longAgo) return found
  const lastUsedAt = now.toISOString()
  await db.orm
    .update(apiTokens)
    .set({ lastUsedAt })
    .where(and(eq(apiTokens.id, found.id), or(isNull(apiTokens.lastUsedAt), lt(apiTokens.lastUsedAt, longAgo))))
  return { ...found, lastUsedAt }
}

/** Spends a sign-in token. Its id for exactly one caller, however many come at once; null for the others. */
export async function takeSignInIn(tx: Transaction, token: string): Promise<string | null> {
  const now = new Date().toISOString()
  const [taken] = await tx
    .update(apiTokens)
    .set({ revokedAt: now, lastUsedAt: now })
    .where(and(eq(apiTokens.sha256, hashOfSecret(token)), eq(apiTokens.kind, 'sign-in'), isInForce()))
    .returning({ id: apiTokens.id })
  return taken?.id ?? null
}

/** Every token that was ever made, of one user where one is named, newest first; none of them holds its secret. */
export async function listTokens(db: Database, madeBy?: string): Promise<ListedToken[]> {
  return db.orm
    .select({ ...tokenColumns, session: sessionColumns })
    .from(apiTokens)
    .leftJoin(sessions, and(eq(sessions.id, apiTokens.id), isNull(sessions.userId), isSessionInForce()))
    .where(isMadeBy(madeBy))
    .orderBy(desc(apiTokens.id))
}

const isMadeBy = (userId: string | undefined) => (userId === undefined ? undefined : eq(apiTokens.createdById, userId))

/** Ends a token, of one user where one is named. False when there is none of that id that was not ended before. */
export function revokeToken(db: Database, id: string, by: Actor, madeBy?: string): Promise<boolean> {
  return db.transaction(async (tx) => {
    const [revoked] = await tx
      .update(apiTokens)
      .set({ revokedAt: new Date().toISOString() })
      .where(and(isNull(apiTokens.revokedAt), eq(apiTokens.id, id), isMadeBy(madeBy)))
      .returning({ name: apiTokens.name, role: apiTokens.role })
    if (revoked === undefined) return false
    await recordAudit(tx, {
      actor: actorOf(by),
      action: 'token.revoked',
      subject: { kind: 'token', id },
      details: revoked,
    })
    return true
  })
}

/** Ends what tokens of this name the machine itself has made for nobody's account, and are still in force. */
export async function revokePrintedTokens(db: Database, name: string, by: Actor): Promise<void> {
  const printed = await db.orm
    .select({ id: apiTokens.id })
    .from(apiTokens)
    .where(
      and(
        eq(apiTokens.kind, 'api'),
        eq(apiTokens.name, name),
        eq(apiTokens.createdBy, by.name),
        isNull(apiTokens.createdById),
        isInForce(),
      ),
    )
  for (const { id } of printed) await revokeToken(db, id, by)
}
