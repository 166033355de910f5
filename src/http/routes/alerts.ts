import { z } from 'zod'
import { type AlertChannel, alertChannels } from '../../core/alert.ts'
import type { Page } from '../../core/store.ts'
import { Refusal } from '../refusal.ts'
import { type Route, route } from '../route.ts'
import { AlertShape } from '../schemas/alert.ts'
import { pageOf, paging } from '../schemas/query.ts'

export type AlertsDeps = {
  alerts: {
    /** Newest first. A cursor that it did not make: an error with the code `invalid_cursor`. */
    list(filter: { isOpen: boolean; cursor?: string; limit: number }): Promise<Page<AlertShape>>
    /** What came of a test on each channel that is configured. */
    test(): Promise<{ channel: AlertChannel; error: string | null }[]>
  }
}

export function alertsRoutes({ alerts }: AlertsDeps): Route[] {
  return [
    route({
      method: 'get',
      path: '/api/alerts',
      summary: 'What is alarming, and what was: newest first',
      description: 'Each with what to do and with what became of telling it by webhook, e-mail and in Bitrix24.',
      access: 'viewer',
      query: z.strictObject({
        ...paging,
        open: z.literal('1', { error: 'give 1, or leave it out' }).exactOptional().describe('Only those that stand.'),
      }),
      answers: { 200: { description: 'One page.', schema: pageOf(AlertShape) } },
      handle: async ({ query: { open, ...page } }) => ({
        status: 200,
        body: await alerts.list({ ...page, isOpen: open === '1' }),
      }),
    }),
    route({
      method: 'post',
      path: '/api/alerts/test',
      summary: 'Send a test alert over every channel that is configured',
      access: 'administrator',
      answers: {
        200: {
          description: 'What came of it.',
          schema: z.object({
            items: z.array(
              z.object({
                channel: z.enum(alertChannels),
                error: z.string().nullable().describe('Null: it was taken.'),
              }),
            ),
          }),
        },
      },
      refusals: { 409: 'No channel is configured.' },
      async handle() {
        const items = await alerts.test()
        if (items.length === 0) {
          const message =
            'Nobody is told of alerts: set ALERT_WEBHOOK_URL, ALERT_EMAIL_TO or ALERT_BITRIX24_USERS; docs/alerts.md says how.'
          throw new Refusal(409, 'no_channels', message)
        }
        return { status: 200, body: { items } }
      },
    }),
  ]
}
