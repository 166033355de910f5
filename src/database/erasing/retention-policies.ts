import { eq } from 'drizzle-orm'
import { type Actor, actorOf } from '../../core/people/person.ts'
import type { RetentionPass, RetentionPolicy } from '../../core/record/retention.ts'
import type { Database } from '../connection/database.ts'
import { recordAudit } from '../record/audit.ts'
import { retentionPasses, retentionPolicies } from '../tables/schema.ts'

export type StoredPolicy = RetentionPolicy & { setAt: string; setBy: string }

/** What an administrator has said; null: nobody has, so the environment's word holds. */
export async function storedPolicy(db: Database, portalId: number): Promise<StoredPolicy | null> {
  const [row] = await db.orm.select().from(retentionPolicies).where(eq(retentionPolicies.portalId, portalId))
  if (row === undefined) return null
  const { personalDataDays, runsDays, eventsDays, setAt, setBy } = row
  return { personalDataDays, runsDays, eventsDays, setAt, setBy }
}

/** Keeps what an administrator wants; null: the environment's word holds again. */
export async function keepPolicy(
  db: Database,
  portalId: number,
  { policy, by }: { policy: RetentionPolicy | null; by: Actor },
): Promise<void> {
  await db.transaction(async (tx) => {
    await tx.delete(retentionPolicies).where(eq(retentionPolicies.portalId, portalId))
    const setAt = new Date().toISOString()
    if (policy !== null) await tx.insert(retentionPolicies).values({ ...policy, portalId, setAt, setBy: by.name })
    await recordAudit(tx, {
      actor: actorOf(by),
      action: 'retention.changed',
      subject: { kind: 'retention', id: String(portalId) },
      details: { policy },
    })
  })
}

/** The last pass that came to its end. */
export async function lastPass(
  db: Database,
  portalId: number,
): Promise<(RetentionPass & { tracesBefore: string | null }) | null> {
  const [row] = await db.orm.select().from(retentionPasses).where(eq(retentionPasses.portalId, portalId))
  return row === undefined ? null : { endedAt: row.endedAt, erased: row.erased, tracesBefore: row.tracesBefore }
}

export async function keepPass(
  db: Database,
  portalId: number,
  pass: RetentionPass & { tracesBefore: string | null },
): Promise<void> {
  const row = { ...pass, portalId }
  await db.orm.insert(retentionPasses).values(row).onConflictDoUpdate({ target: retentionPasses.portalId, set: pass })
}
