import { z } from 'zod'

/**
 * Nothing here, and nothing on a portal, is older or later. Times beyond it are asked for all the same, as "since ever" and
 * "for ever", and an offset leads out of the calendar: databases know no year of five digits, and none before the first.
 */
const [first, last] = [Date.UTC(1970, 0, 1), Date.UTC(9998, 11, 31)]
const known = 'a date or time as ISO 8601 has it, such as 2026-08-21 or 2026-08-21T09:30:00Z'

/** A moment as ISO 8601 has it, in a document; a date is its midnight in UTC. */
export const isoMoment = z
  .union([z.iso.datetime({ offset: true }), z.iso.date()], { error: known })
  .refine((text) => Date.parse(text) >= first && Date.parse(text) <= last, 'a time between the years 1970 and 9998')

/** The nearest moment that can be looked for and kept. */
export function withinReach(moment: Date): Date {
  return new Date(Math.min(last, Math.max(first, moment.getTime())))
}
