import { eq, gt, sql } from 'drizzle-orm'
import type { Actor } from '../../core/people/person.ts'
import type { Database } from '../connection/database.ts'
import { recordAudit } from '../record/audit.ts'
import { leases, portals } from '../tables/schema.ts'

export type Renaming =
  /** `setAside`: what was kept under the new name until now has this name; null: nothing was. */
  | { status: 'renamed'; setAside: string | null }
  /** Nothing is kept under the former name. */
  | { status: 'unknown'; known: string[] }
  /** A service works on this database. */
  | { status: 'in-use' }

/**
 * Has everything that is kept of a portal found under its new name: rules, history, what people undid, what waits and how
 * far sweeps have come. What a start under the new name may have begun is set aside.
 */
export function renamePortal(
  db: Database,
  { from, to, by, at }: { from: string; to: string; by: Actor; at: Date },
): Promise<Renaming> {
  return db.transaction(async (tx) => {
    const known = await tx.select({ id: portals.id, domain: portals.domain }).from(portals).for('update')
    const former = known.find(({ domain }) => domain === from.toLowerCase())
    if (former === undefined) return { status: 'unknown', known: known.map(({ domain }) => domain).sort() }
    const held = await tx.select({ id: leases.portalId }).from(leases).where(gt(leases.heldUntil, sql`now()`))
    if (held.length > 0) return { status: 'in-use' }
    const begun = known.find(({ domain }) => domain === to.toLowerCase())
    const setAside = begun === undefined ? null : `${begun.domain} until ${at.toISOString()}`
    if (begun !== undefined && setAside !== null)
      await tx.update(portals).set({ domain: setAside }).where(eq(portals.id, begun.id))
    await tx.update(portals).set({ domain: to.toLowerCase() }).where(eq(portals.id, former.id))
    await recordAudit(tx, {
      actor: by,
      action: 'portal.renamed',
      subject: { kind: 'portal', id: to.toLowerCase() },
      details: { from: former.domain, to: to.toLowerCase(), setAside },
    })
    return { status: 'renamed', setAside }
  })
}

/** Portals that were worked with on this database besides this one, by what they are called. */
export async function otherPortals(db: Database, portalId: number): Promise<string[]> {
  const rows = await db.orm.select({ id: portals.id, domain: portals.domain }).from(portals)
  return rows.flatMap(({ id, domain }) => (id === portalId ? [] : [domain])).sort()
}
