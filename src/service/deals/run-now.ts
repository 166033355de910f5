import { actorOf } from '../../core/people/person.ts'
import type { Database, Transaction } from '../../database/connection/open.ts'
import { requestRun } from '../../database/events/journal.ts'
import { recordAudit } from '../../database/record/audit.ts'
import type { HttpDeps } from '../../http/app.ts'
import type { DealQueue } from '../../queue/deal-queue.ts'
import type { StopSwitch } from '../guards/stop-switch.ts'
import { awaitRequest } from './await-request.ts'

/** The run goes through the queue like any other, so that it never overlaps with one of the same deal. */
export async function runDealNow(
  parts: { database: Database; portalId: number; queue: DealQueue<Transaction>; stopSwitch: StopSwitch; now(): Date },
  { dealId, caller }: Parameters<HttpDeps['runDealNow']>[0],
): ReturnType<HttpDeps['runDealNow']> {
  const { database, portalId, queue } = parts
  const request = await database.transaction(async (tx) => {
    const made = await requestRun(tx, portalId, { dealId, requestedBy: caller.name })
    const subject = { kind: 'deal', id: String(dealId) }
    await recordAudit(tx, { actor: actorOf(caller), action: 'deal.run', subject, details: { requestId: made.id } })
    await queue.enqueue(tx, [{ portalId, dealId }])
    return made
  })
  queue.wake()
  const run = await awaitRequest(parts, request.id)
  return run === null ? { status: 'queued', requestId: request.id } : { status: 'done', run }
}
