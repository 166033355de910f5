import { expect, test } from 'vitest'
import type { Link } from '../../src/core/deal/link.ts'
import type { ActionResult, ContactEffect } from '../../src/core/runs/run.ts'
import { matchedInWords } from '../../src/core/trials/matched-in-words.ts'

/** In order; the first is primary. */
const links = (...ids: number[]): Link[] =>
  ids.map((contactId, index) => ({ contactId, sort: (index + 1) * 10, isPrimary: index === 0 }))
const action = (
  type: ActionResult['type'],
  effect: ActionResult['effect'],
  contacts: [id: number, effect: ContactEffect['effect'], by?: string][],
): ActionResult => ({
  ...{ type, effect, note: null, contactIds: contacts.map(([id]) => id) },
  contacts: contacts.map(([contactId, one, by = null]) => ({ contactId, effect: one, by })),
})

test.each<[string, Link[], Link[], ActionResult[], string]>([
  [
    'of those that it selects, only whom it would link',
    links(7, 8),
    links(7, 8, 9),
    [
      action('attach', 'applied', [
        [7, 'already'],
        [8, 'already'],
        [9, 'applied'],
      ]),
    ],
    'It matches and would link contact 9.',
  ],
  [
    'who would be primary',
    links(7),
    links(9, 7),
    [action('attach', 'applied', [[9, 'applied']])],
    'It matches and would link contact 9 as the primary one.',
  ],
  [
    'whom it would remove, and whom it would make primary',
    links(7, 8, 9),
    links(9, 8),
    [action('detach', 'applied', [[7, 'applied']]), action('setPrimary', 'applied', [[9, 'applied']])],
    'It matches and would remove contact 7, make contact 9 primary.',
  ],
  [
    'another order',
    links(7, 8, 9),
    links(7, 9, 8),
    [
      action('replace', 'applied', [
        [7, 'already'],
        [9, 'applied'],
        [8, 'applied'],
      ]),
    ],
    'It matches and would change the order.',
  ],
  [
    'nothing, and why; what other rules do is not its own',
    links(7),
    links(7, 5),
    [
      action('attach', 'overruled', [
        [7, 'already'],
        [9, 'overruled', 'keep-few'],
      ]),
    ],
    'It matches and would change nothing (attach: overruled). Not done: contact 9: overruled by keep-few.',
  ],
])('told is %s', (_what, before, wanted, results, words) => {
  expect(matchedInWords(before, wanted, results)).toBe(words)
})
