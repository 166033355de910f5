import type { components } from '../api/schema.d.ts'
import type { Say } from '../languages/say.ts'
import { type Called, changesInWords } from './run-words.ts'

export type UndoPreview = components['schemas']['RevertPreview']
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
