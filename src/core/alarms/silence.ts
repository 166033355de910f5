/**
 * How long nothing has come, beside the same hours of the weeks before: Monday morning is compared with Monday mornings,
 * a night with nights.
 */
export type Silence = {
  /** When the last one came, or since when anybody has listened again, if that was later. */
  since: string
  /** How many came in the same time one, two and three weeks before. */
  earlier: readonly number[]
  /** People know of it: only one that comes shows that it is over. */
  isTold: boolean
}

/**
 * Since when nothing has come; null: nothing ever has. Where nobody listened in between it counts from then on, unless
 * people have been told: that somebody listens anew, as after a restart, brings nothing.
 */
export function silentSince({
  last,
  listening,
  toldSince,
}: {
  last: string | null
  listening: string | null
  toldSince: string | null
}): { since: string; isTold: boolean } | null {
  // What it was told of may have been erased by now, as whatever else is old.
  if (toldSince !== null && (last === null || last <= toldSince)) return { since: toldSince, isTold: true }
  if (last === null) return null
  return { since: listening !== null && listening > last ? listening : last, isTold: false }
}

export const weeksCompared = 3
const hourMs = 3_600_000
const weekMs = 7 * 24 * hourMs

/** The times that a silence is compared with: as long, so many weeks earlier. Newest first. */
export function timesToCompare(since: Date, until: Date): { from: Date; to: Date }[] {
  return Array.from({ length: weeksCompared }, (_, index) => {
    const back = (index + 1) * weekMs
    return { from: new Date(since.getTime() - back), to: new Date(until.getTime() - back) }
  })
}

/** Whether it has lasted so long that asking for the weeks before is worth while. */
export const isLong = (since: string, at: Date, leastHours: number): boolean =>
  at.getTime() - Date.parse(since) >= leastHours * hourMs

/**
 * Whether in each of the weeks before at least `least` came in that time. Cautious: one quiet week among them, as of
 * holidays or of an installation that is younger, and nothing is said. What has been said stands.
 */
export function isUnusual({ earlier, isTold }: Silence, least: number): boolean {
  return isTold || (earlier.length === weeksCompared && earlier.every((count) => count >= least))
}

const days = ['Sunday', 'Monday', 'Tuesday', 'Wednesday', 'Thursday', 'Friday', 'Saturday']

/** As `Tuesday 2026-11-24 09:12 UTC`. */
export function momentInWords(iso: string): string {
  const at = new Date(iso)
  return `${days[at.getUTCDay()]} ${at.toISOString().slice(0, 16).replace('T', ' ')} UTC`
}

/** As `5 hours` or `3 days`. */
export function lengthInWords(since: string, at: Date): string {
  const hours = Math.floor((at.getTime() - Date.parse(since)) / hourMs)
  return hours < 48 ? `${hours} hours` : `${Math.floor(hours / 24)} days`
}

/** What was usual, as `In the same hours of the last 3 weeks there were 120, 98 and 134`. */
export function usualInWords({ earlier }: Pick<Silence, 'earlier'>): string {
  const counts = earlier.map((count) => (count >= mostCounted ? `${mostCounted} or more` : String(count)))
  return `In the same hours of the last ${earlier.length} weeks there were ${counts.slice(0, -1).join(', ')} and ${counts.at(-1)}`
}

/** Nobody counts further than this. */
export const mostCounted = 1_000
