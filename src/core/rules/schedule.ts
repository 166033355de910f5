import { Cron } from 'croner'
import type { Fault } from './leaf-faults.ts'

/** Schedules are in UTC: a webhook does not tell the portal's time zone, and an hour that comes twice has one meaning. */
const timezone = 'UTC'

/** The first time after that moment that the cron expression names; null when there is none. Throws on a malformed one. */
export function nextTime(schedule: string, after: Date): Date | null {
  return new Cron(schedule, { timezone, paused: true }).nextRun(after)
}

/** What is wrong with a rule's schedule and its filter, whatever else the document holds. */
export function scheduleFaults(document: unknown): Fault[] {
  // A list has a `filter` of its own.
  if (typeof document !== 'object' || document === null || Array.isArray(document)) return []
  const { schedule, filter } = document as { schedule?: unknown; filter?: unknown }
  if (schedule === undefined) {
    return filter === undefined ? [] : [{ path: '/filter', message: 'a filter belongs to a schedule; give one' }]
  }
  const missing =
    filter === undefined ? [{ path: '/filter', message: 'is missing: say which deals; {} is all of them' }] : []
  return [...(typeof schedule === 'string' ? cronFaults(schedule) : []), ...missing]
}

function cronFaults(schedule: string): Fault[] {
  const wrong = (message: string) => [{ path: '/schedule', message }]
  if (schedule.trim().split(/\s+/).length !== 5) {
    return wrong(
      'must be a cron expression of five fields (minute, hour, day, month, weekday), in UTC, as "0 6 * * 1-5"',
    )
  }
  try {
    const first = nextTime(schedule, someDay)
    return first === null ? wrong('names no time that ever comes') : []
  } catch {
    return wrong('is not a cron expression; "0 6 * * 1-5" is six o’clock UTC on working days')
  }
}

/** Any day does: five fields know no year. */
const someDay = new Date('2026-01-01T00:00:00Z')
