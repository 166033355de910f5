import { z } from 'zod'
import type { DealFound, PortalMetadata, PortalUser } from '../../core/portal-metadata.ts'
import { type Route, route } from '../route.ts'
import { DealFoundShape, PortalFieldsShape, portalFields } from '../schemas/portal.ts'

export type PortalDeps = {
  /** What is remembered of the portal. Throws `PortalError` when it is not known and cannot be asked. */
  portalCatalogue(): Promise<PortalMetadata & { users: PortalUser[] | null; readAt: string }>
  /** Throws `PortalError`. */
  findDeals(text: string): Promise<DealFound[]>
  /** Of those that are there and may be read. Throws `PortalError`. */
  contactNames(ids: readonly number[]): Promise<ReadonlyMap<number, string>>
}

const away = {
  502: 'The portal refuses; a person must act.',
  503: 'The portal does not answer; try again.',
}

const ids = z
  .string()
  .regex(/^[1-9]\d{0,14}(,[1-9]\d{0,14}){0,199}$/, 'up to 200 ids, parted by commas')
  .transform((text) => text.split(',').map(Number))

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
      handle: async () => ({ status: 200, body: portalFields(await deps.portalCatalogue()) }),
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
      handle: async ({ query }) => ({ status: 200, body: { items: await deps.findDeals(query.q) } }),
    }),
    route({
      method: 'get',
      path: '/api/contacts/names',
      summary: 'What contacts are called',
      access: 'viewer',
      query: z.strictObject({ ids: ids.meta({ type: 'string' }).describe('Up to 200 ids, parted by commas.') }),
      answers: {
        200: {
          description: 'Those that are there and may be read.',
          schema: z.object({ items: z.array(z.object({ id: z.number().int(), name: z.string() })) }),
        },
      },
      refusals: away,
      async handle({ query }) {
        const names = await deps.contactNames(query.ids)
        return { status: 200, body: { items: [...names].map(([id, name]) => ({ id, name })) } }
      },
    }),
  ]
}
