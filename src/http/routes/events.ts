import { z } from 'zod'
import { eventStatuses, type JournalEvent, type Page } from '../../core/turns/store.ts'
import { type Route, route } from '../route.ts'
import { JournalEventShape } from '../schemas/event.ts'
import { IdText, pageOf, paging, period } from '../schemas/query.ts'

const query = z.strictObject({
  dealId: IdText.exactOptional(),
  status: z.enum(eventStatuses).exactOptional(),
  event: z
    .string()
    .regex(/^ON[A-Z0-9_]{1,62}$/i, 'an event name such as ONCRMDEALUPDATE')
    .transform((name) => name.toUpperCase())
    .pipe(z.string())
    .exactOptional(),
  ...period,
  ...paging,
})

/** `from` (included) and `to` (not) bound `receivedAt`. */
export type EventFilter = z.output<typeof query>

export type EventsDeps = {
  /** Newest first. A cursor that it did not make: an error with the code `invalid_cursor`. */
  listEvents(filter: EventFilter): Promise<Page<JournalEvent>>
}

export function eventsRoutes(deps: EventsDeps): Route[] {
  return [
    route({
      method: 'get',
      path: '/api/events',
      summary: 'The journal of events, newest first',
      access: 'viewer',
      query,
      answers: { 200: { description: 'One page.', schema: pageOf(JournalEventShape) } },
      handle: async ({ query }) => ({ status: 200, body: await deps.listEvents(query) }),
    }),
  ]
}
