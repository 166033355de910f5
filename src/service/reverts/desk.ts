import { isEnded } from '../../core/jobs/backfill.ts'
import { isEndedJob, type JobKind, type JobRecord, jobChangesInPast } from '../../core/jobs/job.ts'
import { actorOf } from '../../core/people/person.ts'
import type { RevertPreviewResult } from '../../core/reverts/revert-forecast.ts'
import {
  type RevertProgress,
  type RevertSelection,
  RevertTask,
  type RunPlace,
  selectionUntil,
} from '../../core/reverts/revert-task.ts'
import { jobProgress } from '../../core/runs/pace.ts'
import type { Database } from '../../database/connection/open.ts'
import { findBackfill } from '../../database/jobs/backfills.ts'
import { revertedAmong, runsToRevert } from '../../database/jobs/bulk-reverts.ts'
import { changeJob, createJob, findJob, keepLastProgress, listJobs } from '../../database/jobs/jobs.ts'
import { dropWaiting, runsOfJob } from '../../database/jobs/runs-of-job.ts'
import { recordAudit } from '../../database/record/audit.ts'
import type { RevertStart, RevertsDeps } from '../../http/routes/reverts.ts'
import type { BulkRevert } from '../../http/schemas/reverts.ts'
import { noProgress } from './job.ts'

type RevertsParts = { database: Database; portalId: number; now(): Date }
const kinds = ['revert', 'revert-preview'] as const satisfies JobKind[]

/** Reverts of many runs as the HTTP edge asks for them. */
export function revertsOf(parts: RevertsParts): RevertsDeps['reverts'] {
  const { database, portalId } = parts
  const told = (job: JobRecord) => inAnswer(parts, job)

  async function find(id: string): Promise<JobRecord | null> {
    const [revert, preview] = await Promise.all(kinds.map((kind) => findJob(database, portalId, kind, id)))
    return revert ?? preview ?? null
  }
  return {
    async start({ what: wish, force, isPreview, caller }) {
      const what = selectionUntil(wish, parts.now())
      const refused = await refusalOf(parts, what)
      if (refused !== null) return refused
      const job = await database.transaction(async (tx) => {
        const kind = isPreview ? 'revert-preview' : 'revert'
        const params: RevertTask = { what, force }
        const made = await createJob(tx, portalId, { kind, params, createdBy: caller.name })
        if (isPreview) return made
        const subject = { kind: 'revert', id: made.id }
        await recordAudit(tx, { actor: actorOf(caller), action: 'revert.started', subject, details: { what, force } })
        return made
      })
      return { status: 'started', revert: await told(job) }
    },
    async find(id) {
      const job = await find(id)
      return job && told(job)
    },
    async list(filter) {
      const { items, nextCursor } = await listJobs(database, portalId, { ...filter, kind: 'revert' })
      return { items: await Promise.all(items.map(told)), nextCursor }
    },
    async change({ id, change, caller }) {
      const kind = (await find(id))?.kind
      if (kind === undefined) return null
      const changed = await database.transaction(async (tx) => {
        const outcome = await changeJob(tx, portalId, { kind, id, change })
        if (outcome?.isChanged !== true || kind !== 'revert') return outcome
        const subject = { kind: 'revert', id }
        await recordAudit(tx, { actor: actorOf(caller), action: `revert.${jobChangesInPast[change]}`, subject })
        if (change !== 'cancel') return outcome
        const dropped = await dropWaiting(tx, portalId, id)
        const progress: RevertProgress = { ...progressOf(outcome.job), dropped }
        return { isChanged: true, job: await keepLastProgress(tx, portalId, outcome.job, progress) }
      })
      return changed && { isChanged: changed.isChanged, revert: await told(changed.job) }
    },
  }
}

/** Why it is not begun; null where there is something to take back. */
async function refusalOf(parts: RevertsParts, what: RevertSelection): Promise<RevertStart | null> {
  const { database, portalId } = parts
  if ('backfillId' in what) {
    const backfill = await findBackfill(database, portalId, what.backfillId)
    if (backfill === null) return { status: 'unknown' }
    if (!isEnded(backfill.status)) return { status: 'not-ended', state: backfill.status }
  }
  if ('revertId' in what) {
    const revert = await findJob(database, portalId, 'revert', what.revertId)
    if (revert === null) return { status: 'unknown' }
    if (!isEndedJob(revert.state)) return { status: 'not-ended', state: revert.state }
  }
  return whatStands(parts, what)
}

async function whatStands({ database, portalId }: RevertsParts, what: RevertSelection): Promise<RevertStart | null> {
  const limit = 500
  let after: RunPlace | null = null
  for (;;) {
    const page = await runsToRevert(database, portalId, what, { after, limit })
    const last = page.at(-1)
    if (last === undefined) return { status: 'nothing', isReverted: after !== null }
    const ids = page.map(({ id }) => id)
    if ((await revertedAmong(database, portalId, ids)).size < page.length) return null
    after = { dealId: last.dealId, runId: last.id }
  }
}

/** As the job itself kept it. */
const progressOf = ({ progress }: JobRecord): RevertProgress => (progress as RevertProgress | null) ?? noProgress

async function inAnswer({ database, portalId, now }: RevertsParts, job: JobRecord): Promise<BulkRevert> {
  const { id, state, createdAt, createdBy, startedAt, finishedAt, error } = job
  const { what, force } = RevertTask.parse(job.params)
  const progress = progressOf(job)
  const isPreview = job.kind === 'revert-preview'
  const outcome = await runsOfJob(database, portalId, { id, resumedAt: progress.resumedAt })
  const pace = isEndedJob(state) ? 'ended' : state === 'running' ? 'moving' : 'resting'
  const { perMinute: runsPerMinute, ...come } = jobProgress(progress, outcome, { state: pace, now: now() })
  return {
    ...{ id, state, status: state, createdAt, createdBy, startedAt, finishedAt, error, what, force, isPreview },
    progress: {
      ...come,
      // A preview has nothing run: what it has looked at is done.
      done: isPreview ? progress.enqueued : come.done,
      deals: progress.deals,
      passedOver: progress.passedOver,
      runsPerMinute,
    },
    preview: isPreview ? (job.result as RevertPreviewResult | null) : null,
  }
}
