import { and, eq, inArray, sql } from 'drizzle-orm'
import { v7 as uuidv7 } from 'uuid'
import type { Deed } from '../../core/runs/deed.ts'
import type { Run } from '../../core/runs/run.ts'
import type { RunRecord } from '../../core/turns/store.ts'
import type { Database, Transaction } from '../connection/database.ts'
import { readDeeds } from '../deals/memory.ts'
import { keepHeld } from '../guards/held-changes.ts'
import { quarantineDeals } from '../guards/quarantines.ts'
import { withoutReleased } from '../guards/releases.ts'
import { insertRows, jsonTexts, rowsOf } from '../statements/json-rows.ts'
import { lockDealsToRecord } from '../statements/lock-deals.ts'
import { ofDeals } from '../statements/of-deals.ts'
import { dealSnapshots, deeds, runOperations, runRules, runs, unfinishedRuns } from '../tables/schema.ts'
import { answerEvents, answerRequests } from './answer-waiting.ts'
import { dropUnfinished } from './unfinished.ts'

/**
 * Records finished runs with everything they leave behind, in one transaction: the runs, their rules' results and
 * writes, the events and requests they answer, the deals' snapshots and deeds; what was kept of the runs under way is
 * dropped. A run that is recorded already is left as it is, with everything of it, so a caller that got no answer can
 * simply try again; only what a later try did with it is recorded, as a run of its own. Records of one deal count in their
 * order, as if each had been recorded by itself.
 *
 * Calls that meet at a deal come one after the other, under a lock of the deal's own that is let go with the commit.
 */
export async function recordRuns(db: Database, portalId: number, records: readonly RunRecord[]): Promise<void> {
  if (records.length > 0) await db.transaction((tx) => recordRunsIn(tx, portalId, records))
}

/** The same within a transaction. */
export async function recordRunsIn(tx: Transaction, portalId: number, records: readonly RunRecord[]): Promise<void> {
  await lockDealsToRecord(
    tx,
    portalId,
    records.map(({ run }) => run.dealId),
  )
  const given = firstOfEachRun(records)
  const inserted = await insertRuns(tx, portalId, given)
  const again = await apartFromRecorded(
    tx,
    portalId,
    given.filter((record) => !inserted.includes(record)),
  )
  const fresh = again.length === 0 ? inserted : [...inserted, ...(await insertRuns(tx, portalId, again))]
  if (fresh.length === 0) return
  await insertResults(tx, portalId, fresh)
  await answerEvents(tx, portalId, fresh)
  await answerRequests(tx, portalId, fresh)
  await replaceSnapshots(tx, portalId, fresh)
  await replaceDeeds(tx, portalId, fresh)
  await quarantineDeals(tx, portalId, fresh)
  await keepHeld(tx, portalId, fresh)
  await dropUnfinished(
    tx,
    portalId,
    fresh.map(({ run }) => run.dealId),
  )
}

/** The same for one run. */
export function recordRun(db: Database, portalId: number, record: RunRecord): Promise<void> {
  return recordRuns(db, portalId, [record])
}

function firstOfEachRun(records: readonly RunRecord[]): RunRecord[] {
  const seen = new Set<string>()
  return records.filter(({ run }) => !seen.has(run.id) && seen.add(run.id))
}

/**
 * Those of the records, under other ids, that are of a later try than the recorded one. A try that has lost its job without
 * knowing may record its run after the next one has found it unfinished: what that one does and answers would be on record
 * nowhere, and each further try would find the run unfinished again.
 */
async function apartFromRecorded(
  tx: Transaction,
  portalId: number,
  records: readonly RunRecord[],
): Promise<RunRecord[]> {
  if (records.length === 0) return []
  const ids = records.map(({ run }) => run.id)
  const dealIds = records.map(({ run }) => run.dealId)
  const recorded = await tx
    .select({ id: runs.id, attempt: runs.attempt })
    .from(runs)
    .where(and(eq(runs.portalId, portalId), inArray(runs.id, ids)))
  const begunAgain = await tx
    .select({ runId: sql<string>`${unfinishedRuns.run} ->> 'runId'` })
    .from(unfinishedRuns)
    .where(ofDeals(unfinishedRuns, portalId, dealIds))
  const attempts = new Map(recorded.map(({ id, attempt }) => [id, attempt]))
  const left = new Set(begunAgain.map(({ runId }) => runId))
  return records
    .filter(({ run }) => left.has(run.id) || run.attempt > (attempts.get(run.id) ?? run.attempt))
    .map(({ run, ...rest }) => ({
      ...rest,
      // Runs are found by their time, which their ids begin with.
      run: { ...run, id: uuidv7({ msecs: Date.parse(run.startedAt) }) },
    }))
}

