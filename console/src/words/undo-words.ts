import type { components } from '../api/schema.d.ts'
import type { Say } from '../languages/say.ts'
import { type Called, changesInWords } from './run-words.ts'

export type UndoPreview = components['schemas']['RevertPreview']
/** What came of the runs of an undo of many, in words of an undo: put back, left as it was, of a deal that is held, failed. */
export type UndoneCount = { outcome: 'undone' | 'already' | 'left' | 'held' | 'failed'; count: number }

export function undoneCounts(runs: Readonly<Record<string, number>>): UndoneCount[] {
  const counts: UndoneCount[] = [
    { outcome: 'undone', count: runs.applied ?? 0 },
    { outcome: 'already', count: runs.unchanged ?? 0 },
    { outcome: 'left', count: runs.skipped ?? 0 },
    { outcome: 'held', count: runs.quarantined ?? 0 },
    { outcome: 'failed', count: runs.failed ?? 0 },
  ]
  return counts.filter(({ outcome, count }) => count > 0 || outcome === 'undone')
}

/** What can be done about a run: it left everything as it was, nothing of it stands any more, or this is put back. */
export type UndoState = 'nothing-done' | 'nothing-left' | 'all' | 'part'

export function undoState({ hasChangedLinks, linksNow, linksAfter, needsForce }: UndoPreview): UndoState {
  if (!hasChangedLinks) return 'nothing-done'
  if (changesInWords({ linksBefore: linksNow, linksAfter }, (key) => key) === '') return 'nothing-left'
  return needsForce ? 'part' : 'all'
}

/** What somebody changed since the run, and who: a person, or another run. */
export function changedSinceInWords(
  change: UndoPreview['changedSince'][number],
  say: Say,
  called: Called = () => null,
): { who: string; what: string } {
  const name = called(change.contactId) ?? say('live.contact', { id: change.contactId })
  return {
    who: say(change.runId === null ? 'undo.byPeople' : 'undo.byRun'),
    what: say(`undo.since.${change.what}`, { who: name }),
  }
}
