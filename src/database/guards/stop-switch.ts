import { eq } from 'drizzle-orm'
import type { Stop } from '../../core/guards/stop.ts'
import { type Actor, actorOf } from '../../core/people/person.ts'
import type { Database, Queries } from '../connection/database.ts'
import { recordAudit } from '../record/audit.ts'
import { portals } from '../tables/schema.ts'

/** Null while the portal is written to. */
export async function readStop(orm: Queries, portalId: number): Promise<Stop | null> {
  const [portal] = await orm
    .select({ at: portals.stoppedAt, by: portals.stoppedBy, note: portals.stopNote })
    .from(portals)
    .where(eq(portals.id, portalId))
    .prepare('read_stop')
    .execute()
  if (!portal || portal.at === null) return null
  return { at: portal.at, by: portal.by ?? '', note: portal.note }
}

/** Stops all writes of every process. One that is in force already stays, with its own reason. */
export function stopWrites(
  db: Database,
  portalId: number,
  { by, note }: { by: Actor; note: string | null },
): Promise<Stop> {
  return db.transaction(async (tx) => {
    await tx.select({ id: portals.id }).from(portals).where(eq(portals.id, portalId)).for('update')
    const present = await readStop(tx, portalId)
    if (present !== null) return present
    const stop = { at: new Date().toISOString(), by: by.name, note }
    await tx
      .update(portals)
      .set({ stoppedAt: stop.at, stoppedBy: stop.by, stopNote: stop.note })
      .where(eq(portals.id, portalId))
    const subject = { kind: 'portal', id: String(portalId) }
    await recordAudit(tx, { actor: actorOf(by), action: 'writes.stopped', subject, details: { note } })
    return stop
  })
}

/** Whether there was a stop to end. */
export function resumeWrites(
  db: Database,
  portalId: number,
  { by, note }: { by: Actor; note: string | null },
): Promise<boolean> {
  return db.transaction(async (tx) => {
    await tx.select({ id: portals.id }).from(portals).where(eq(portals.id, portalId)).for('update')
    const stop = await readStop(tx, portalId)
    if (stop === null) return false
    await tx.update(portals).set({ stoppedAt: null, stoppedBy: null, stopNote: null }).where(eq(portals.id, portalId))
    const subject = { kind: 'portal', id: String(portalId) }
    const details = { note, stoppedAt: stop.at, stoppedBy: stop.by }
    await recordAudit(tx, { actor: actorOf(by), action: 'writes.resumed', subject, details })
    return true
  })
}
