import { z } from 'zod'
import type { Page } from '../../core/turns/store.ts'
import type { Caller } from '../credentials.ts'
import { optionalJsonBody } from '../json-body.ts'
import { notFound, Refusal } from '../refusal.ts'
import { type Route, route } from '../route.ts'
import { HeldChangeShape, HoldShape } from '../schemas/hold.ts'
import { pageOf, paging } from '../schemas/query.ts'

type Paging = { cursor?: string; limit: number }
export type Settling = { id: string; as: 'released' | 'discarded'; dealIds: number[] | null; caller: Caller }

export type HoldsDeps = {
  holds: {
    /** Newest first. A cursor that it did not make: an error with the code `invalid_cursor`. */
    list(page: Paging & { isOpen: boolean }): Promise<Page<HoldShape>>
    find(id: string): Promise<HoldShape | null>
    /** By ascending deal. */
    deals(id: string, page: Paging): Promise<Page<HeldChangeShape>>
    /** How many deals were settled; null where the hold has ended. */
    settle(settling: Settling): Promise<number | null>
  }
}

const params = z.object({ id: z.guid() })
const body = {
  format: optionalJsonBody,
  schema: z
    .strictObject({
      dealIds: z
        .array(z.int().positive())
        .min(1)
        .max(10_000)
        .optional()
        .describe('Only these; without it all of them, which ends the hold.'),
    })
    .optional(),
}
const Settled = z.object({ deals: z.number().int().describe('How many were settled.'), hold: HoldShape })
const noHold = () => notFound('There is no such hold.')

export function holdsRoutes({ holds }: HoldsDeps): Route[] {
  return [
    route({
      method: 'get',
      path: '/api/holds',
      summary: 'Rules that a fuse has held, newest first',
      access: 'viewer',
      query: z.strictObject({
        open: z.enum(['0', '1']).exactOptional().describe('1: only those in force.'),
        ...paging,
      }),
      answers: { 200: { description: 'One page.', schema: pageOf(HoldShape) } },
      handle: async ({ query: { open, ...page } }) => ({
        status: 200,
        body: await holds.list({ ...page, isOpen: open === '1' }),
      }),
    }),
    route({
      method: 'get',
      path: '/api/holds/{id}',
      summary: 'One hold, with the deals and what the rule would change on each',
      access: 'viewer',
      params,
      query: z.strictObject(paging),
      answers: {
        200: {
          description: 'The hold and one page of its deals, by ascending id.',
          schema: HoldShape.extend(pageOf(HeldChangeShape).shape),
        },
      },
      refusals: { 404: 'There is no such hold.' },
      async handle({ params: { id }, query }) {
        const hold = await holds.find(id)
        if (hold === null) throw noHold()
        return { status: 200, body: { ...hold, ...(await holds.deals(id, query)) } }
      },
    }),
    ...(['release', 'discard'] as const).map((change) =>
      route({
        method: 'post',
        path: `/api/holds/{id}/${change}`,
        summary:
          change === 'release'
            ? 'Let a held rule act on these deals, or on all of them'
            : 'Leave these deals, or all of them, as they are',
        description:
          change === 'release'
            ? 'Each is run with the rule as it is now and decided by what is there now. Once nothing is held any more the hold ends and the rule acts again.'
            : 'Once nothing is held any more the hold ends and the rule acts again, at the next event of these deals as well: change the rule or set it to shadow before.',
        access: 'editor',
        params,
        body,
        answers: { 200: { description: 'What was settled, and the hold as it is now.', schema: Settled } },
        refusals: { 404: 'There is no such hold.', 409: 'The hold has ended.' },
        async handle({ params: { id }, body: given, caller }) {
          if ((await holds.find(id)) === null) throw noHold()
          const as = change === 'release' ? 'released' : 'discarded'
          const deals = await holds.settle({ id, as, dealIds: given?.dealIds ?? null, caller })
          const hold = await holds.find(id)
          if (hold === null) throw noHold()
          if (deals === null) {
            throw new Refusal(
              409,
              'hold_ended',
              `${hold.endedBy ?? 'Somebody'} has ended this hold already; there is nothing left to settle.`,
            )
          }
          return { status: 200, body: { deals, hold } }
        },
      }),
    ),
  ]
}
