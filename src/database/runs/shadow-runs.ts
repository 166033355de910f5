import { and, asc, desc, eq, gte, lt, sql } from 'drizzle-orm'
import type { WatchedRun } from '../../core/trials/shadow-cases.ts'
import type { Database, Queries } from '../connection/database.ts'
import { idsAround } from '../statements/run-ids.ts'
import { runOperations, runRules, runs } from '../tables/schema.ts'

export type ShadowedRule = { key: string; version: number }
export type ShadowedRun = { runId: string; dealId: number; startedAt: string }

/** Selects the newest runs in which a rule in shadow mode would have done something, at most `limit`, newest first. */
export function newestShadowed(
  orm: Queries,
  portalId: number,
  { key, version }: ShadowedRule,
  { from, to, limit }: { from: Date; to: Date; limit: number },
) {
  const { least, below } = idsAround({ from, to })
  const found = orm
    .select({ runId: runRules.runId })
    .from(runRules)
    .where(
      and(
        eq(runRules.portalId, portalId),
        eq(runRules.key, key),
        eq(runRules.version, version),
        // Written out, as the partial index is only used for a condition that the planner can see.
        sql`${runRules.mode} = 'shadow' and ${runRules.actions} @> '[{"effect":"shadow"}]'`,
        least === undefined ? undefined : gte(runRules.runId, least),
        below === undefined ? undefined : lt(runRules.runId, below),
      ),
    )
    .orderBy(desc(runRules.runId))
    .limit(limit)
    .as('found')
  return orm
    .select({ runId: found.runId, dealId: runs.dealId, startedAt: runs.startedAt })
    .from(found)
    .innerJoin(runs, and(eq(runs.portalId, portalId), eq(runs.id, found.runId)))
    .where(and(gte(runs.startedAt, from.toISOString()), lt(runs.startedAt, to.toISOString())))
    .orderBy(desc(found.runId))
}

export async function shadowedRuns(
  db: Database,
  portalId: number,
  rule: ShadowedRule,
  within: { from: Date; to: Date; limit: number },
): Promise<ShadowedRun[]> {
  return newestShadowed(db.orm, portalId, rule, within)
}

/** A deal and the time in which its runs are asked for: from one run on, to before a moment. */
export type WatchedSpan = { dealId: number; fromRunId: string; to: Date }

/** Of each deal the runs in its span, oldest first, at most `perDeal`, with what that version said in shadow mode. */
export async function watchedRuns(
  db: Database,
  portalId: number,
  rule: ShadowedRule,
  spans: readonly WatchedSpan[],
  perDeal: number,
): Promise<Map<number, WatchedRun[]>> {
  if (spans.length === 0) return new Map()
  const rows = await runsInSpans(db.orm, portalId, rule, spans, perDeal)
  const byDeal = Map.groupBy(rows, ({ dealId }) => dealId)
  return new Map([...byDeal].map(([dealId, some]) => [dealId, some.map(asWatched)]))
}

export function runsInSpans(
  orm: Queries,
  portalId: number,
  { key, version }: ShadowedRule,
  spans: readonly WatchedSpan[],
  perDeal: number,
) {
  const rows = spans.map(
    ({ dealId, fromRunId, to }) => sql`(${dealId}::bigint, ${fromRunId}::uuid, ${idsAround({ to }).below}::uuid)`,
  )
  const looked = orm
    .select()
    .from(runs)
    .where(
      and(
        eq(runs.portalId, portalId),
        eq(runs.dealId, sql`span.deal_id`),
        gte(runs.id, sql`span.from_run_id`),
        lt(runs.id, sql`span.below`),
      ),
    )
    .orderBy(asc(runs.id))
    .limit(perDeal)
    .as('looked')
  const written = orm
    .select({ one: sql`1` })
    .from(runOperations)
    .where(and(eq(runOperations.portalId, portalId), eq(runOperations.runId, looked.id)))
    // Where `exists` would let the planner gather every write there ever was.
    .limit(1)
  return orm
    .select({
      id: looked.id,
      dealId: looked.dealId,
      startedAt: looked.startedAt,
      finishedAt: looked.finishedAt,
      status: looked.status,
      triggerType: looked.triggerType,
      linksBefore: looked.linksBefore,
      linksAfter: looked.linksAfter,
      matched: runRules.matched,
      actions: runRules.actions,
      hasWritten: sql<boolean>`${looked.status} = 'failed' and (${written}) is not null`,
    })
    .from(sql`(values ${sql.join(rows, sql`, `)}) as span(deal_id, from_run_id, below)`)
    .crossJoinLateral(looked)
    .leftJoin(
      runRules,
      and(
        eq(runRules.portalId, portalId),
        eq(runRules.runId, looked.id),
        eq(runRules.key, key),
        eq(runRules.version, version),
        eq(runRules.mode, 'shadow'),
      ),
    )
    .orderBy(asc(looked.dealId), asc(looked.id))
}

type Row = Awaited<ReturnType<typeof runsInSpans>>[number]

function asWatched({ status, triggerType, matched, actions, dealId: _dealId, ...run }: Row): WatchedRun {
  return {
    ...run,
    isRevert: triggerType === 'revert',
    // Such a run may have come to no look at the links.
    hasSeenLinks: status !== 'failed' && status !== 'skipped',
    said: matched === null || actions === null ? null : { matched, actions },
  }
}
