import { z } from 'zod'
import { isoMoment } from '../../core/deal/iso-moment.ts'
import { type DayStatement, outageKinds } from '../../core/sweeps/completeness.ts'
import { badRequest } from '../refusal.ts'
import { type Route, route } from '../route.ts'

const count = z.number().int().nonnegative()
const day = z.iso
  .date('a day, as 2026-08-21')
  .refine((text) => isoMoment.safeParse(text).success, 'a day between the years 1970 and 9998')

const Day = z
  .object({
    day: z.string().describe('In UTC.'),
    changed: count.describe('Deals that changed, by the portal’s word; the last change of a deal decides on its day.'),
    received: count.describe('Of these, deals that events had told of.'),
    healed: count.describe('Deals that no event had told of, that a sweep found, and that were run.'),
    failed: count.describe('As those, but their run failed.'),
    open: count.describe('As those, and they wait for their run.'),
    unheard: count.describe('Deals that no event had told of and no live or shadow rule wants to hear of.'),
    events: count.describe('Events that were taken in on that day, of whatever kind.'),
    sweptUntil: z.string().nullable().describe('Changes of that day have been looked at up to then; null: not at all.'),
    isComplete: z.boolean().describe('Sweeps have looked at the whole day.'),
    outages: z.array(
      z.object({
        kind: z.enum(outageKinds).describe('stopped: nobody was there; database: events were kept aside or refused.'),
        startedAt: z.string(),
        endedAt: z.string(),
        spooled: count.describe('Events that were kept aside and taken in later.'),
        refused: count.describe('Events that were turned away.'),
      }),
    ),
  })
  .meta({ id: 'DayStatement' })

export type CompletenessDeps = {
  /** Both days included, oldest first. */
  completeness(span: { from: string; to: string }): Promise<DayStatement[]>
  now(): Date
}

const mostDays = 92
const dayMs = 86_400_000
const dayOf = (at: number) => new Date(at).toISOString().slice(0, 10)

export function completenessRoutes(deps: CompletenessDeps): Route[] {
  return [
    route({
      method: 'get',
      path: '/api/completeness',
      summary: 'Day by day, what changed in the portal and what became of it here',
      description: 'From what sweeps found and the journal holds; what no sweep has looked at yet is not in it.',
      access: 'viewer',
      query: z.strictObject({
        from: day.exactOptional().describe('The first day, in UTC; left out: a week before the last.'),
        to: day.exactOptional().describe('The last day; left out: today.'),
      }),
      answers: { 200: { description: 'Oldest day first.', schema: z.object({ items: z.array(Day) }) } },
      async handle({ query }) {
        const to = query.to ?? dayOf(deps.now().getTime())
        const from = query.from ?? dayOf(Date.parse(to) - 6 * dayMs)
        const days = (Date.parse(to) - Date.parse(from)) / dayMs + 1
        if (days < 1) throw badRequest([{ path: '/from', message: 'lies after "to"' }])
        if (days > mostDays) throw badRequest([{ path: '/from', message: `more than ${mostDays} days before "to"` }])
        return { status: 200, body: { items: await deps.completeness({ from, to }) } }
      },
    }),
  ]
}
