import { requestRun } from '../database/journal.ts'
import type { HttpDeps } from '../http/app.ts'
import { awaitRequest } from './await-request.ts'
import type { Parts } from './parts.ts'

/** The run goes through the queue like any other, so that it never overlaps with one of the same deal. */
export async function runDealNow(
  parts: Pick<Parts, 'database' | 'portalId' | 'queue' | 'now'>,
  { dealId, requestedBy }: { dealId: number; requestedBy: string },
): ReturnType<HttpDeps['runDealNow']> {
  const { database, portalId, queue } = parts
  const request = await database.transaction(async (tx) => {
    const made = await requestRun(tx, portalId, { dealId, requestedBy })
    await queue.enqueue(tx, [{ portalId, dealId }])
    return made
  })
  queue.wake()
  const run = await awaitRequest(parts, request.id)
  return run === null ? { status: 'queued', requestId: request.id } : { status: 'done', run }
}
