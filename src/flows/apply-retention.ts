import {
  changesKeptDays,
  cutoffOf,
  type RetentionCounts,
  type RetentionPolicy,
  type RetentionSubject,
  retentionSubjects,
} from '../core/record/retention.ts'

type Page = { after: string | null; most: number }
type Erased = { erased: number; next: string | null }

export type ApplyRetentionDeps = {
  /** Puts on record that runs, or their traces, before these moments have expired; what has by now. */
  declare(wanted: { runsBefore: string | null; tracesBefore: string | null }): Promise<{
    runsBefore: string | null
    tracesBefore: string | null
  }>
  /** Traces of runs before this moment were erased by an earlier pass, all of them. */
  tracesErasedBefore: string | null
  /** Expired ones, after a moment. */
  eraseTraces(page: Page & { from: string | null }): Promise<Erased>
  eraseRuns(page: Page): Promise<Erased>
  /** All others by their own age. */
  eraseRows: Record<Exclude<RetentionSubject, 'traces' | 'runs'>, (page: Page & { before: Date }) => Promise<Erased>>
  now(): Date
}

/** Rows that are locked, and looked at, in one go. */
const atOnce = 200

/**
 * Erases what a policy keeps no longer, one page each time that it is asked, so that whoever asks can let other work go
 * first. Ends with what was erased. To stop in the middle and begin anew does no harm.
 */
export async function* applyRetention(
  deps: ApplyRetentionDeps,
  policy: RetentionPolicy,
): AsyncGenerator<void, { erased: RetentionCounts; tracesBefore: string | null }> {
  const now = deps.now()
  const personal = cutoffOf(policy.personalDataDays, now)
  const events = cutoffOf(policy.eventsDays, now)
  const changes = cutoffOf(Math.min(changesKeptDays, policy.eventsDays ?? changesKeptDays), now)
  const expired = await deps.declare({
    runsBefore: cutoffOf(policy.runsDays, now)?.toISOString() ?? null,
    tracesBefore: personal?.toISOString() ?? null,
  })
  const erased = noCounts()
  const { eraseRows } = deps
  const before = (subject: keyof typeof eraseRows, cutoff: Date | null) =>
    cutoff === null ? null : (page: Page) => eraseRows[subject]({ ...page, before: cutoff })
  const from = deps.tracesErasedBefore
  const steps: [RetentionSubject, ((page: Page) => Promise<Erased>) | null][] = [
    ['traces', expired.tracesBefore === null ? null : (page) => deps.eraseTraces({ ...page, from })],
    ['snapshots', before('snapshots', personal)],
    ['runs', expired.runsBefore === null ? null : deps.eraseRuns],
    ['events', before('events', events)],
    ['requests', before('requests', events)],
    ['changes', before('changes', changes)],
    ['jobs', before('jobs', personal)],
  ]
  for (const [subject, erase] of steps) {
    let after: string | null = null
    if (erase === null) continue
    do {
      const page: Erased = await erase({ after, most: atOnce })
      erased[subject] += page.erased
      after = page.next
      yield
    } while (after !== null)
  }
  return { erased, tracesBefore: expired.tracesBefore }
}

// Every subject is named once.
const noCounts = () => Object.fromEntries(retentionSubjects.map((subject) => [subject, 0])) as RetentionCounts
