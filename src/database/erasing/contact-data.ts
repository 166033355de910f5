import { and, asc, eq, gt, inArray, ne, sql } from 'drizzle-orm'
import type { TraceNode } from '../../core/conditions/trace.ts'
import type { Fields, SeenFacts } from '../../core/deal/snapshot.ts'
import type { BacktestNumbers } from '../../core/rules/backtest.ts'
import { matchedValue } from '../../core/rules/selection.ts'
import type { BacktestProgress, BacktestResult } from '../../core/trials/backtest-task.ts'
import type { Database, Transaction } from '../connection/database.ts'
import { isOfContact } from '../runs/search.ts'
import { lockDealsToRecord } from '../statements/lock-deals.ts'
import { dealSnapshots, jobs, journalEvents, runRules, runs, unfinishedRuns } from '../tables/schema.ts'
import { storableJson } from '../tables/storable.ts'

const runsAtOnce = 200

/** Deals that the contact was ever linked to or read for, and such on which a rule that matched decided about it. */
export async function dealsOfContact(db: Database, portalId: number, contactId: number): Promise<number[]> {
  const met = await db.orm
    .selectDistinct({ dealId: runs.dealId })
    .from(runs)
    .where(and(eq(runs.portalId, portalId), isOfContact(db.orm, portalId, contactId)))
  const read = await db.orm
    .select({ dealId: dealSnapshots.dealId })
    .from(dealSnapshots)
    .where(and(eq(dealSnapshots.portalId, portalId), isReadFor(contactId)))
  return [...new Set([...met, ...read].map(({ dealId }) => dealId))].sort((a, b) => a - b)
}

const isReadFor = (contactId: number) => sql`(${dealSnapshots.facts} -> 'contacts' ? ${String(contactId)}
  or ${isFoundFor(contactId)})`

const isFoundFor = (contactId: number) =>
  sql`jsonb_path_exists(${dealSnapshots.facts}, '$.matches.*[*] ? (@ == $id)', jsonb_build_object('id', ${contactId}::bigint))`

/** What runs had read of the contact, in every snapshot that has it. */
export async function keptContactFields(db: Database, portalId: number, contactId: number): Promise<Fields[]> {
  const fields = sql<Fields | null>`${dealSnapshots.facts} -> 'contacts' -> ${String(contactId)}`
  const rows = await db.orm
    .select({ fields })
    .from(dealSnapshots)
    .where(
      and(
        eq(dealSnapshots.portalId, portalId),
        sql`jsonb_typeof(${dealSnapshots.facts} -> 'contacts' -> ${String(contactId)}) = 'object'`,
      ),
    )
  return rows.flatMap(({ fields: kept }) => (kept === null ? [] : [kept]))
}

/** By which phones and mails runs had found the contact, in every snapshot that tells of it. */
export async function keptAddresses(db: Database, portalId: number, contactId: number): Promise<string[]> {
  const rows = await db.orm
    .select({ matches: sql<SeenFacts['matches']>`${dealSnapshots.facts} -> 'matches'` })
    .from(dealSnapshots)
    .where(and(eq(dealSnapshots.portalId, portalId), isFoundFor(contactId)))
  const found = rows.flatMap(({ matches }) => Object.entries(matches).filter(([, ids]) => ids.includes(contactId)))
  return found.map(([key]) => matchedValue(key))
}

type StoredTrace = { runId: string; place: number; trace: TraceNode }
type StoredSnapshot = { deal: Fields; facts: SeenFacts | null }

/**
 * What is kept of one deal, held while it is worked on: no run of the deal is recorded meanwhile. An entry on record with
 * the erasure's id says who asked for it.
 */
export function withDealRecords<Result>(
  db: Database,
  portalId: number,
  dealId: number,
  erasureId: string,
  work: (records: {
    snapshot: StoredSnapshot | null
    replaceSnapshot(snapshot: StoredSnapshot): Promise<void>
    traces(afterRun: string | null): Promise<StoredTrace[]>
    replaceTraces(runId: string, traces: StoredTrace[]): Promise<void>
  }) => Promise<Result>,
): Promise<Result> {
  return db.transaction(async (tx) => {
    await lockDealsToRecord(tx, portalId, [dealId])
    const one = and(eq(dealSnapshots.portalId, portalId), eq(dealSnapshots.dealId, dealId))
    const [snapshot] = await tx
      .select({ deal: dealSnapshots.deal, facts: dealSnapshots.facts })
      .from(dealSnapshots)
      .where(one)
    return work({
      snapshot: snapshot ?? null,
      replaceSnapshot: async (replaced) => void (await tx.update(dealSnapshots).set(replaced).where(one)),
      traces: (afterRun) => tracesOf(tx, portalId, dealId, afterRun),
      async replaceTraces(runId, traces) {
        const json = storableJson(traces.map(({ place, trace }) => ({ place, trace })))
        await tx
          .select({ done: sql`1` })
          .from(
            sql`erase_traces(${portalId}::int, ${runId}::uuid, ${erasureId}::uuid, 'contact', ${json}::text::jsonb)`,
          )
      },
    })
  })
}

