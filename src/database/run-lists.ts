import { and, asc, desc, eq, exists, gte, inArray, lt, sql } from 'drizzle-orm'
import { z } from 'zod'
import type { Operation, RuleResult, Run, RunStatus, RunSummary, TriggerType } from '../core/run.ts'
import type { Page } from '../core/store.ts'
import type { Database } from './database.ts'
import { checkLimit, cursorOf, pageOf } from './page.ts'
import { portals, runOperations, runRules, runs } from './schema.ts'

export type RunFilter = {
  dealId?: number | undefined
  status?: RunStatus | undefined
  /** A rule's key: only runs in which that rule matched, whatever came of its actions. */
  rule?: string | undefined
  trigger?: TriggerType | undefined
  /** Of `startedAt`; `from` is inside, `to` outside. */
  from?: Date | undefined
  to?: Date | undefined
  cursor?: string | undefined
  /** 1 to 200. */
  limit: number
}

const place = cursorOf(z.object({ run: z.uuid() }))

/** Runs without their traces, newest first (by id, which is a UUIDv7). Filters combine. Throws `InvalidCursor`. */
export async function listRuns(db: Database, portalId: number, filter: RunFilter): Promise<Page<RunSummary>> {
  checkLimit(filter.limit)
  const after = filter.cursor === undefined ? null : place.read(filter.cursor)
  const matched = (key: string) =>
    db.orm
      .select({ one: sql`1` })
      .from(runRules)
      .where(
        and(
          eq(runRules.portalId, runs.portalId),
          eq(runRules.runId, runs.id),
          eq(runRules.key, key),
          // Written out, as the partial index is only used for a condition that the planner can see.
          sql`${runRules.matched}`,
        ),
      )
  const rows = await selectRuns(db)
    .where(
      and(
        eq(runs.portalId, portalId),
        filter.dealId === undefined ? undefined : eq(runs.dealId, filter.dealId),
        filter.status && eq(runs.status, filter.status),
        filter.trigger && eq(runs.triggerType, filter.trigger),
        filter.rule === undefined ? undefined : exists(matched(filter.rule)),
        filter.from && gte(runs.startedAt, filter.from.toISOString()),
        filter.to && lt(runs.startedAt, filter.to.toISOString()),
        after ? lt(runs.id, after.run) : undefined,
      ),
    )
    .orderBy(desc(runs.id))
    .limit(filter.limit + 1)
  const page = pageOf(rows, filter.limit, (last) => place.write({ run: last.id }))
  const ids = page.items.map((run) => run.id)
  const [rules, operations] = await Promise.all([rulesOf(db, portalId, ids), operationsOf(db, portalId, ids)])
  const items = page.items.map((row) => ({
    ...asRun(row, operations.get(row.id) ?? []),
    rules: rules.get(row.id) ?? [],
  }))
  return { items, nextCursor: page.nextCursor }
}

/** One run with everything, traces included. */
export async function findRun(db: Database, portalId: number, id: string): Promise<Run | null> {
  if (!z.uuid().safeParse(id).success) return null
  const [row] = await selectRuns(db).where(and(eq(runs.portalId, portalId), eq(runs.id, id)))
  if (!row) return null
  const [rules, operations] = await Promise.all([
    db.orm
      .select({ ...summaryColumns, trace: runRules.trace })
      .from(runRules)
      .where(and(eq(runRules.portalId, portalId), eq(runRules.runId, id)))
      .orderBy(asc(runRules.place)),
    operationsOf(db, portalId, [id]),
  ])
  return { ...asRun(row, operations.get(row.id) ?? []), rules }
}

function selectRuns(db: Database) {
  return db.orm
    .select({
      id: runs.id,
      dealId: runs.dealId,
      portal: portals.domain,
      trigger: { type: runs.triggerType, events: runs.events, eventIds: runs.eventIds },
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
function asRun({ error, ...row }: Omit<Run, 'rules' | 'operations'>, operations: Operation[]) {
  return { ...row, operations, error }
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

function byRun<Of>(rows: { runId: string; of: Of }[]): Map<string, Of[]> {
  return new Map(
    [...Map.groupBy(rows, (row) => row.runId)].map(([runId, group]) => [runId, group.map((row) => row.of)]),
  )
}
