import { and, desc, eq, gte, lt, sql } from 'drizzle-orm'
import type { Database } from '../connection/database.ts'
import { recordAudit } from '../record/audit.ts'
import { idsBetween } from '../statements/run-ids.ts'
import { auditEntries, runs } from '../tables/schema.ts'

/** Runs before these moments have expired: the runs themselves, or only their traces. ISO 8601; null: none has. */
export type Expired = { runsBefore: string | null; tracesBefore: string | null }

/** Where the next page begins; null: there is none. */
export type ErasedPage = { erased: number; next: string | null }

export const beforeAnyRun = '00000000-0000-0000-0000-000000000000'

/**
 * Puts on record that runs before these moments have expired, which nothing takes back: without such an entry the
 * database lets none of them go. Moments that are earlier than those on record, or before which nothing was added, leave
 * it as it is. What is on record then.
 */
export async function declareExpired(db: Database, portalId: number, wanted: Expired): Promise<Expired> {
  return db.transaction(async (tx) => {
    await tx.execute(sql`select pg_advisory_xact_lock(hashtextextended('bindery retention', ${portalId}::bigint))`)
    const [row] = await tx
      .select({ details: auditEntries.details })
      .from(auditEntries)
      .where(
        and(
          eq(auditEntries.subjectKind, 'retention'),
          eq(auditEntries.subjectId, String(portalId)),
          eq(auditEntries.action, 'retention.applied'),
        ),
      )
      .orderBy(desc(auditEntries.sequence))
      .limit(1)
    // Written by this function alone.
    const present = (row?.details ?? { runsBefore: null, tracesBefore: null }) as Expired
    const later = async (one: string | null, other: string | null) => {
      if (other === null || (one !== null && other <= one)) return one
      const span = idsBetween(new Date(one ?? 0), new Date(other))
      const [added] = await tx
        .select({ id: runs.id })
        .from(runs)
        .where(and(eq(runs.portalId, portalId), gte(runs.id, span.least), lt(runs.id, span.below)))
        .limit(1)
      return added === undefined ? one : other
    }
    const now: Expired = {
      runsBefore: await later(present.runsBefore, wanted.runsBefore),
      tracesBefore: await later(present.tracesBefore, wanted.tracesBefore),
    }
    if (now.runsBefore === present.runsBefore && now.tracesBefore === present.tracesBefore) return present
    await recordAudit(tx, {
      actor: { kind: 'machine', id: null, name: 'Bindery' },
      action: 'retention.applied',
      subject: { kind: 'retention', id: String(portalId) },
      details: now,
    })
    return now
  })
}

/** Removes expired runs of the next page but the newest of each deal. */
export const eraseRuns = (db: Database, portalId: number, page: { after: string; most: number }): Promise<ErasedPage> =>
  erasePage(db, sql`expire_runs(${portalId}::int, ${page.after}::uuid, ${page.most}::int)`, page.most)

/** Erases traces of the expired runs of the next page. */
export const eraseTraces = (
  db: Database,
  portalId: number,
  page: { after: string; most: number },
): Promise<ErasedPage> =>
  erasePage(db, sql`expire_traces(${portalId}::int, ${page.after}::uuid, ${page.most}::int)`, page.most)

/** The least id of a run that started at that moment or later. */
export const runIdAt = (moment: string): string => idsBetween(new Date(moment), new Date(moment)).least

async function erasePage(db: Database, call: ReturnType<typeof sql>, most: number): Promise<ErasedPage> {
  const [page] = await db.orm
    .select({
      looked: sql<number>`looked_at`,
      erased: sql<number>`erased`,
      last: sql<string | null>`last_run`,
    })
    .from(call)
  if (page === undefined) throw new Error('The database did not say what has expired.')
  return { erased: page.erased, next: page.looked < most ? null : page.last }
}
