import { z } from 'zod'
import type { DealFound, PortalMetadata, PortalUser } from '../../core/deal/portal-metadata.ts'
import { type Route, route } from '../route.ts'
import { DealFoundShape, PortalFieldsShape, portalFields } from '../schemas/portal.ts'

export type PortalDeps = {
  /** What is remembered of the portal. Throws `PortalError` when it is not known and cannot be asked. */
  portalCatalogue(gone: AbortSignal): Promise<PortalMetadata & { users: PortalUser[] | null; readAt: string }>
  /** Throws `PortalError`. */
  findDeals(text: string, gone: AbortSignal): Promise<DealFound[]>
}

const away = {
  502: 'The portal refuses; a person must act.',
  503: 'The portal does not answer; try again.',
}

/** What people pick from while they write rules. These come before `/api/deals/{id}`. */
export function portalRoutes(deps: PortalDeps): Route[] {
  return [
    route({
      method: 'get',
      path: '/api/portal/fields',
      summary: 'Fields, pipelines, stages, directories and users of the portal, as forms for rules need them',
      description: 'Remembered for up to an hour, and read anew meanwhile when it is older than ten minutes.',
      access: 'viewer',
      answers: { 200: { description: 'What the portal tells.', schema: PortalFieldsShape } },
      refusals: away,
      handle: async ({ gone }) => ({ status: 200, body: portalFields(await deps.portalCatalogue(gone())) }),
    }),
    route({
      method: 'get',
      path: '/api/deals/search',
      summary: 'Deals of the portal by a part of their title, or by id',
      access: 'viewer',
      query: z.strictObject({
        q: z
          .string()
          .trim()
          .min(1, 'a part of the title, or an id')
          .max(200, 'at most 200 characters')
          .describe('A part of the title, in any case; or an id.'),
      }),
      answers: {
        200: { description: 'At most 20, newest first.', schema: z.object({ items: z.array(DealFoundShape) }) },
      },
      refusals: away,
      handle: async ({ query, gone }) => ({ status: 200, body: { items: await deps.findDeals(query.q, gone()) } }),
    }),
  ]
}
