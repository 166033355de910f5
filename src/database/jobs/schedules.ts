import { and, eq, notInArray } from 'drizzle-orm'
import type { Database } from '../connection/database.ts'
import { ruleSchedules as schedules } from '../tables/schema.ts'
import { createBackfill, type NewBackfill } from './backfills.ts'

/** When each rule's schedule was last looked at, by the rule's key. */
export async function scheduleLooks(db: Database, portalId: number) {
  const rows = await db.orm
    .select({ ruleKey: schedules.ruleKey, schedule: schedules.schedule, lookedAt: schedules.lookedAt })
    .from(schedules)
    .where(eq(schedules.portalId, portalId))
  return new Map(rows.map(({ ruleKey, ...look }) => [ruleKey, look]))
}

/** A schedule that is new or another one begins now: what it names of the past is past. */
export async function beginSchedule(
  db: Database,
  portalId: number,
  { ruleKey, schedule, now }: { ruleKey: string; schedule: string; now: Date },
): Promise<void> {
  const lookedAt = now.toISOString()
  await db.orm
    .insert(schedules)
    .values({ portalId, ruleKey, schedule, lookedAt })
    .onConflictDoUpdate({ target: [schedules.portalId, schedules.ruleKey], set: { schedule, lookedAt } })
}

/** Forgets the schedules of rules that have none any more, or rest. */
export async function keepSchedules(db: Database, portalId: number, ruleKeys: readonly string[]): Promise<void> {
  const gone = ruleKeys.length === 0 ? undefined : notInArray(schedules.ruleKey, [...ruleKeys])
  await db.orm.delete(schedules).where(and(eq(schedules.portalId, portalId), gone))
}

/**
 * Begins what was due since the last look, once however often it was due; both or neither. False: another process has
 * done it.
 */
export function startDue(
  db: Database,
  portalId: number,
  due: { ruleKey: string; lookedAt: string; now: Date; backfill: NewBackfill | null },
): Promise<boolean> {
  return db.transaction(async (tx) => {
    const looked = await tx
      .update(schedules)
      .set({ lookedAt: due.now.toISOString() })
      .where(
        and(eq(schedules.portalId, portalId), eq(schedules.ruleKey, due.ruleKey), eq(schedules.lookedAt, due.lookedAt)),
      )
      .returning({ ruleKey: schedules.ruleKey })
    if (looked.length === 0) return false
    if (due.backfill !== null) await createBackfill(tx, portalId, due.backfill)
    return true
  })
}
