import { and, eq, isNull, sql } from 'drizzle-orm'
import type { RunRecord } from '../../core/turns/store.ts'
import type { Transaction } from '../connection/database.ts'
import { jsonTexts } from '../statements/json-rows.ts'
import { journalEvents, runRequests } from '../tables/schema.ts'

/** Marks the events that runs answer as done. One that is no longer pending stays as it is. */
export async function answerEvents(tx: Transaction, portalId: number, records: readonly RunRecord[]): Promise<void> {
  for (const json of jsonTexts(answers(records, ({ eventIds }) => eventIds))) {
    await tx
      .update(journalEvents)
      .set({ status: 'done', runId: sql`answer."runId"` })
      .from(answersIn(json))
      .where(
        and(
          eq(journalEvents.portalId, portalId),
          eq(journalEvents.id, sql`answer.id`),
          eq(journalEvents.status, 'pending'),
        ),
      )
      .prepare('answer_events')
      .execute()
  }
}

/** Tells requests by which run they were answered. One that was answered before stays as it is. */
export async function answerRequests(tx: Transaction, portalId: number, records: readonly RunRecord[]): Promise<void> {
  for (const json of jsonTexts(answers(records, ({ requestIds }) => requestIds))) {
    await tx
      .update(runRequests)
      .set({ runId: sql`answer."runId"` })
      .from(answersIn(json))
      .where(and(eq(runRequests.portalId, portalId), eq(runRequests.id, sql`answer.id`), isNull(runRequests.runId)))
      .prepare('answer_requests')
      .execute()
  }
}

/** What is answered by which run: by the first one that names it. */
function answers(records: readonly RunRecord[], idsOf: (record: RunRecord) => readonly string[]) {
  const runOf = new Map<string, string>()
  for (const record of records) {
    for (const id of idsOf(record)) if (!runOf.has(id)) runOf.set(id, record.run.id)
  }
  return [...runOf].map(([id, runId]) => ({ id, runId }))
}

const answersIn = (json: string) => sql`json_to_recordset(${json}::text::json) as answer(id uuid, "runId" uuid)`
