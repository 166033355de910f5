import { setTimeout as wait } from 'node:timers/promises'
import { findRequest, requestRun } from '../database/journal.ts'
import { findRun } from '../database/runs.ts'
import type { HttpDeps } from '../http/app.ts'
import type { Parts } from './parts.ts'

/** How long a caller is kept waiting for a run before it is told where to look, and how often we look. */
const patienceMs = 20_000
const lookEveryMs = 50

/** The run goes through the queue like any other, so that it never overlaps with one of the same deal. */
export async function runDealNow(
  { database, portalId, queue, now }: Pick<Parts, 'database' | 'portalId' | 'queue' | 'now'>,
  { dealId, requestedBy }: { dealId: number; requestedBy: string },
): ReturnType<HttpDeps['runDealNow']> {
  const request = await database.transaction(async (tx) => {
    const made = await requestRun(tx, portalId, { dealId, requestedBy })
    await queue.enqueue(tx, [{ portalId, dealId }])
    return made
  })
  queue.wake()
  const until = now().getTime() + patienceMs
  while (now().getTime() < until) {
    const runId = (await findRequest(database, portalId, request.id))?.runId
    const run = runId ? await findRun(database, portalId, runId) : null
    if (run !== null) return { status: 'done', run }
    await wait(lookEveryMs)
  }
  return { status: 'queued', requestId: request.id }
}
