import { createHash, randomBytes } from 'node:crypto'
import { and, desc, eq, gt, isNull, lt, or, sql } from 'drizzle-orm'
import { v7 as uuidv7 } from 'uuid'
import { z } from 'zod'
import type { ApiToken, ApiTokenKind } from '../core/store.ts'
import type { Database } from './database.ts'
import { apiTokens } from './schema.ts'

const prefix = 'bnd_'
const touchEveryMs = 60_000

const tokenColumns = {
  id: apiTokens.id,
  name: apiTokens.name,
  kind: apiTokens.kind,
  createdAt: apiTokens.createdAt,
  lastUsedAt: apiTokens.lastUsedAt,
  expiresAt: apiTokens.expiresAt,
  revokedAt: apiTokens.revokedAt,
}

const isInForce = () =>
  and(isNull(apiTokens.revokedAt), or(isNull(apiTokens.expiresAt), gt(apiTokens.expiresAt, sql`now()`)))

/** A new token. `token` is the only copy there will ever be: show it once, then forget it. */
export async function createToken(
  db: Database,
  wanted: { name: string; kind: ApiTokenKind; expiresAt: Date | null },
): Promise<{ token: string; record: ApiToken }> {
  const token = prefix + randomBytes(32).toString('base64url')
  const record: ApiToken = {
    id: uuidv7(),
    name: wanted.name,
    kind: wanted.kind,
    createdAt: new Date().toISOString(),
    lastUsedAt: null,
    expiresAt: wanted.expiresAt?.toISOString() ?? null,
    revokedAt: null,
  }
  await db.orm.insert(apiTokens).values({ ...record, sha256: sha256(token) })
  return { token, record }
}

/**
 * The token's record if it is in force; null if it is unknown, expired or revoked. Sign-in tokens are null too: they
 * buy one session and nothing else. `lastUsedAt` is written at most once a minute, so that reads do not become writes.
 */
export async function verifyToken(db: Database, token: string): Promise<ApiToken | null> {
  const [found] = await db.orm
    .select(tokenColumns)
    .from(apiTokens)
    .where(and(eq(apiTokens.sha256, sha256(token)), isInForce()))
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

/** Spends a sign-in token. True for exactly one caller, however many come at once. */
export async function takeSignIn(db: Database, token: string): Promise<boolean> {
  const now = new Date().toISOString()
  const taken = await db.orm
    .update(apiTokens)
    .set({ revokedAt: now, lastUsedAt: now })
    .where(and(eq(apiTokens.sha256, sha256(token)), eq(apiTokens.kind, 'sign-in'), isInForce()))
    .returning({ id: apiTokens.id })
  return taken.length > 0
}

/** Every token that was ever made, newest first; none of them holds its secret. */
export async function listTokens(db: Database): Promise<ApiToken[]> {
  return db.orm.select(tokenColumns).from(apiTokens).orderBy(desc(apiTokens.id))
}

/** Ends the token of that id, or every token of that name. How many were ended; 0 when there was none in force. */
export async function revokeToken(db: Database, idOrName: string): Promise<number> {
  const isId = z.uuid().safeParse(idOrName).success
  const revoked = await db.orm
    .update(apiTokens)
    .set({ revokedAt: new Date().toISOString() })
    .where(and(isNull(apiTokens.revokedAt), isId ? eq(apiTokens.id, idOrName) : eq(apiTokens.name, idOrName)))
    .returning({ id: apiTokens.id })
  return revoked.length
}

function sha256(token: string): string {
  return createHash('sha256').update(token).digest('hex')
}
