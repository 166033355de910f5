import { and, asc, eq, gte, lt, sql } from 'drizzle-orm'
import { v7 as uuidv7 } from 'uuid'
import type { Outage } from '../../core/sweeps/completeness.ts'
import type { Database, Queries } from '../connection/database.ts'
import { outages, signsOfLife } from '../tables/schema.ts'

export async function recordOutage(db: Queries, portalId: number, outage: Outage): Promise<void> {
  await db.insert(outages).values({ ...outage, portalId, id: uuidv7() })
}

/** Those that reach into the time from `from` (included) to `to` (not), by their beginning. */
export async function outagesBetween(
  db: Database,
  portalId: number,
  { from, to }: { from: Date; to: Date },
): Promise<Outage[]> {
  const { kind, startedAt, endedAt, spooled, refused } = outages
  return db.orm
    .select({ kind, startedAt, endedAt, spooled, refused })
    .from(outages)
    .where(and(eq(outages.portalId, portalId), gte(endedAt, from.toISOString()), lt(startedAt, to.toISOString())))
    .orderBy(asc(startedAt))
}

/**
 * Gives a sign of life of whoever takes events in. When the last one of all is older than `silenceMs`, nobody was there
 * in between, and that is put on record, once. One from a time so far to come was given by a clock that was ahead, and says nothing.
 */
export async function giveSignOfLife(
  db: Database,
  portalId: number,
  { at, silenceMs }: { at: Date; silenceMs: number },
): Promise<void> {
  await db.transaction(async (tx) => {
    const [last] = await tx
      .select({ at: signsOfLife.at })
      .from(signsOfLife)
      .where(eq(signsOfLife.portalId, portalId))
      .for('update')
    const now = at.toISOString()
    const isAhead = sql`${signsOfLife.at} > excluded.at + ${silenceMs}::int * interval '1 millisecond'`
    await tx
      .insert(signsOfLife)
      .values({ portalId, at: now })
      .onConflictDoUpdate({
        target: signsOfLife.portalId,
        set: { at: sql`case when ${isAhead} then excluded.at else greatest(${signsOfLife.at}, excluded.at) end` },
      })
    if (last === undefined || at.getTime() - Date.parse(last.at) < silenceMs) return
    await recordOutage(tx, portalId, { kind: 'stopped', startedAt: last.at, endedAt: now, spooled: 0, refused: 0 })
  })
}