async function tracesOf(tx: Transaction, portalId: number, dealId: number, after: string | null) {
  const page = await tx
    .select({ id: runs.id })
    .from(runs)
    .where(and(eq(runs.portalId, portalId), eq(runs.dealId, dealId), after === null ? undefined : gt(runs.id, after)))
    .orderBy(asc(runs.id))
    .limit(runsAtOnce)
  if (page.length === 0) return []
  const traces = await tx
    .select({ runId: runRules.runId, place: runRules.place, trace: runRules.trace })
    .from(runRules)
    .where(
      and(
        eq(runRules.portalId, portalId),
        inArray(
          runRules.runId,
          page.map(({ id }) => id),
        ),
      ),
    )
    .orderBy(asc(runRules.runId), asc(runRules.place))
  return traces
}

/** Takes the contact out of answered events about it. How many. */
export async function forgetInEvents(db: Database, portalId: number, contactId: number): Promise<number> {
  const gone = await db.orm
    .update(journalEvents)
    .set({ aboutId: null })
    .where(
      and(
        eq(journalEvents.portalId, portalId),
        sql`${journalEvents.event} like 'ONCRMCONTACT%'`,
        eq(journalEvents.aboutId, contactId),
        ne(journalEvents.status, 'pending'),
      ),
    )
    .returning({ id: journalEvents.id })
  return gone.length
}

/**
 * Replaces the traces of runs that have begun to write and are not recorded yet, as while the portal is paused, where others
 * come out: whoever goes on with one may record them. How many runs.
 */
export async function replaceUnfinished(
  db: Database,
  portalId: number,
  replaced: (trace: TraceNode) => TraceNode,
): Promise<number> {
  return db.transaction(async (tx) => {
    const kept = await tx
      .select({ dealId: unfinishedRuns.dealId, run: unfinishedRuns.run })
      .from(unfinishedRuns)
      .where(eq(unfinishedRuns.portalId, portalId))
      .orderBy(asc(unfinishedRuns.dealId))
      .for('update')
    let count = 0
    for (const { dealId, run } of kept) {
      const rules = run.rules.map((rule) => ({ ...rule, trace: replaced(rule.trace) }))
      if (rules.every(({ trace }, place) => trace === run.rules[place]?.trace)) continue
      await tx
        .update(unfinishedRuns)
        .set({ run: { ...run, rules } })
        .where(and(eq(unfinishedRuns.portalId, portalId), eq(unfinishedRuns.dealId, dealId)))
      count += 1
    }
    return count
  })
}

/**
 * Replaces the numbers of backtests, in their results and in how far they have come, where others come out. One that is
 * worked on is left out: whoever works on it would write its own over them. How many.
 */
export async function replaceBacktests(
  db: Database,
  portalId: number,
  replaced: <Numbers extends BacktestNumbers>(numbers: Numbers) => Numbers,
): Promise<number> {
  const isReplaceable = and(eq(jobs.portalId, portalId), eq(jobs.kind, 'backtest'), ne(jobs.state, 'running'))
  const kept = await db.orm.select({ id: jobs.id }).from(jobs).where(isReplaceable)
  let count = 0
  for (const { id } of kept) {
    await db.transaction(async (tx) => {
      const one = and(isReplaceable, eq(jobs.id, id))
      const [job] = await tx
        .select({ result: jobs.result, progress: jobs.progress })
        .from(jobs)
        .where(one)
        .for('update')
      if (job === undefined) return
      // As backtests alone keep them.
      const was = { result: job.result as BacktestResult | null, progress: job.progress as BacktestProgress | null }
      const result = was.result && replaced(was.result)
      const numbers = was.progress && replaced(was.progress.numbers)
      if (result === was.result && numbers === (was.progress?.numbers ?? null)) return
      await tx
        .update(jobs)
        .set({ result, progress: was.progress && { ...was.progress, numbers } })
        .where(one)
      count += 1
    })
  }
  return count
}
