import { describe, expect, test } from 'vitest'
import { blankRule } from './blank-rule.ts'
import { doubled, shapeOf, shifted, unwrapped, withChild, withKind, withoutNode, wrapped } from './condition-nodes.ts'
import { asText, changed, draftOf, redone, typed, undone } from './draft.ts'
import { rangeOf } from './json-positions.ts'
import { forgetDraft, keepDraft, keptDraft } from './kept-draft.ts'
import { keyOfName } from './key-of-name.ts'
import { valueAt, withEntry, withMoved, withValue } from './places.ts'

const leaf = (value: unknown) => ({ fact: 'deal', path: '$.stageId', operator: 'equal', value })
const [a, b, c] = [leaf('A'), leaf('B'), leaf('C')]
/** What the form has no field for. */
const odd = {
  fact: 'deal',
  path: '$..x',
  operator: 'not:swap:in',
  value: { fact: 'links' },
  params: { p: 1 },
  name: 'n',
}

describe('a draft is one document in two forms', () => {
  const rule = { ...blankRule('R', 'r'), $schema: './rule.schema.json', conditions: { all: [odd], priority: 3 } }

  test('what the form changes is in the text, and everything else is as it was', () => {
    const draft = changed(draftOf(rule), withValue(rule, ['name'], 'S'))
    expect(JSON.parse(draft.text)).toEqual({ ...rule, name: 'S' })
    expect(Object.keys(JSON.parse(draft.text))).toEqual(Object.keys(rule))
  })

  test('what is typed is in the form, and text that is none stays as it was typed', () => {
    const mended = typed(draftOf(rule), asText({ ...rule, name: 'S' }))
    expect(mended.document).toEqual({ ...rule, name: 'S' })
    const broken = typed(mended, '{"name": ')
    expect([broken.text, broken.document, broken.textFault !== null]).toEqual(['{"name": ', mended.document, true])
    expect(typed(broken, '[]').textFault).toBe('notAnObject')
    expect(typed(broken, asText(rule))).toMatchObject({ document: rule, textFault: null })
  })

  test('steps are undone and done again; one field typed in a row is one step', () => {
    const start = draftOf(rule)
    const named = ['S', 'Su', 'Sum'].reduce((draft, name) => changed(draft, { ...rule, name }, '/name'), start)
    const both = changed(named, { ...rule, name: 'Sum', priority: 5 }, '/priority')
    expect(undone(both).document).toEqual({ ...rule, name: 'Sum' })
    expect(undone(undone(both)).document).toEqual(rule)
    expect(redone(redone(undone(undone(both)))).document).toEqual(both.document)
    expect(undone(start)).toBe(start)
    expect(undone(typed(both, '{')).textFault).toBeNull()
  })
})

test('places are read, written, filled and moved without touching the rest', () => {
  const document = { on: ['A', 'B'], conditions: { all: [a, odd] } }
  expect(valueAt(document, ['conditions', 'all', 1, 'params', 'p'])).toBe(1)
  expect(valueAt(document, ['conditions', 'all', 'x'])).toBeUndefined()
  expect(withValue(document, ['on', 0], undefined)).toEqual({ ...document, on: ['B'] })
  expect(withValue(document, ['filter', 'isOpen'], true)).toEqual({ ...document, filter: { isOpen: true } })
  expect(withEntry(document, ['on'], 1, 'C')).toEqual({ ...document, on: ['A', 'C', 'B'] })
  expect(withMoved(document, ['on'], 0, 1)).toEqual({ ...document, on: ['B', 'A'] })
  expect(withMoved(document, ['on'], 0, 2)).toBe(document)
})

describe('conditions', () => {
  const document = { conditions: { name: 'n', all: [a, { any: [b, c] }] } }
  const conditions = (next: unknown) => valueAt(next, ['conditions'])
  test.each([
    ['one more', withChild(document, ['conditions'], c), { name: 'n', all: [a, { any: [b, c] }, c] }],
    [
      'one more in a group',
      withChild(document, ['conditions', 'all', 1], a),
      { name: 'n', all: [a, { any: [b, c, a] }] },
    ],
    ['another kind', withKind(document, ['conditions'], 'any'), { name: 'n', any: [a, { any: [b, c] }] }],
    ['turned around', withKind(document, ['conditions'], 'not'), { name: 'n', not: { all: [a, { any: [b, c] }] } }],
    ['taken away', withoutNode(document, ['conditions', 'all', 1]), { name: 'n', all: [a] }],
    ['moved', shifted(document, ['conditions', 'all', 0], 1), { name: 'n', all: [{ any: [b, c] }, a] }],
    ['not moved past the end', shifted(document, ['conditions', 'all', 1], 1), document.conditions],
    ['doubled', doubled(document, ['conditions', 'all', 0]), { name: 'n', all: [a, a, { any: [b, c] }] }],
    [
      'put into a group',
      wrapped(document, ['conditions', 'all', 0], 'not'),
      { name: 'n', all: [{ not: a }, { any: [b, c] }] },
    ],
    ['dissolved', unwrapped(document, ['conditions', 'all', 1]), { name: 'n', all: [a, b, c] }],
  ])('%s', (_, next, expected) => expect(conditions(next)).toEqual(expected))

  test('a “not” turned around and back is as it was', () => {
    const there = withKind(document, ['conditions'], 'not')
    expect(conditions(withKind(there, ['conditions'], 'all'))).toEqual(document.conditions)
  })

  test.each([
    [{ all: [a] }, 'all'],
    [{ not: a }, 'not'],
    [a, 'test'],
    [{ all: 'x' }, 'odd'],
    [{ all: [], any: [] }, 'odd'],
    ['x', 'odd'],
    [undefined, 'odd'],
  ])('%j is shown as %s', (node, kind) => expect(shapeOf(node, []).kind).toBe(kind))
})

test.each([
  [['name'], '"name": "x"'],
  [['conditions', 'all', 1], '2'],
  [['conditions', 'all', 0, 'fact'], '"fact": "deal"'],
  [['conditions', 'all', 0, 'gone'], '{"fact": "deal"}'],
  [['gone'], '{"name": "x",'],
])('a fault at %j is marked at its text', (place, marked) => {
  const text = '{"name": "x",\n"conditions": {"all": [{"fact": "deal"}, 2]}}'
  const { from, to } = rangeOf(text, place)
  expect(text.slice(from, to)).toBe(marked)
})

test.each([
  ["Attach the company's contact", 'attach-the-company-s-contact'],
  ['Привязать контакт компании', 'privyazat-kontakt-kompanii'],
  ['Größe  über 5', 'grosse-uber-5'],
  ['!!!', 'rule'],
  ['taken', 'taken-2'],
])('a rule called %s has the key %s', (name, key) => expect(keyOfName(name, new Set(['taken']))).toBe(key))

test('a draft that was taken away is there again, but not on top of another version', () => {
  const kept = new Map<string, string>()
  const drafts = {
    getItem: (name: string) => kept.get(name) ?? null,
    setItem: (name: string, value: string) => void kept.set(name, value),
    removeItem: (name: string) => void kept.delete(name),
  }
  keepDraft(drafts, 'r', 3, '{"half')
  expect([keptDraft(drafts, 'r', 3), keptDraft(drafts, 'r', 4), keptDraft(drafts, 's', 3)]).toEqual([
    '{"half',
    null,
    null,
  ])
  forgetDraft(drafts, 'r')
  expect(keptDraft(drafts, 'r', 3)).toBeNull()
  kept.set('bindery-draft:r', 'broken')
  expect(keptDraft(drafts, 'r', 3)).toBeNull()
})
