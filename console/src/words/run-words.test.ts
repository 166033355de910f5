import { describe, expect, test } from 'vitest'
import type { Link } from '../../../src/core/deal/link.ts'
import type { RunSummary } from '../../../src/core/runs/run.ts'
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

test('a run of a rule in shadow says what it would have done', () => {
  const [rule] = run({}).rules
  const action = { type: 'attach' as const, contactIds: [7, 8], effect: 'shadow' as const, note: null, contacts: [] }
  const shadow = run({ status: 'shadow', rules: rule ? [{ ...rule, mode: 'shadow', actions: [action] }] : [] })
  expect(outcomeInWords(shadow, say)).toBe('would attach contacts 7, 8')
  expect(outcomeInWords(shadow, sayIn('ru'))).toBe('привязались бы контакты 7, 8')
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
])('%j came of: %s', (trigger, words) => {
  expect(triggerInWords(trigger, say)).toBe(words)
})
