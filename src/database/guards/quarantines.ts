import { and, asc, desc, eq, exists, gt, isNull, or, sql } from 'drizzle-orm'
import { v7 as uuidv7 } from 'uuid'
import { z } from 'zod'
import type { Quarantine } from '../../core/guards/quarantine.ts'
import { swingReach, type WritingRun } from '../../core/guards/swing.ts'
import type { Page, RunRecord } from '../../core/turns/store.ts'
import type { Database, Queries, Transaction } from '../connection/database.ts'
import { jsonTexts } from '../statements/json-rows.ts'
import { ofDeals } from '../statements/of-deals.ts'
import { checkLimit, cursorOf, pageOf } from '../statements/page.ts'
import { idsAround } from '../statements/run-ids.ts'
import { dealReleases, quarantines, runOperations, runs } from '../tables/schema.ts'

// Written out, as the partial index is only used for a condition that the planner can see.
const isOpen = sql`${quarantines.releasedAt} is null`

/** The open quarantines among these deals, by deal. */
export async function openQuarantines(
  orm: Queries,
  portalId: number,
  dealIds: readonly number[],
): Promise<Map<number, Quarantine>> {
  const rows = await orm
    .select({ dealId: quarantines.dealId, since: quarantines.since, swing: quarantines.swing })
    .from(quarantines)
    .where(and(ofDeals(quarantines, portalId, dealIds), isOpen))
    .prepare('open_quarantines')
    .execute()
  return new Map(rows.map(({ dealId, ...quarantine }) => [dealId, quarantine]))
}

/** The runs of these deals that wrote since their last release, as far back as a swing can reach, oldest first. */
export async function writingRunsOf(
  orm: Queries,
  portalId: number,
  dealIds: readonly number[],
): Promise<Map<number, WritingRun[]>> {
  const { least } = idsAround({ from: new Date(Date.now() - swingReach.ms) })
  const lastRelease = orm
    .select({ at: sql`max(${dealReleases.releasedAt})` })
    .from(dealReleases)
    .where(and(eq(dealReleases.portalId, portalId), sql`${dealReleases.dealId} = given.deal_id`))
  const carriedOut = orm
    .select({ one: sql`1` })
    .from(runOperations)
    .where(and(eq(runOperations.portalId, portalId), eq(runOperations.runId, runs.id), isNull(runOperations.error)))
  const latest = orm
    .select({
      id: runs.id,
      startedAt: runs.startedAt,
      finishedAt: runs.finishedAt,
      linksBefore: runs.linksBefore,
      linksAfter: runs.linksAfter,
    })
    .from(runs)
    .where(
      and(
        eq(runs.portalId, portalId),
        sql`${runs.dealId} = given.deal_id`,
        or(eq(runs.status, 'applied'), and(eq(runs.status, 'failed'), exists(carriedOut))),
        sql`${runs.id} >= ${least}::uuid`,
        sql`${runs.startedAt} > coalesce((${lastRelease}), '-infinity')`,
      ),
    )
    .orderBy(desc(runs.id))
    .limit(swingReach.runs)
    .as('latest')
  const rows = await orm
    .select({
      dealId: sql<number>`given.deal_id`.mapWith(Number),
      run: {
        id: latest.id,
        startedAt: latest.startedAt,
        finishedAt: latest.finishedAt,
        linksBefore: latest.linksBefore,
        linksAfter: latest.linksAfter,
      },
    })
    .from(sql`unnest(${sql.param(dealIds)}::bigint[]) as given(deal_id)`)
    .crossJoinLateral(latest)
    .orderBy(asc(latest.id))
    .prepare('writing_runs_of')
    .execute()
  const byDeal = new Map<number, WritingRun[]>()
  for (const { dealId, run } of rows) byDeal.set(dealId, [...(byDeal.get(dealId) ?? []), run])
  return byDeal
}

/** Quarantines the deals whose records say so. One that is quarantined already stays so, with its own reason. */
export async function quarantineDeals(tx: Transaction, portalId: number, records: readonly RunRecord[]): Promise<void> {
  const rows = records.flatMap(({ run: { dealId }, quarantine }) =>
    quarantine ? [{ portalId, id: uuidv7(), dealId, ...quarantine }] : [],
  )
  for (const json of jsonTexts(rows)) {
    await tx
      .insert(quarantines)
      .select(
        sql`select "portalId", id, "dealId", since, swing, null, null from json_to_recordset(${json}::text::json)
          as given("portalId" int, id uuid, "dealId" bigint, since timestamptz, swing jsonb)`,
      )
      .onConflictDoNothing()
      .prepare('quarantine_deals')
      .execute()
  }
}

/** Whether there was one to end. */
export async function endQuarantine(
  tx: Transaction,
  portalId: number,
  dealId: number,
  { releasedAt, releasedBy }: { releasedAt: string; releasedBy: string },
): Promise<boolean> {
  const ended = await tx
    .update(quarantines)
    .set({ releasedAt, releasedBy })
    .where(and(eq(quarantines.portalId, portalId), eq(quarantines.dealId, dealId), isOpen))
    .returning({ id: quarantines.id })
  return ended.length > 0
}

export async function quarantineOf(db: Database, portalId: number, dealId: number): Promise<Quarantine | null> {
  return (await openQuarantines(db.orm, portalId, [dealId])).get(dealId) ?? null
}

export async function countQuarantined(db: Database, portalId: number): Promise<number> {
  return db.orm.$count(quarantines, and(eq(quarantines.portalId, portalId), isNull(quarantines.releasedAt)))
}

export type QuarantinedDeal = Quarantine & { dealId: number }

const place = cursorOf(z.object({ deal: z.int() }))

/** The quarantined deals by ascending id. Throws `InvalidCursor`. */
export async function listQuarantined(
  db: Database,
  portalId: number,
  { cursor, limit }: { cursor?: string | undefined; limit: number },
): Promise<Page<QuarantinedDeal>> {
  checkLimit(limit)
  const after = cursor === undefined ? null : place.read(cursor).deal
  const rows = await db.orm
    .select({ dealId: quarantines.dealId, since: quarantines.since, swing: quarantines.swing })
    .from(quarantines)
    .where(and(eq(quarantines.portalId, portalId), isOpen, after === null ? undefined : gt(quarantines.dealId, after)))
    .orderBy(asc(quarantines.dealId))
    .limit(limit + 1)
  return pageOf(rows, limit, ({ dealId }) => place.write({ deal: dealId }))
}
