import { nextTime } from '../rules/schedule.ts'

/** When something comes round by itself: never, after so long, or by a cron expression (UTC). */
export type SweepTimes = { kind: 'off' } | { kind: 'every'; ms: number } | { kind: 'cron'; schedule: string }

const units: Record<string, number> = { s: 1_000, m: 60_000, h: 3_600_000, d: 86_400_000 }

/** Reads `off`, a time as `10m` (s, m, h, d) or a cron expression of five fields; null: it is none of them. */
export function readSweepTimes(text: string): SweepTimes | null {
  if (text === 'off') return { kind: 'off' }
  const [, count, unit] = /^([1-9]\d{0,5})([smhd])$/.exec(text) ?? []
  if (count !== undefined && unit !== undefined) return { kind: 'every', ms: Number(count) * (units[unit] ?? 0) }
  if (text.split(/\s+/).length !== 5) return null
  try {
    return nextTime(text, new Date(0)) === null ? null : { kind: 'cron', schedule: text }
  } catch {
    return null
  }
}

/** The second time that it comes round after `since`; null: it does not. */
export function secondTime(times: SweepTimes, since: Date): Date | null {
  switch (times.kind) {
    case 'off':
      return null
    case 'every':
      return new Date(since.getTime() + 2 * times.ms)
    case 'cron': {
      const next = nextTime(times.schedule, since)
      return next && nextTime(times.schedule, next)
    }
    default:
      return times satisfies never
  }
}

/** Whether it is due again, `since` being its last time; one that is yet to come was noted by a clock that was ahead. */
export function isDue(times: SweepTimes, since: Date, now: Date): boolean {
  switch (times.kind) {
    case 'off':
      return false
    case 'every':
      return since > now || now.getTime() - since.getTime() >= times.ms
    case 'cron': {
      const next = nextTime(times.schedule, since > now ? new Date(0) : since)
      return next !== null && next <= now
    }
    default:
      return times satisfies never
  }
}
