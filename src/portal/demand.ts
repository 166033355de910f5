/** How much is asked at present. */
export type Demand = {
  /** One question or call was asked for. */
  note(at: number, isUrgent: boolean): void
  /** How many of the last four seconds, any urgency. */
  lately(now: number): number
  /** When the last one was asked for; never: minus infinity. */
  lastAt(): number
  lastUrgentAt(): number
}

const windowMs = 4_000
/** Counted together, as a burst asks thousands of times. */
const stepMs = 100

export function createDemand(): Demand {
  let steps: { until: number; count: number }[] = []
  let last = Number.NEGATIVE_INFINITY
  let lastUrgent = Number.NEGATIVE_INFINITY
  return {
    note(at, isUrgent) {
      last = at
      if (isUrgent) lastUrgent = at
      const step = steps.at(-1)
      if (step !== undefined && at < step.until) step.count += 1
      else steps = [...steps.filter(({ until }) => until > at - windowMs), { until: at + stepMs, count: 1 }]
    },
    lately: (now) => steps.reduce((sum, { until, count }) => (until > now - windowMs ? sum + count : sum), 0),
    lastAt: () => last,
    lastUrgentAt: () => lastUrgent,
  }
}
