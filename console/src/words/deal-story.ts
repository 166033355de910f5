import type { DealStory, JournalEvent, RunSummary } from '../api/client.ts'

export type StoryEntry =
  | { kind: 'run'; id: string; at: string; run: RunSummary }
  | { kind: 'event'; id: string; at: string; event: JournalEvent }

/** Runs and events of a deal in one line of time, newest first; at the same moment the run answers the event. */
export function storyOf({ runs, events }: Pick<DealStory, 'runs' | 'events'>): StoryEntry[] {
  const entries: StoryEntry[] = [
    ...runs.map((run) => ({ kind: 'run' as const, id: run.id, at: run.startedAt, run })),
    ...events.map((event) => ({ kind: 'event' as const, id: event.id, at: event.receivedAt, event })),
  ]
  return entries.toSorted((a, b) => Date.parse(b.at) - Date.parse(a.at))
}