/** Those of the records whose runs were new, in the same order. */
async function insertRuns(tx: Transaction, portalId: number, records: readonly RunRecord[]): Promise<RunRecord[]> {
  const rows = records.map(({ run }) => rowOfRun(portalId, run))
  const inserted = new Set<string>()
  for (const json of jsonTexts(rows)) {
    const some = await tx
      .insert(runs)
      .select(rowsOf(runs, json))
      .onConflictDoNothing()
      .returning({ id: runs.id })
      .prepare('insert_runs')
      .execute()
    for (const { id } of some) inserted.add(id)
  }
  return records.filter(({ run }) => inserted.has(run.id))
}

function rowOfRun(portalId: number, { trigger, ...run }: Run): typeof runs.$inferInsert {
  return {
    portalId,
    id: run.id,
    dealId: run.dealId,
    triggerType: trigger.type,
    events: trigger.events,
    eventIds: trigger.eventIds,
    status: run.status,
    attempt: run.attempt,
    queuedAt: run.queuedAt,
    startedAt: run.startedAt,
    finishedAt: run.finishedAt,
    linksBefore: run.linksBefore,
    linksAfter: run.linksAfter,
    error: run.error,
    reverts: trigger.reverts ?? null,
  }
}

async function insertResults(tx: Transaction, portalId: number, records: readonly RunRecord[]): Promise<void> {
  const rules = records.flatMap(({ run }) =>
    run.rules.map((rule, place) => ({
      ...rule,
      portalId,
      runId: run.id,
      place,
      runStatus: run.status,
      runTrigger: run.trigger.type,
    })),
  )
  const operations = records.flatMap(({ run }) =>
    run.operations.map((write, place) => ({ ...write, portalId, runId: run.id, place })),
  )
  await insertRows(tx, runRules, rules)
  await insertRows(tx, runOperations, operations)
}

async function replaceSnapshots(tx: Transaction, portalId: number, records: readonly RunRecord[]): Promise<void> {
  const rows = lastOfDeals(records, ({ snapshot }) => snapshot).map(([dealId, { takenAt, deal, facts }]) => ({
    portalId,
    dealId,
    takenAt,
    deal,
    facts: facts ?? null,
  }))
  for (const json of jsonTexts(rows)) {
    await tx
      .insert(dealSnapshots)
      .select(rowsOf(dealSnapshots, json))
      .onConflictDoUpdate({
        target: [dealSnapshots.portalId, dealSnapshots.dealId],
        set: {
          takenAt: sql`excluded.taken_at`,
          deal: sql`excluded.deal`,
          facts: sql`coalesce(excluded.facts, ${dealSnapshots.facts})`,
        },
      })
      .prepare('replace_snapshots')
      .execute()
  }
}

/** Most runs change none, and those of such a deal are left alone: looking costs less than writing the same anew. */
async function replaceDeeds(tx: Transaction, portalId: number, records: readonly RunRecord[]): Promise<void> {
  const replaced = lastOfDeals(records, (record) => record.deeds)
  if (replaced.length === 0) return
  const kept = await withoutReleased(tx, portalId, replaced, records)
  const dealIds = kept.map(([dealId]) => dealId)
  const present = await readDeeds(tx, portalId, dealIds)
  const changed = kept.filter(([dealId, now]) => !areSame(now, present.get(dealId) ?? []))
  if (changed.length === 0) return
  const changedIds = changed.map(([dealId]) => dealId)
  await tx
    .delete(deeds)
    .where(ofDeals(deeds, portalId, changedIds))
    .prepare('drop_deeds')
    .execute()
  const rows = changed.flatMap(([dealId, now]) => now.map((deed) => ({ ...deed, portalId, dealId })))
  await insertRows(tx, deeds, rows)
}

/** In whatever order. */
function areSame(some: readonly Deed[], others: readonly Deed[]): boolean {
  const inWords = ({ ruleKey, contactId, kind, state }: Deed) => `${ruleKey} ${contactId} ${kind} ${state}`
  const known = new Set(others.map(inWords))
  return some.length === others.length && some.every((deed) => known.has(inWords(deed)))
}

/** For each deal the last value that a record gives and does not leave out, by ascending deal. */
function lastOfDeals<Value>(
  records: readonly RunRecord[],
  given: (record: RunRecord) => Value | null,
): [number, Value][] {
  const last = new Map<number, Value>()
  for (const record of records) {
    const value = given(record)
    if (value !== null) last.set(record.run.dealId, value)
  }
  return [...last].sort(([a], [b]) => a - b)
}
