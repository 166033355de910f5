import { z } from 'zod'
import { type SweepKind, sweepKinds } from '../../core/sweeps/sweep.ts'
import type { Page } from '../../core/turns/store.ts'
import type { Caller } from '../credentials.ts'
import { jsonBody } from '../json-body.ts'
import { notFound, Refusal } from '../refusal.ts'
import { type Route, route } from '../route.ts'
import { moment, pageOf, paging } from '../schemas/query.ts'
import { type SweepAnswer, SweepShape } from '../schemas/sweep.ts'

export type SweepsDeps = {
  sweeps: {
    /** Null: as many as may wait do. `since` null: from where the last one went. */
    start(request: { kind: SweepKind; since: Date | null; caller: Caller }): Promise<SweepAnswer | null>
    list(filter: { cursor?: string | undefined; limit: number }): Promise<Page<SweepAnswer>>
    find(id: string): Promise<SweepAnswer | null>
  }
}

export function sweepsRoutes({ sweeps }: SweepsDeps): Route[] {
  return [
    route({
      method: 'post',
      path: '/api/sweeps',
      summary: 'Ask the portal what has changed that no event told of',
      description:
        'Goes on in the background. Deals whose recorded state differs are run, behind live events, as if the events that were not heard of had come.',
      access: 'editor',
      body: {
        format: jsonBody,
        schema: z.strictObject({
          kind: z.enum(sweepKinds).default('changes'),
          since: moment.exactOptional().describe('Changes since then; left out: from where the last sweep went.'),
        }),
      },
      answers: { 201: { description: 'Begun.', schema: SweepShape, headers: { Location: 'Its address.' } } },
      refusals: { 409: 'So many wait that one more would find nothing new.' },
      async handle({ body: { kind, since }, caller }) {
        const sweep = await sweeps.start({ kind, since: since ?? null, caller })
        if (sweep === null) {
          throw new Refusal(409, 'sweeps_wait', 'Several sweeps are under way already; wait until one has ended.')
        }
        return { status: 201, headers: { Location: `/api/sweeps/${sweep.id}` }, body: sweep }
      },
    }),
    route({
      method: 'get',
      path: '/api/sweeps',
      summary: 'Sweeps, newest first',
      access: 'viewer',
      query: z.strictObject(paging),
      answers: { 200: { description: 'One page.', schema: pageOf(SweepShape) } },
      handle: async ({ query }) => ({ status: 200, body: await sweeps.list(query) }),
    }),
    route({
      method: 'get',
      path: '/api/sweeps/{id}',
      summary: 'One sweep',
      access: 'viewer',
      params: z.object({ id: z.guid() }),
      answers: { 200: { description: 'The sweep.', schema: SweepShape } },
      refusals: { 404: 'There is no such sweep.' },
      async handle({ params: { id } }) {
        const sweep = await sweeps.find(id)
        if (sweep === null) throw notFound('There is no such sweep.')
        return { status: 200, body: sweep }
      },
    }),
  ]
}
