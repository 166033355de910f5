import { and, asc, desc, eq, inArray, sql } from 'drizzle-orm'
import { z } from 'zod'
import type { Operation, RuleResult, Run, RunSummary } from '../../core/runs/run.ts'
import type { Page } from '../../core/turns/store.ts'
import type { Database } from '../connection/database.ts'
import { checkLimit, cursorOf, pageOf } from '../statements/page.ts'
import { portals, runOperations, runRequests, runRules, runs } from '../tables/schema.ts'
import { newestRuns, type RunSearch } from './search.ts'

export type RunFilter = RunSearch & {
  cursor?: string | undefined
  /** 1 to 1000. */
  limit: number
}

const place = cursorOf(z.object({ run: z.uuid() }))

/** Runs without their traces, newest first (by id, which is a UUIDv7). Filters combine. Throws `InvalidCursor`. */
export async function listRuns(
  db: Database,
  portalId: number,
  { cursor, limit, ...search }: RunFilter,
): Promise<Page<RunSummary>> {
  checkLimit(limit)
  const before = cursor === undefined ? undefined : place.read(cursor).run
  // One more than the page, which tells whether there is a next one.
  const wanted = newestRuns(db.orm, portalId, search, { before, limit: limit + 1 })
  const rows = await selectRuns(db)
    .where(and(eq(runs.portalId, portalId), inArray(runs.id, wanted)))
    .orderBy(desc(runs.id))
  const page = pageOf(rows, limit, (last) => place.write({ run: last.id }))
  const ids = page.items.map((run) => run.id)
  const [rules, operations, askers] = await Promise.all([
    rulesOf(db, portalId, ids),
    operationsOf(db, portalId, ids),
    askersOf(db, portalId, ids),
  ])
  const items = page.items.map((row) => ({
    ...asRun(row, operations.get(row.id) ?? [], askers.get(row.id)),
    rules: rules.get(row.id) ?? [],
  }))
  return { items, nextCursor: page.nextCursor }
}

/** One run with everything, traces included. */
export async function findRun(db: Database, portalId: number, id: string): Promise<Run | null> {
  if (!z.uuid().safeParse(id).success) return null
  const [row] = await selectRuns(db).where(and(eq(runs.portalId, portalId), eq(runs.id, id)))
  if (!row) return null
  const [rules, operations, askers] = await Promise.all([
    db.orm
      .select({ ...summaryColumns, trace: runRules.trace })
      .from(runRules)
      .where(and(eq(runRules.portalId, portalId), eq(runRules.runId, id)))
      .orderBy(asc(runRules.place)),
    operationsOf(db, portalId, [id]),
    askersOf(db, portalId, [id]),
  ])
  return { ...asRun(row, operations.get(row.id) ?? [], askers.get(row.id)), rules }
}

function selectRuns(db: Database) {
  return db.orm
    .select({
      id: runs.id,
      dealId: runs.dealId,
      portal: portals.domain,
      trigger: { type: runs.triggerType, events: runs.events, eventIds: runs.eventIds },
      reverts: runs.reverts,
      status: runs.status,
      attempt: runs.attempt,
      queuedAt: runs.queuedAt,
      startedAt: runs.startedAt,
      finishedAt: runs.finishedAt,
      linksBefore: runs.linksBefore,
      linksAfter: runs.linksAfter,
      error: runs.error,
    })
    .from(runs)
    .innerJoin(portals, eq(portals.id, runs.portalId))
    .$dynamic()
}

/** `error` comes last in a run, after what it did. */
function asRun(
  { error, reverts, trigger, ...row }: Omit<Run, 'rules' | 'operations'> & { reverts: string | null },
  operations: Operation[],
  requestedBy: string[] | undefined,
) {
  const known = { ...(reverts === null ? {} : { reverts }), ...(requestedBy === undefined ? {} : { requestedBy }) }
  return { ...row, trigger: { ...trigger, ...known }, operations, error }
}

const summaryColumns = {
  key: runRules.key,
  version: runRules.version,
  mode: runRules.mode,
  matched: runRules.matched,
  actions: runRules.actions,
}

async function rulesOf(db: Database, portalId: number, runIds: string[]) {
  if (runIds.length === 0) return new Map<string, Omit<RuleResult, 'trace'>[]>()
  const rows = await db.orm
    .select({ runId: runRules.runId, of: summaryColumns })
    .from(runRules)
    .where(and(eq(runRules.portalId, portalId), inArray(runRules.runId, runIds)))
    .orderBy(asc(runRules.runId), asc(runRules.place))
  return byRun(rows)
}

async function operationsOf(db: Database, portalId: number, runIds: string[]) {
  if (runIds.length === 0) return new Map<string, Operation[]>()
  const { method, params, result, error } = runOperations
  const rows = await db.orm
    .select({ runId: runOperations.runId, of: { method, params, result, error } })
    .from(runOperations)
    .where(and(eq(runOperations.portalId, portalId), inArray(runOperations.runId, runIds)))
    .orderBy(asc(runOperations.runId), asc(runOperations.place))
  return byRun(rows)
}

/** Who asked for the runs, by name, of those that somebody asked for. */
async function askersOf(db: Database, portalId: number, runIds: string[]) {
  if (runIds.length === 0) return new Map<string, string[]>()
  const { runId, requestedBy, kind } = runRequests
  const rows = await db.orm
    .selectDistinct({ runId: sql<string>`${runId}`, of: requestedBy })
    .from(runRequests)
    // The kinds stand in the statement, as they do in the index.
    .where(
      and(eq(runRequests.portalId, portalId), inArray(runId, runIds), sql`${kind} in ('run', 'revert', 'backfill')`),
    )
    .orderBy(asc(sql`${runId}`), asc(requestedBy))
  return byRun(rows)
}

function byRun<Of>(rows: { runId: string; of: Of }[]): Map<string, Of[]> {
  return new Map(
    [...Map.groupBy(rows, (row) => row.runId)].map(([runId, group]) => [runId, group.map((row) => row.of)]),
  )
}
