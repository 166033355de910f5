import { z } from 'zod'
import { type Route, route } from '../route.ts'
import { IdText } from '../schemas/query.ts'

export type NamesDeps = {
  names: {
    /** As last seen here; those that are not known are left out. */
    deals(ids: readonly number[]): Promise<Map<number, string>>
    /** As the portal tells; those that are not known by now are left out. */
    contacts(ids: readonly number[]): Promise<Map<number, string>>
  }
}

const mostIds = 200
const ids = z
  .string()
  .max(4_000, 'too long')
  .transform((text) => text.split(','))
  .pipe(z.array(IdText).max(mostIds, `at most ${mostIds} ids`))
  .meta({ description: 'Ids with commas between.' })
  .exactOptional()

export function namesRoutes({ names }: NamesDeps): Route[] {
  return [
    route({
      method: 'get',
      path: '/api/names',
      summary: 'What deals and contacts are called',
      description:
        'For people to read. Titles of deals are those that their last run saw. Names of contacts are asked of the portal, with little urgency, and remembered for ten minutes; what is not known within some seconds is left out, so ask again later.',
      access: 'viewer',
      query: z.strictObject({ deals: ids, contacts: ids }),
      answers: {
        200: {
          description: 'Those that are known.',
          schema: z.object({
            deals: z.array(z.object({ id: z.number().int(), title: z.string() })),
            contacts: z.array(z.object({ id: z.number().int(), name: z.string() })),
          }),
        },
      },
      async handle({ query: { deals = [], contacts = [] } }) {
        const [titles, called] = await Promise.all([names.deals(deals), names.contacts(contacts)])
        const body = {
          deals: [...titles].map(([id, title]) => ({ id, title })),
          contacts: [...called].map(([id, name]) => ({ id, name })),
        }
        return { status: 200, body }
      },
    }),
  ]
}
