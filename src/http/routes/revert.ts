import { z } from 'zod'
import type { Run } from '../../core/runs/run.ts'
import type { Caller } from '../credentials.ts'
import { optionalJsonBody } from '../json-body.ts'
import { notFound, Refusal } from '../refusal.ts'
import { type Route, route } from '../route.ts'
import { RevertPreview } from '../schemas/revert.ts'
import { Run as RunShape } from '../schemas/run.ts'
import { RunId } from './runs.ts'

export type RevertOutcome =
  | { status: 'done'; run: Run }
  | { status: 'queued'; requestId: string }
  | { status: 'changed'; preview: RevertPreview }
  | { status: 'nothing-to-revert' | 'unknown' }

export type RevertDeps = {
  /** Null when there is no such run. Throws `PortalError`. */
  previewRevert(runId: string, gone: AbortSignal): Promise<RevertPreview | null>
  /** Takes a run back, or queues that and waits a little. Throws `PortalError`. */
  revertRun(request: { runId: string; force: boolean; caller: Caller }, gone: AbortSignal): Promise<RevertOutcome>
}

const params = z.object({ id: RunId })
const noRun = () => notFound('There is no such run.')
const portalRefusals = {
  502: 'The portal refuses; a person must act.',
  503: 'The portal does not answer; try again.',
}

export function revertRoutes(deps: RevertDeps): Route[] {
  return [
    route({
      method: 'get',
      path: '/api/runs/{id}/revert',
      summary: 'What taking a run back would change; nothing is written',
      access: 'viewer',
      params,
      answers: { 200: { description: 'What would be put back, and what changed since.', schema: RevertPreview } },
      refusals: { 404: 'There is no such run, or its deal is gone.', ...portalRefusals },
      async handle({ params: { id }, gone }) {
        const preview = await deps.previewRevert(id, gone())
        if (preview === null) throw noRun()
        return { status: 200, body: preview }
      },
    }),
    route({
      method: 'post',
      path: '/api/runs/{id}/revert',
      summary: "Put a run's links back, by a run of its own",
      description:
        'Refused where the links have changed since. With `force` only what still stands as that run left it is put back; what people or later runs changed stays.',
      access: 'editor',
      params,
      body: { format: optionalJsonBody, schema: z.strictObject({ force: z.boolean().optional() }).optional() },
      answers: {
        200: { description: 'The revert, a run itself.', schema: RunShape },
        202: {
          description: 'Queued; the run appears in the list of runs.',
          schema: z.object({ status: z.literal('queued'), requestId: z.string() }),
        },
      },
      refusals: {
        404: 'There is no such run, or its deal is gone.',
        409: 'The links have changed since (details list how), or the run changed none.',
        ...portalRefusals,
      },
      async handle({ params: { id }, body, caller, gone }) {
        const outcome = await deps.revertRun({ runId: id, force: body?.force ?? false, caller }, gone())
        switch (outcome.status) {
          case 'done':
            return { status: 200, body: outcome.run }
          case 'queued':
            return { status: 202, body: { status: 'queued', requestId: outcome.requestId } }
          case 'unknown':
            throw noRun()
          case 'nothing-to-revert':
            throw new Refusal(
              409,
              'nothing_to_revert',
              'This run left the links as they were; there is nothing to take back.',
            )
          case 'changed':
            throw linksChanged(outcome.preview)
          default:
            return outcome satisfies never
        }
      },
    }),
  ]
}

function linksChanged({ dealId, changedSince, revertedBy, linksNow, linksAfter }: RevertPreview): Refusal {
  const reverted = revertedBy === null ? '' : ` Run ${revertedBy} has taken this one back already.`
  return new Refusal(
    409,
    'links_changed',
    `The contacts of deal ${dealId} have changed since this run.${reverted} With "force" only what still stands as it left it is put back.`,
    { details: { changedSince, revertedBy, linksNow, linksAfter } },
  )
}
