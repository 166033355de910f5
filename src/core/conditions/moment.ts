import { remembering } from './remembering.ts'

/** Dates as rules compare them. Bitrix24 writes ISO 8601 with the server's offset; a value may also be a bare day. */
export type Moment = Readonly<{ kind: 'day'; day: string } | { kind: 'instant'; ms: number; day: string }>

const isoDay = /^\d{4}-\d{2}-\d{2}$/
const isoTime = /^(\d{4}-\d{2}-\d{2})[T ]\d{2}:\d{2}(:\d{2}(\.\d+)?)?(Z|[+-]\d{2}:?\d{2})?$/

/** Reads a date or time; undefined for anything else. A time without an offset counts as UTC. */
export function readMoment(value: unknown): Moment | undefined {
  return typeof value === 'string' ? momentIn(value) : undefined
}

const momentIn = remembering((value: string): Moment | undefined => {
  if (isoDay.test(value)) return Number.isNaN(Date.parse(value)) ? undefined : { kind: 'day', day: value }
  const match = isoTime.exec(value)
  if (match === null) return undefined
  const ms = Date.parse(match[4] === undefined ? `${value.replace(' ', 'T')}Z` : value.replace(' ', 'T'))
  return Number.isNaN(ms) ? undefined : { kind: 'instant', ms, day: match[1] ?? '' }
})

/** Below 0 when `a` is earlier. Against a bare day, the day as the portal writes it counts, not the hour. */
export function compareMoments(a: Moment, b: Moment): number {
  if (a.kind === 'instant' && b.kind === 'instant') return a.ms - b.ms
  return a.day < b.day ? -1 : a.day > b.day ? 1 : 0
}

export type Duration = Readonly<{ months: number; days: number; ms: number }>

const isoDuration =
  /^P(?=.)(?:(\d+)Y)?(?:(\d+)M)?(?:(\d+)W)?(?:(\d+)D)?(?:T(?=.)(?:(\d+)H)?(?:(\d+)M)?(?:(\d+(?:\.\d+)?)S)?)?$/

/** Reads an ISO 8601 duration such as "P30D" or "PT2H"; undefined for anything else. */
export function readDuration(value: unknown): Duration | undefined {
  return typeof value === 'string' ? durationIn(value) : undefined
}

const durationIn = remembering((value: string): Duration | undefined => {
  const match = isoDuration.exec(value)
  if (match === null) return undefined
  const [years, months, weeks, days, hours, minutes, seconds] = match.slice(1).map((part) => Number(part ?? 0))
  return {
    months: (years ?? 0) * 12 + (months ?? 0),
    days: (weeks ?? 0) * 7 + (days ?? 0),
    ms: ((hours ?? 0) * 3600 + (minutes ?? 0) * 60 + (seconds ?? 0)) * 1000,
  }
})

const dayMs = 86_400_000

/** That long before `now`, by the calendar in UTC; a day that the month lacks becomes its last. Invalid before all time. */
export function before(now: Date, duration: Duration): Date {
  if (duration.months === 0) return new Date(now.getTime() - duration.days * dayMs - duration.ms)
  const day = now.getUTCDate()
  const date = new Date(now)
  date.setUTCDate(1)
  date.setUTCMonth(date.getUTCMonth() - duration.months)
  const lastDay = new Date(Date.UTC(date.getUTCFullYear(), date.getUTCMonth() + 1, 0)).getUTCDate()
  date.setUTCDate(Math.min(day, lastDay))
  date.setUTCDate(date.getUTCDate() - duration.days)
  return new Date(date.getTime() - duration.ms)
}
