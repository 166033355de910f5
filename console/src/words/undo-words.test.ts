import { expect, test } from 'vitest'
import type { Link } from '../../../src/core/deal/link.ts'
import { sayIn } from '../languages/in-test.ts'
import { neighboursIn } from './run-neighbours.ts'
import { changedSinceInWords, type UndoPreview, undoneCounts, undoState } from './undo-words.ts'

const link = (contactId: number, isPrimary = true): Link => ({ contactId, sort: 10, isPrimary })
const preview = (of: Partial<UndoPreview>): UndoPreview => ({
  runId: 'a',
  dealId: 42,
  hasChangedLinks: true,
  linksNow: [link(7)],
  linksAfter: [],
  changedSince: [],
  revertedBy: null,
  needsForce: false,
  ...of,
})

test.each<[string, Partial<UndoPreview>]>([
  ['all', {}],
  ['part', { needsForce: true }],
  ['nothing-done', { hasChangedLinks: false }],
  ['nothing-left', { linksAfter: [link(7)], needsForce: true }],
])('what can be put back: %s', (state, of) => {
  expect(undoState(preview(of))).toBe(state)
})

test('an undo of many counts as undone only what was put back', () => {
  expect(undoneCounts({ applied: 5, skipped: 2 })).toEqual([
    { outcome: 'undone', count: 5 },
    { outcome: 'left', count: 2 },
  ])
  expect(undoneCounts({}), 'nothing has come of it yet').toEqual([{ outcome: 'undone', count: 0 }])
})

test('changes since are told with who made them', () => {
  const change = { contactId: 9, what: 'made-primary' as const, runId: null }
  expect(changedSinceInWords(change, sayIn('en'))).toEqual({ who: 'A person', what: 'made contact 9 the primary one' })
  expect(changedSinceInWords({ ...change, runId: 'b' }, sayIn('ru'), () => 'Анна Титова')).toEqual({
    who: 'Другой запуск',
    what: 'основной: Анна Титова',
  })
})

test.each([
  ['b', { older: 'c', newer: 'a' }],
  ['a', { older: 'b', newer: null }],
  ['c', { older: null, newer: 'b' }],
  ['x', { older: null, newer: null }],
])('beside %s', (id, expected) => {
  expect(neighboursIn([{ id: 'a' }, { id: 'b' }, { id: 'c' }], id)).toEqual(expected)
})
