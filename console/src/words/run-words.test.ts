import { describe, expect, test } from 'vitest'
import type { Link } from '../../../src/core/deal/link.ts'
import { type ActionResult, type ContactEffect, effectsByRank, type RunSummary } from '../../../src/core/runs/run.ts'
import { aRun, withoutTraces } from '../../../test/http/examples.ts'
import { sayIn } from '../languages/in-test.ts'
import { changesInWords, outcomeInWords, runSentence, triggerInWords } from './run-words.ts'

/** "7* 9": contacts in order, the star marks the primary one. */
const links = (text: string): Link[] =>
  text
    .split(' ')
    .filter((word) => word !== '')
    .map((word, index) => ({
      contactId: Number.parseInt(word, 10),
      sort: (index + 1) * 10,
      isPrimary: word.endsWith('*'),
    }))
const run = (of: Partial<RunSummary>): RunSummary => ({ ...withoutTraces(aRun()), ...of })
const say = sayIn('en')

describe('what changed', () => {
  test.each([
    ['', '7*', '+ contact 7 ★ primary'],
    ['9', '7*', '+ contact 7 ★ primary, − contact 9'],
    ['7* 9', '7* 9 11', '+ contact 11'],
    ['7* 9', '7*', '− contact 9'],
    ['7* 9', '7 9*', '★ contact 9 made primary'],
    ['7* 9 11', '7* 11 9', 'order changed'],
    ['7*', '7*', ''],
  ])('%s → %s: %s', (before, after, words) => {
    expect(changesInWords({ linksBefore: links(before), linksAfter: links(after) }, say)).toBe(words)
  })
})

test.each([
  [{ status: 'unchanged' as const }, 'the links already are what the rules want'],
  [{ status: 'unmatched' as const }, 'no rule matched'],
  [{ status: 'quarantined' as const }, 'held: the links of this deal keep swinging'],
  [{ status: 'failed' as const, linksAfter: [], linksBefore: [], error: { code: 'x', message: 'expired' } }, 'expired'],
  [{ status: 'failed' as const, linksBefore: [], linksAfter: links('7') }, '+ contact 7; failed'],
  [
    { status: 'applied' as const, linksBefore: links('7'), linksAfter: links('7') },
    'wrote, and the links are as before',
  ],
])('outcome of %j', (of, words) => {
  expect(outcomeInWords(run(of), say)).toBe(words)
})

type Told = Partial<Record<ContactEffect['effect'], number[]>>
/** What an action in shadow came to, by the effects on its contacts. */
const would = (type: ActionResult['type'], told: Told, note: string | null = null): ActionResult => {
  const contacts = effectsByRank.flatMap((effect) =>
    (told[effect] ?? []).map((contactId) => ({ contactId, effect, by: null })),
  )
  return { type, contactIds: contacts.map(({ contactId }) => contactId), effect: 'shadow', note, contacts }
}
const inShadow = (key: string, ...actions: ActionResult[]) => ({
  ...{ key, version: 1, mode: 'shadow' as const, matched: true, actions },
})
const shadowed = (found: string, ...rules: RunSummary['rules']) =>
  run({ status: 'shadow', linksBefore: links(found), linksAfter: links(found), rules })

