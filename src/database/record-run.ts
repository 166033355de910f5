import { and, eq, inArray, isNull } from 'drizzle-orm'
import type { Deed } from '../core/deed.ts'
import type { Run } from '../core/run.ts'
import type { DealSnapshot } from '../core/snapshot.ts'
import type { RunRecord } from '../core/store.ts'
import type { Database, Transaction } from './database.ts'
import {
  dealSnapshots,
  deeds,
  journalEvents,
  runOperations,
  runRequests,
  runRules,
  runs,
  unfinishedRuns,
} from './schema.ts'

// A statement can carry 65,535 values.
const rowsPerStatement = 5_000

/**
 * Records a finished run with everything it leaves behind, in one transaction: the run, its rules' results and writes,
 * the events and requests it answers, the deal's snapshot and deeds; what was kept of the run under way is dropped.
 * A run that is recorded already is left as it is, so a caller that got no answer can simply try again.
 */
export async function recordRun(db: Database, portalId: number, record: RunRecord): Promise<void> {
  const { run } = record
  await db.transaction(async (tx) => {
    if (!(await insertRun(tx, portalId, run))) return
    await insertResults(tx, portalId, run)
    await answerEvents(tx, portalId, run.id, record.eventIds)
    await answerRequests(tx, portalId, run.id, record.requestIds)
    if (record.snapshot) await replaceSnapshot(tx, portalId, run.dealId, record.snapshot)
    if (record.deeds) await replaceDeeds(tx, portalId, run.dealId, record.deeds)
    await tx
      .delete(unfinishedRuns)
      .where(and(eq(unfinishedRuns.portalId, portalId), eq(unfinishedRuns.dealId, run.dealId)))
  })
}

/** Whether the run was new. */
async function insertRun(tx: Transaction, portalId: number, run: Run): Promise<boolean> {
  const inserted = await tx
    .insert(runs)
    .values({
      portalId,
      id: run.id,
      dealId: run.dealId,
      triggerType: run.trigger.type,
      events: run.trigger.events,
      eventIds: run.trigger.eventIds,
      status: run.status,
      attempt: run.attempt,
      queuedAt: run.queuedAt,
      startedAt: run.startedAt,
      finishedAt: run.finishedAt,
      linksBefore: run.linksBefore,
      linksAfter: run.linksAfter,
      error: run.error,
    })
    .onConflictDoNothing()
    .returning({ id: runs.id })
  return inserted.length > 0
}

async function insertResults(tx: Transaction, portalId: number, { id: runId, rules, operations }: Run): Promise<void> {
  if (rules.length > 0) {
    await tx.insert(runRules).values(rules.map((rule, place) => ({ ...rule, portalId, runId, place })))
  }
  if (operations.length > 0) {
    await tx
      .insert(runOperations)
      .values(operations.map((write, place) => ({ ...write, result: write.result ?? null, portalId, runId, place })))
  }
}

async function answerEvents(tx: Transaction, portalId: number, runId: string, ids: string[]): Promise<void> {
  for (const some of inParts(ids)) {
    const waiting = and(
      eq(journalEvents.portalId, portalId),
      inArray(journalEvents.id, some),
      eq(journalEvents.status, 'pending'),
    )
    await tx.update(journalEvents).set({ status: 'done', runId }).where(waiting)
  }
}

async function answerRequests(tx: Transaction, portalId: number, runId: string, ids: string[]): Promise<void> {
  for (const some of inParts(ids)) {
    const waiting = and(eq(runRequests.portalId, portalId), inArray(runRequests.id, some), isNull(runRequests.runId))
    await tx.update(runRequests).set({ runId }).where(waiting)
  }
}

async function replaceSnapshot(tx: Transaction, portalId: number, dealId: number, snapshot: DealSnapshot) {
  const seen = { takenAt: snapshot.takenAt, deal: snapshot.deal }
  await tx
    .insert(dealSnapshots)
    .values({ ...seen, portalId, dealId })
    .onConflictDoUpdate({ target: [dealSnapshots.portalId, dealSnapshots.dealId], set: seen })
}

async function replaceDeeds(tx: Transaction, portalId: number, dealId: number, now: Deed[]): Promise<void> {
  await tx.delete(deeds).where(and(eq(deeds.portalId, portalId), eq(deeds.dealId, dealId)))
  for (const some of inParts(now)) await tx.insert(deeds).values(some.map((deed) => ({ ...deed, portalId, dealId })))
}

function inParts<Item>(items: Item[]): Item[][] {
  return Array.from({ length: Math.ceil(items.length / rowsPerStatement) }, (_, part) =>
    items.slice(part * rowsPerStatement, (part + 1) * rowsPerStatement),
  )
}
