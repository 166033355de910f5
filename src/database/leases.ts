import { and, eq, sql } from 'drizzle-orm'
import type { Database } from './database.ts'
import { leases } from './schema.ts'

/** The channel on which a holder tells that it has given its lease back. */
export const leaseFreed = 'bindery_lease_freed'

/**
 * Takes the portal's lease, or holds it on, until `seconds` from now by the database's clock; answers who holds it.
 * Another's is taken when it has run out, or when its holder is `dead`.
 */
export async function takeLease(
  db: Database,
  portalId: number,
  { holder, seconds, dead }: { holder: string; seconds: number; dead: string | null },
): Promise<{ holder: string }> {
  const heldUntil = sql<string>`now() + ${seconds}::float8 * interval '1 second'`
  const isFree = sql`${leases.holder} = ${holder} or ${leases.heldUntil} < now() or ${leases.holder} = ${dead}::text`
  const [taken] = await db.orm
    .insert(leases)
    .values({ portalId, holder, heldUntil })
    .onConflictDoUpdate({ target: leases.portalId, set: { holder, heldUntil }, setWhere: isFree })
    .returning({ holder: leases.holder })
  if (taken !== undefined) return taken
  const [present] = await db.orm.select({ holder: leases.holder }).from(leases).where(eq(leases.portalId, portalId))
  // Given back between the two statements: the next look takes it.
  return present ?? { holder: '' }
}

/** Gives the lease back, if it is this holder's, and tells the others. */
export async function freeLease(db: Database, portalId: number, holder: string): Promise<void> {
  await db.transaction(async (tx) => {
    await tx.delete(leases).where(and(eq(leases.portalId, portalId), eq(leases.holder, holder)))
    await tx.execute(sql`select pg_notify(${leaseFreed}, '')`)
  })
}
