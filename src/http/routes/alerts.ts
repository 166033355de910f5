import { z } from 'zod'
import { type AlarmKind, type AlertChannel, alarmKinds, alertChannels } from '../../core/alarms/alert.ts'
import type { Page } from '../../core/turns/store.ts'
import { Refusal } from '../refusal.ts'
import { type Route, route } from '../route.ts'
import { AlertShape } from '../schemas/alert.ts'
import { pageOf, paging, period } from '../schemas/query.ts'

/** `from` (included) and `to` (not) bound `raisedAt`. */
export type AlertFilter = {
  isOpen?: boolean
  kind?: AlarmKind
  from?: Date
  to?: Date
  cursor?: string
  limit: number
}

export type AlertsDeps = {
  alerts: {
    /** Newest first. A cursor that it did not make: an error with the code `invalid_cursor`. */
    list(filter: AlertFilter): Promise<Page<AlertShape>>
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
        open: z
          .enum(['1', '0'], { error: 'give 1 or 0, or leave it out' })
          .exactOptional()
          .describe('1: only those that stand; 0: only those that are over.'),
        kind: z.enum(alarmKinds).exactOptional(),
        ...period,
      }),
      answers: { 200: { description: 'One page.', schema: pageOf(AlertShape) } },
      handle: async ({ query: { open, ...filter } }) => ({
        status: 200,
        body: await alerts.list({ ...filter, ...(open !== undefined && { isOpen: open === '1' }) }),
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
