import { describe, expect, test } from 'vitest'
import type { Link } from '../../src/core/link.ts'
import { changesInWords, runInWords, triggerInWords, valueInWords } from '../../src/http/pages/words.ts'
import { aRun } from './examples.ts'

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

describe('a run in words', () => {
  test.each([
    ['', '7*', 'linked contact 7 (primary)'],
    ['9', '7*', 'linked contact 7 (primary), removed 9'],
    ['7*', '7* 8 9', 'linked contacts 8, 9'],
    ['7* 8 9', '7*', 'removed contacts 8, 9'],
    ['7* 8', '8*', 'removed contact 7, made contact 8 primary'],
    ['7* 8', '7 8*', 'made contact 8 primary'],
    ['7* 8', '8 7*', 'changed the order of the contacts'],
    ['7*', '7*', ''],
    ['7*', '', 'removed contact 7'],
  ])('from "%s" to "%s": %s', (before, after, words) => {
    expect(changesInWords(links(before), links(after))).toBe(words)
  })

  test.each([
    ['applied', 'linked contact 7 (primary), removed 9'],
    ['unchanged', 'nothing to do: the links are what the rules want'],
    ['unmatched', 'no rule matched'],
    ['failed', 'linked contact 7 (primary), removed 9, then failed'],
    ['skipped', 'skipped'],
    ['quarantined', 'held back: the links of this deal keep swinging'],
  ] as const)('%s: %s', (status, words) => {
    expect(runInWords(aRun({ status }))).toBe(words)
  })

  test('in shadow, what it would have done', () => {
    const rules = aRun().rules.map((rule) => ({
      ...rule,
      actions: rule.actions.map((action) => ({ ...action, effect: 'shadow' as const })),
    }))
    expect(runInWords(aRun({ status: 'shadow', rules }))).toBe('nothing changed; in shadow: would attach 7')
  })

  test.each([
    [{ type: 'event', events: ['ONCRMDEALADD', 'ONOTHER'], eventIds: [] }, 'deal created, ONOTHER'],
    [{ type: 'sweep', events: [], eventIds: [] }, 'periodic sweep'],
    [{ type: 'manual', events: [], eventIds: [] }, 'asked for by hand'],
  ] as const)('because of %j', (trigger, words) => {
    expect(triggerInWords({ ...trigger, events: [...trigger.events], eventIds: [] })).toBe(words)
  })

  test('a long value is cut', () => {
    expect(valueInWords('x'.repeat(300))).toHaveLength(201)
    expect(valueInWords(undefined)).toBe('nothing')
  })
})
