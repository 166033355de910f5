import { and, eq, sql } from 'drizzle-orm'
import type { Database } from '../connection/database.ts'
import { leases } from '../tables/schema.ts'

/** The channel on which a holder tells that it has given its lease back. */
export const leaseFreed = 'bindery_lease_freed'

/** By then what a former holder has spent of the portal's allowance is all given back, on any plan. */
const secondsToRecover = 60

/**
 * Takes the portal's lease, or holds it on, until `seconds` from now by the database's clock; answers who holds it, and
 * `from` whom it was taken if they held it a moment ago. Another's is taken when it was given back, has run out, or when its
 * holder is `dead`.
 */
export async function takeLease(
  db: Database,
  portalId: number,
  { holder, seconds, dead }: { holder: string; seconds: number; dead: string | null },
): Promise<{ holder: string; from: string | null }> {
  const heldUntil = sql<string>`now() + ${seconds}::float8 * interval '1 second'`
  const isFree = sql`${leases.holder} = ${holder} or ${leases.heldUntil} <= now() or ${leases.holder} = ${dead}::text`
  const isRecent = sql`${leases.heldUntil} > now() - ${secondsToRecover}::float8 * interval '1 second'`
  const [before] = await db.orm
    .select({ holder: leases.holder })
    .from(leases)
    .where(and(eq(leases.portalId, portalId), isRecent))
  const [taken] = await db.orm
    .insert(leases)
    .values({ portalId, holder, heldUntil })
    .onConflictDoUpdate({ target: leases.portalId, set: { holder, heldUntil }, setWhere: isFree })
    .returning({ holder: leases.holder })
  if (taken !== undefined)
    return { ...taken, from: before === undefined || before.holder === holder ? null : before.holder }
  const [present] = await db.orm.select({ holder: leases.holder }).from(leases).where(eq(leases.portalId, portalId))
  // Gone between the two statements: the next look takes it.
  return { holder: present?.holder ?? '', from: null }
}

/** Gives the lease back, if it is this holder's, and tells the others; whose it was stays known. */
export async function freeLease(db: Database, portalId: number, holder: string): Promise<void> {
  await db.transaction(async (tx) => {
    await tx
      .update(leases)
      .set({ heldUntil: sql`now()` })
      .where(and(eq(leases.portalId, portalId), eq(leases.holder, holder)))
    await tx.execute(sql`select pg_notify(${leaseFreed}, '')`)
  })
}
