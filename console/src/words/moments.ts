const steps: [Intl.RelativeTimeFormatUnit, number][] = [
  ['second', 60],
  ['minute', 60],
  ['hour', 24],
  ['day', 30],
  ['month', 12],
  ['year', Number.POSITIVE_INFINITY],
]

/** "3 minutes ago", in the language's own words. A moment ahead of `now` by a slow clock counts as now. */
export function ago(at: string, now: Date, language: string): string {
  let amount = Math.max(0, (now.getTime() - Date.parse(at)) / 1000)
  for (const [unit, size] of steps) {
    if (amount < size || size === Number.POSITIVE_INFINITY) {
      const format = new Intl.RelativeTimeFormat(language, { numeric: 'auto', style: 'short' })
      return format.format(-Math.floor(amount), unit)
    }
    amount /= size
  }
  return at
}

/** A day of the service's count, which counts days in UTC: "27 Nov 2026". */
export function dayInWords(day: string, language: string): string {
  const format = { year: 'numeric', month: 'short', day: 'numeric', timeZone: 'UTC' } as const
  return new Intl.DateTimeFormat(language, format).format(new Date(`${day}T00:00:00Z`))
}

/** To the second, in the viewer's zone, which is named. */
export function exactly(at: string, language: string, timeZone?: string): string {
  return new Intl.DateTimeFormat(language, {
    year: 'numeric',
    month: 'short',
    day: 'numeric',
    hour: '2-digit',
    minute: '2-digit',
    second: '2-digit',
    timeZoneName: 'short',
    timeZone,
  }).format(new Date(at))
}

/** How long something was so: "65 seconds", "2 minutes", to the nearest whole. */
export function lastedFor(seconds: number, language: string): string {
  const [unit, size] = spans.find(([, , upTo]) => seconds < upTo) ?? days
  const value = Math.max(1, Math.round(seconds / size))
  return new Intl.NumberFormat(language, { style: 'unit', unit, unitDisplay: 'long' }).format(value)
}

/** Unit, its seconds, and up to how many seconds it says enough. */
const spans = [
  ['second', 1, 90],
  ['minute', 60, 5_400],
  ['hour', 3_600, 129_600],
] as const
const days = ['day', 86_400] as const

/** "0.4 s", "12 ms". */
export function lasting(ms: number, language: string): string {
  const [value, unit] = ms < 1000 ? [Math.round(ms), 'millisecond'] : [ms / 1000, 'second']
  const format = { style: 'unit', unit, unitDisplay: 'short', maximumFractionDigits: 1 } as const
  return new Intl.NumberFormat(language, format).format(value)
}

/** The first and the last moment of local days, as the API takes them: `from` included, `to` not. */
export function dayBounds(from: string, to: string): { from?: string; to?: string } {
  return {
    ...(isDay(from) && { from: new Date(`${from}T00:00:00`).toISOString() }),
    ...(isDay(to) && { to: dayAfter(to).toISOString() }),
  }
}

/** The viewer's own day of a moment, as an address and the browser's field have it. */
export const dayOf = (at: string | Date): string => new Date(at).toLocaleDateString('sv')

export const isDay = (text: string) => /^\d{4}-\d\d-\d\d$/.test(text) && !Number.isNaN(Date.parse(text))

function dayAfter(day: string): Date {
  const date = new Date(`${day}T00:00:00`)
  date.setDate(date.getDate() + 1)
  return date
}

/** The viewer's midnight, so many days before the one that began the day of `now`. */
export function midnightBefore(now: Date, days: number): Date {
  const date = new Date(now)
  date.setHours(0, 0, 0, 0)
  date.setDate(date.getDate() - days)
  return date
}
