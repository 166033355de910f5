import { sameLinks } from '../../core/deal/link.ts'
import { actorOf } from '../../core/people/person.ts'
import { changesSince, revertedLinks } from '../../core/reverts/revert.ts'
import type { Run } from '../../core/runs/run.ts'
import type { Database, Transaction } from '../../database/connection/open.ts'
import { recordAudit } from '../../database/record/audit.ts'
import { findRun } from '../../database/runs/lists.ts'
import { laterRuns, requestReverts } from '../../database/runs/reverts.ts'
import type { HttpDeps } from '../../http/app.ts'
import type { RevertPreview } from '../../http/schemas/revert.ts'
import type { DealPortals } from '../../portal/deal-portals.ts'
import type { DealQueue } from '../../queue/deal-queue.ts'
import { awaitRequest } from '../deals/await-request.ts'
import type { StopSwitch } from '../guards/stop-switch.ts'
import type { AskPortal } from '../portal/ask-portal.ts'

type RevertParts = {
  database: Database
  portalId: number
  portals: DealPortals
  askPortal: AskPortal
  queue: DealQueue<Transaction>
  stopSwitch: StopSwitch
  now(): Date
}

/** What taking a run back would change now; null when there is no such run. Throws `PortalError`. */
export async function previewRevert(
  parts: RevertParts,
  runId: string,
  gone: AbortSignal,
): Promise<RevertPreview | null> {
  const run = await findRun(parts.database, parts.portalId, runId)
  return run && foresee(parts, run, gone)
}

async function foresee(
  { database, portalId, portals, askPortal }: RevertParts,
  run: Run,
  gone: AbortSignal,
): Promise<RevertPreview> {
  const [linksNow, later] = await Promise.all([
    askPortal({ about: `Deal ${run.dealId}`, gone }, (asker) => portals.forQuestion(asker).readLinks(run.dealId)),
    laterRuns(database, portalId, run),
  ])
  const changedSince = changesSince(run, linksNow, later)
  const { links } = revertedLinks(run, linksNow)
  return {
    runId: run.id,
    dealId: run.dealId,
    hasChangedLinks: !sameLinks(run.linksBefore, run.linksAfter),
    linksNow,
    linksAfter: links,
    changedSince,
    revertedBy: later.find(({ reverts }) => reverts === run.id)?.id ?? null,
    needsForce: changedSince.length > 0,
  }
}

/** Takes a run back by a run of its own, which goes through the queue: it never overlaps with one of the same deal. */
export async function revertRun(
  parts: RevertParts,
  { runId, force, caller }: Parameters<HttpDeps['revertRun']>[0],
  gone: AbortSignal,
): ReturnType<HttpDeps['revertRun']> {
  const { database, portalId, queue } = parts
  const run = await findRun(database, portalId, runId)
  if (run === null) return { status: 'unknown' }
  if (sameLinks(run.linksBefore, run.linksAfter)) return { status: 'nothing-to-revert' }
  const foreseen = await foresee(parts, run, gone)
  if (foreseen.needsForce && !force) return { status: 'changed', preview: foreseen }
  const { dealId } = run
  const requestId = await database.transaction(async (tx) => {
    const wish = { dealId, runId, force, jobId: null, requestedBy: caller.name }
    const [id = ''] = await requestReverts(tx, portalId, [wish])
    const subject = { kind: 'run', id: runId }
    const details = { dealId, force, requestId: id }
    await recordAudit(tx, { actor: actorOf(caller), action: 'run.reverted', subject, details })
    await queue.enqueue(tx, [{ portalId, dealId }])
    return id
  })
  queue.wake()
  const revert = await awaitRequest(parts, requestId)
  if (revert === null) return { status: 'queued', requestId }
  // Somebody changed the links after we looked and before it was this run's turn.
  if (revert.error?.code === 'links-changed') return { status: 'changed', preview: await foresee(parts, run, gone) }
  return { status: 'done', run: revert }
}
