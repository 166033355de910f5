import type { Activity } from '../api/client.ts'
import { midnightBefore } from './moments.ts'

export const periods = ['day', 'week', 'month'] as const
export type Period = (typeof periods)[number]

const hourMs = 3_600_000

/** What to ask the API for: whole hours of the viewer up to this one, or whole days up to today. */
export function activityQuery(period: Period, now: Date): { from: string; step: 'hour' | 'day' } {
  if (period === 'day') {
    const thisHour = new Date(now).setMinutes(0, 0, 0)
    return { from: new Date(thisHour - 23 * hourMs).toISOString(), step: 'hour' }
  }
  return { from: midnightBefore(now, period === 'week' ? 6 : 29).toISOString(), step: 'day' }
}

/** The day so far, by the viewer's clock. */
export const todayQuery = (now: Date) => ({ from: midnightBefore(now, 0).toISOString(), step: 'hour' as const })

/** What runs came to, as people tell them apart; each is a line of the chart. */
export const outcomes = ['changed', 'would', 'already', 'none', 'skipped', 'person'] as const
export type Outcome = (typeof outcomes)[number]

const statusesOf: Record<Outcome, readonly string[]> = {
  changed: ['applied'],
  would: ['shadow'],
  already: ['unchanged'],
  none: ['unmatched'],
  skipped: ['skipped'],
  person: ['failed', 'quarantined'],
}

/** Runs of one outcome in each step. */
export const countsOf = (items: Activity['items'], outcome: Outcome): number[] =>
  items.map(({ runs }) => statusesOf[outcome].reduce((sum, status) => sum + (runs[status] ?? 0), 0))

/** Outcomes that there were at all, so that nothing is drawn or told that did not happen. */
export const outcomesIn = (items: Activity['items']): Outcome[] =>
  outcomes.filter((outcome) => countsOf(items, outcome).some((count) => count > 0))

/** What a step is called: "14:00", or "21 Aug". */
export function stepName(from: string, period: Period, language: string): string {
  const format: Intl.DateTimeFormatOptions =
    period === 'day' ? { hour: '2-digit', minute: '2-digit' } : { day: 'numeric', month: 'short' }
  return new Intl.DateTimeFormat(language, format).format(new Date(from))
}