describe('a run of rules in shadow says what they would have changed, and no more', () => {
  const primary8 = 'would make contact 8 primary'
  test.each<[string, string, ActionResult[], string, string]>([
    ['links', '', [would('attach', { shadow: [7, 8] })], 'would attach contacts 7, 8', 'привязались бы контакты 7, 8'],
    [
      'a link beside some that are there',
      '7* 9',
      [would('attach', { shadow: [8], already: [7, 9] })],
      'would attach contact 8',
      'привязался бы контакт 8',
    ],
    [
      'only the primary, of one that is linked',
      '7* 8',
      [would('attach', { shadow: [8] }, primary8)],
      'would make contact 8 primary',
      'основным стал бы контакт 8',
    ],
    [
      'a link that is the primary one, beside another',
      '9*',
      [would('attach', { shadow: [8, 7] }, primary8)],
      'would attach contact 8 as the primary one, would attach contact 7',
      'привязался бы контакт 8 как основной, привязался бы контакт 7',
    ],
    [
      'nothing of one that is not there',
      '7*',
      [would('detach', { shadow: [7], 'not-found': [8], already: [9] })],
      'would remove contact 7',
      'отвязался бы контакт 7',
    ],
    [
      'the one who would be primary, not all that were named',
      '7* 8 9',
      [{ ...would('setPrimary', { shadow: [8] }, primary8), contactIds: [5, 8, 9] }],
      'would make contact 8 primary',
      'основным стал бы контакт 8',
    ],
    [
      'of a replacement what differs',
      '7* 9',
      [{ ...would('replace', { shadow: [8, 9], already: [7] }), contactIds: [7, 8] }],
      'would attach contact 8, would remove contact 9',
      'привязался бы контакт 8, отвязался бы контакт 9',
    ],
    [
      'of a replacement the one new primary, not whoever is moved as well',
      '9* 7 8',
      [{ ...would('replace', { shadow: [8, 7, 9] }, primary8), contactIds: [8, 7] }],
      'would remove contact 9, would make contact 8 primary',
      'отвязался бы контакт 9, основным стал бы контакт 8',
    ],
    [
      'another order',
      '7* 8',
      [would('replace', { shadow: [8, 7] })],
      'would change the order of the contacts',
      'изменился бы порядок контактов',
    ],
    [
      'whom a clearing takes out',
      '7* 8',
      [would('clear', { shadow: [7, 8] })],
      'would remove contacts 7, 8',
      'отвязались бы контакты 7, 8',
    ],
    [
      'more than one thing at once',
      '7* 9',
      [would('detach', { shadow: [7, 9] }), would('attach', { shadow: [8] }, primary8)],
      'would attach contact 8 as the primary one, would remove contacts 7, 9',
      'привязался бы контакт 8 как основной, отвязались бы контакты 7, 9',
    ],
  ])('%s', (_, found, actions, english, russian) => {
    const told = shadowed(found, inShadow('tried', ...actions))
    expect(outcomeInWords(told, say)).toBe(english)
    expect(outcomeInWords(told, sayIn('ru'))).toBe(russian)
  })

  test('of several rules each contact once, and of two that contradict each other the first', () => {
    const told = shadowed(
      '5* 6',
      inShadow('one', would('attach', { shadow: [7] }), would('detach', { shadow: [6] })),
      inShadow('two', would('attach', { shadow: [7, 8] }, primary8), would('setPrimary', { shadow: [6] })),
    )
    expect(outcomeInWords(told, say)).toBe(
      'would attach contact 8 as the primary one, would attach contact 7, would remove contact 6',
    )
  })

  test('nothing where all of it is so already, whoever was selected', () => {
    const settled = { ...would('attach', { already: [7, 8] }), effect: 'already' as const }
    const told = { ...shadowed('7* 8', inShadow('tried', settled)), status: 'unchanged' as const }
    expect(outcomeInWords(told, say)).toBe('the links already are what the rules want')
  })

  test.each([
    [
      'what a person undid before',
      { already: [7], yielded: [8], 'not-found': [9] },
      'yielded',
      'left alone: a person undid it before',
    ],
    [
      'whom the portal does not have',
      { already: [7], 'not-found': [9] },
      'not-found',
      'left: a contact that a rule wants does not exist or cannot be read',
    ],
    ['nobody was selected', {}, 'nothing-selected', 'the rules that match selected nobody'],
    ['another rule prevailed', { overruled: [8] }, 'overruled', 'the links already are what the rules want'],
  ] as [string, Told, ActionResult['effect'], string][])('why they were left: %s', (_, came, effect, words) => {
    const left = { ...would('attach', came), effect }
    const told = { ...shadowed('7*', inShadow('tried', left)), status: 'unchanged' as const }
    expect(outcomeInWords(told, say)).toBe(words)
  })

  test('that they would have changed something, where nothing more is on record', () => {
    expect(outcomeInWords(shadowed('7*', inShadow('tried', would('attach', {}))), say)).toBe(
      'would have changed the links',
    )
  })

  test('the sentence of the run tells the same', () => {
    const told = shadowed('7*', inShadow('tried', would('attach', { shadow: [8], already: [7] })))
    expect(runSentence(told, () => 'All contacts', say, 'en')).toBe(
      'On deal 42 the rule “All contacts” would attach contact 8 (deal updated); nothing was written.',
    )
  })
})

test('the sentence says what, by which rule, why and at what cost', () => {
  const told = run({ linksBefore: [], linksAfter: links('7*') })
  const name = () => 'Primary contact'
  expect(runSentence(told, name, say, 'en')).toBe(
    'On deal 42 the rule “Primary contact” linked contact 7 as the primary one (deal updated; 1 sec, 1 write).',
  )
  expect(runSentence(told, name, sayIn('ru'), 'ru')).toBe(
    'В сделке 42 по правилу «Primary contact»: привязан контакт 7 как основной (сделка изменена; 1 с, 1 запись).',
  )
})

test('the sentence is about the rules that did something, not about those that matched and found it done', () => {
  const [rule] = run({}).rules
  const did = (key: string, effect: 'applied' | 'already') => ({
    ...(rule ?? { version: 1, mode: 'live' as const }),
    key,
    matched: true,
    actions: [{ type: 'attach' as const, contactIds: [7], effect, note: null, contacts: [] }],
  })
  const told = run({ linksAfter: links('7*'), rules: [did('idle', 'already'), did('busy', 'applied')] })
  expect(runSentence(told, (key) => key, say, 'en')).toContain('the rule “busy” linked contact 7')
})

test('a rule in shadow is named for what it would do, never for what a run did', () => {
  const [rule] = run({}).rules
  const tried = { ...(rule ?? { version: 1 }), key: 'tried', mode: 'shadow' as const, matched: true, actions: [] }
  const told = run({ linksAfter: links('7*'), rules: [tried] })
  expect(runSentence(told, (key) => key, say, 'en')).not.toContain('tried')
  expect(runSentence({ ...told, status: 'shadow' }, (key) => key, say, 'en')).toContain('tried')
})

test.each([
  [{ type: 'event' as const, events: ['ONCRMDEALADD', 'ONCRMDEALUPDATE'], eventIds: [] }, 'deal added, deal updated'],
  [{ type: 'event' as const, events: ['ONSOMETHING'], eventIds: [] }, 'ONSOMETHING'],
  [{ type: 'manual' as const, events: [], eventIds: [] }, 'Asked for by hand'],
  [
    { type: 'revert' as const, events: [], eventIds: [], requestedBy: ['Ada', 'start'] },
    'Undone by hand: Ada, start of the service',
  ],
])('%j came of: %s', (trigger, words) => {
  expect(triggerInWords(trigger, say)).toBe(words)
})
