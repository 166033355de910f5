import { z } from 'zod'
import { type JobChange, jobChangesInPast } from '../../core/jobs/job.ts'
import { type RevertTask, RevertWish } from '../../core/reverts/revert-task.ts'
import type { Page } from '../../core/turns/store.ts'
import type { Caller } from '../credentials.ts'
import { jsonBody } from '../json-body.ts'
import { notFound, Refusal } from '../refusal.ts'
import { type Route, route } from '../route.ts'
import { pageOf, paging } from '../schemas/query.ts'
import { BulkRevert } from '../schemas/reverts.ts'

export type RevertStart =
  | { status: 'started'; revert: BulkRevert }
  /** There is no such backfill or revert. */
  | { status: 'unknown' }
  /** The backfill or revert is still under way. */
  | { status: 'not-ended'; state: string }
  /** `isReverted`: there was something, and it has been taken back. */
  | { status: 'nothing'; isReverted: boolean }

export type RevertsDeps = {
  reverts: {
    start(
      request: Pick<RevertTask, 'force'> & { what: RevertWish; isPreview: boolean; caller: Caller },
    ): Promise<RevertStart>
    find(id: string): Promise<BulkRevert | null>
    /** Without previews, newest first. A cursor that it did not make: an error with the code `invalid_cursor`. */
    list(filter: { cursor?: string; limit: number }): Promise<Page<BulkRevert>>
    /** Null: there is none. `isChanged` false: it is not in a state for that. */
    change(request: {
      id: string
      change: JobChange
      caller: Caller
    }): Promise<{ isChanged: boolean; revert: BulkRevert } | null>
  }
}

const params = z.object({ id: z.guid() })
const none = () => notFound('There is no such revert.')

export function revertsRoutes({ reverts }: RevertsDeps): Route[] {
  return [
    route({
      method: 'post',
      path: '/api/reverts',
      summary: 'Take many runs back, each by a run of its own',
      description:
        'Goes on in the background, behind live events. Runs of deals whose contacts have changed since are left as they are; with `force` what still stands as they left it is put back. Runs that have been taken back already are passed over. With `preview` nothing is written: it looks at the deals and tells what would be put back.',
      access: 'editor',
      body: {
        format: jsonBody,
        schema: z.strictObject({
          what: RevertWish,
          force: z.boolean().default(false),
          preview: z.boolean().default(false),
        }),
      },
      answers: {
        202: { description: 'It waits for its turn.', schema: BulkRevert, headers: { Location: 'Its address.' } },
      },
      refusals: {
        409: 'There is nothing to take back, or it has been taken back already, or the backfill is still under way.',
        422: 'There is no such backfill or revert.',
      },
      async handle({ body: { what, force, preview }, caller }) {
        const outcome = await reverts.start({ what, force, isPreview: preview, caller })
        if (outcome.status !== 'started') throw refusal(what, outcome)
        const { revert } = outcome
        return { status: 202, headers: { Location: `/api/reverts/${revert.id}` }, body: revert }
      },
    }),
    route({
      method: 'get',
      path: '/api/reverts',
      summary: 'Reverts of many runs, newest first',
      access: 'viewer',
      query: z.strictObject(paging),
      answers: { 200: { description: 'One page; previews are not in it.', schema: pageOf(BulkRevert) } },
      handle: async ({ query }) => ({ status: 200, body: await reverts.list(query) }),
    }),
    route({
      method: 'get',
      path: '/api/reverts/{id}',
      summary: 'One revert of many runs, or a preview of one, with its progress',
      access: 'viewer',
      params,
      answers: { 200: { description: 'The revert.', schema: BulkRevert } },
      refusals: { 404: 'There is no such revert.' },
      async handle({ params: { id } }) {
        const revert = await reverts.find(id)
        if (revert === null) throw none()
        return { status: 200, body: revert }
      },
    }),
    change('pause', 'Let no more runs be taken back; those that wait already still are'),
    change('resume', 'Go on where it was paused'),
    change('cancel', 'End it; runs that wait are let be, what was put back stays'),
  ]

  function change(verb: JobChange, summary: string): Route {
    return route({
      method: 'post',
      path: `/api/reverts/{id}/${verb}`,
      summary,
      access: 'editor',
      params,
      answers: { 200: { description: 'As it is now.', schema: BulkRevert } },
      refusals: { 404: 'There is no such revert.', 409: 'It is not in a state for that; details say which.' },
      async handle({ params: { id }, caller }) {
        const outcome = await reverts.change({ id, change: verb, caller })
        if (outcome === null) throw none()
        const { state } = outcome.revert
        if (!outcome.isChanged) {
          const message = `The revert is ${state}, so it cannot be ${jobChangesInPast[verb]}.`
          throw new Refusal(409, 'wrong_state', message, { details: { state } })
        }
        return { status: 200, body: outcome.revert }
      },
    })
  }
}

function refusal(what: RevertWish, outcome: Exclude<RevertStart, { status: 'started' }>): Refusal {
  const name = inWords(what)
  switch (outcome.status) {
    case 'unknown':
      return new Refusal(422, 'unknown_job', `There is no ${name}.`)
    case 'not-ended':
      return new Refusal(
        409,
        'not_ended',
        `The ${name} is ${outcome.state}. Cancel it, or wait for its end, and take it back then.`,
      )
    case 'nothing': {
      const message = outcome.isReverted
        ? `Everything that the ${name} did has been taken back already.`
        : `The ${name} changed no contacts; there is nothing to take back.`
      return new Refusal(409, outcome.isReverted ? 'already_reverted' : 'nothing_to_revert', message)
    }
    default:
      return outcome satisfies never
  }
}

function inWords(what: RevertWish): string {
  if ('backfillId' in what) return `backfill ${what.backfillId}`
  if ('revertId' in what) return `revert ${what.revertId}`
  const version = what.version === undefined ? '' : `, version ${what.version},`
  return `rule ${what.rule}${version} from ${what.from} ${what.to === undefined ? 'on' : `to ${what.to}`}`
}
