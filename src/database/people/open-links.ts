import { and, eq, gt, isNull, or, type SQL, sql } from 'drizzle-orm'
import type { Transaction } from '../connection/database.ts'
import { invitations } from '../tables/schema.ts'

/** Of one-time links that still open something. */
export const isOpenLink = () =>
  and(isNull(invitations.acceptedAt), isNull(invitations.withdrawnAt), gt(invitations.expiresAt, sql`now()`))

/** Open links by which a user would get a new password. */
export const toRenew = (userId: string) => eq(invitations.userId, userId)

/** Those, and all that the user made for others, or for themselves under another name. */
export const madeByOrFor = (userId: string) => or(eq(invitations.createdById, userId), toRenew(userId))

/** These links open nothing any more; whom they were for. */
export async function withdrawLinksIn(tx: Transaction, which: SQL | undefined): Promise<string[]> {
  const withdrawn = await tx
    .update(invitations)
    .set({ withdrawnAt: new Date().toISOString() })
    .where(and(which, isOpenLink()))
    .returning({ email: invitations.email })
  return withdrawn.map(({ email }) => email).sort()
}
