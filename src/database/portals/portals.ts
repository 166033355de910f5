import { and, eq, isNull } from 'drizzle-orm'
import type { Database } from '../connection/database.ts'
import { portals } from '../tables/schema.ts'

type KnownPortal = { id: number; domain: string }

/** Null: nobody has worked with it on this database yet. */
export async function findPortal(db: Database, { domain }: { domain: string }): Promise<KnownPortal | null> {
  const [known] = await db.orm
    .select({ id: portals.id, domain: portals.domain })
    .from(portals)
    .where(eq(portals.domain, domain.toLowerCase()))
  return known ?? null
}

/** The portal's row, made at first sight (`isNew`: by this call). Every other function takes its `id`. */
export async function ensurePortal(
  db: Database,
  portal: { domain: string },
): Promise<KnownPortal & { isNew: boolean }> {
  const domain = portal.domain.toLowerCase()
  const present = await findPortal(db, { domain })
  if (present !== null) return { ...present, isNew: false }
  const inserted = await db.orm.insert(portals).values({ domain }).onConflictDoNothing().returning({ id: portals.id })
  const made = await findPortal(db, { domain })
  if (made === null) throw new Error(`The portal ${domain} was deleted while it was being made.`)
  return { ...made, isNew: inserted.length > 0 }
}

/**
 * The member id that counts for this portal: the first one ever seen, which is `memberId` if none was. Someone who
 * compares it with an event's own learns whether the event came from another account.
 */
export async function rememberMemberId(db: Database, portalId: number, memberId: string): Promise<string> {
  await db.orm
    .update(portals)
    .set({ memberId })
    .where(and(eq(portals.id, portalId), isNull(portals.memberId)))
  const [portal] = await db.orm.select({ memberId: portals.memberId }).from(portals).where(eq(portals.id, portalId))
  return portal?.memberId ?? memberId
}
