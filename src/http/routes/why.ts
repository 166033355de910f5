import { z } from 'zod'
import type { Caller } from '../credentials.ts'
import { Refusal } from '../refusal.ts'
import { type Route, route } from '../route.ts'
import { DealStory } from '../schemas/deal.ts'
import { IdText } from '../schemas/query.ts'
import { WhyAnswer } from '../schemas/why.ts'

export type WhyDeps = {
  /** Null when the deal is not in the portal and nothing is recorded of it. Writes nothing. Throws `PortalError`. */
  whyDeal(dealId: number, gone: AbortSignal): Promise<WhyAnswer | null>
  /** Null when nothing is recorded of the deal. */
  releaseDeal(request: { dealId: number; caller: Caller }): Promise<DealStory | null>
}

const params = z.object({ id: IdText })

export function whyRoutes(deps: WhyDeps): Route[] {
  return [
    route({
      method: 'get',
      path: '/api/deals/{id}/why',
      summary: 'Why each rule would act on a deal now, or not; nothing is written',
      access: 'viewer',
      params,
      answers: { 200: { description: 'Every live and shadow rule.', schema: WhyAnswer } },
      refusals: {
        404: 'There is no such deal in the portal, and nothing is recorded of it.',
        502: 'The portal refuses; a person must act.',
        503: 'The portal does not answer; try again.',
      },
      async handle({ params: { id }, gone }) {
        const why = await deps.whyDeal(id, gone())
        if (why === null) throw new Refusal(404, 'deal_not_found', `There is no deal ${id}, or it is unreadable.`)
        return { status: 200, body: why }
      },
    }),
    route({
      method: 'post',
      path: '/api/deals/{id}/release',
      summary: "End a deal's quarantine, and let the rules do again what people have undone",
      description: 'Runs nothing by itself: the next event does, or `POST /api/deals/{id}/run`.',
      access: 'editor',
      params,
      answers: { 200: { description: "The deal's story.", schema: DealStory } },
      refusals: { 404: 'Nothing is recorded of this deal.' },
      async handle({ params: { id }, caller }) {
        const story = await deps.releaseDeal({ dealId: id, caller })
        if (story === null) throw new Refusal(404, 'deal_not_found', `Nothing is recorded of deal ${id}.`)
        return { status: 200, body: story }
      },
    }),
  ]
}
