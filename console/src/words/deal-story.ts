import { linkDifference } from '../../../src/core/deal/link-difference.ts'
import type { DealStory, JournalEvent, RunSummary } from '../api/client.ts'

export type StoryEntry =
  | { kind: 'run'; id: string; at: string; run: RunSummary }
  | { kind: 'event'; id: string; at: string; event: JournalEvent }
  /** Somebody else changed the links between two runs; `at`: when the later one saw it. */
  | { kind: 'people'; id: string; at: string; change: Pick<RunSummary, 'linksBefore' | 'linksAfter'> }
  | { kind: 'release'; id: string; at: string; by: string }

/** What happened to a deal in one line of time, newest first. */
export function storyOf({ runs, events, releases }: Pick<DealStory, 'runs' | 'events' | 'releases'>): StoryEntry[] {
  const entries: StoryEntry[] = [
    ...runs.map((run) => ({ kind: 'run' as const, id: run.id, at: run.startedAt, run })),
    ...peoplesChanges(runs),
    ...releases.map(({ releasedAt, releasedBy }) => ({
      kind: 'release' as const,
      id: `release ${releasedAt}`,
      at: releasedAt,
      by: releasedBy,
    })),
    ...events.map((event) => ({ kind: 'event' as const, id: event.id, at: event.receivedAt, event })),
  ]
  // What comes first here is the later one where times are the same: a run answers events and sees what was changed.
  return entries.toSorted((a, b) => Date.parse(b.at) - Date.parse(a.at))
}

/** What the links were like at a run's start and not at the end of the one before: no run did that. */
function peoplesChanges(runs: readonly RunSummary[]): StoryEntry[] {
  // Others may have ended before they had seen the links.
  const seeing = runs.filter(({ status }) => status !== 'failed' && status !== 'skipped')
  return seeing.flatMap((run, index) => {
    const before = seeing[index + 1]
    if (before === undefined) return []
    const change = { linksBefore: before.linksAfter, linksAfter: run.linksBefore }
    const { linked, removed, primary, isReordered } = linkDifference(change.linksBefore, change.linksAfter)
    const isChanged = linked.length > 0 || removed.length > 0 || primary !== null || isReordered
    return isChanged ? [{ kind: 'people' as const, id: `people ${run.id}`, at: run.startedAt, change }] : []
  })
}
