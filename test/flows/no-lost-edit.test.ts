import fc from 'fast-check'
import { expect, test } from 'vitest'
import type { Action } from '../../src/core/rules/rule.ts'
import { linksOf } from '../core/notation.ts'
import { attach, clear, detach, ids, linked, replace, setPrimary, when } from '../core/rule-case.ts'
import { tries } from '../support/tries.ts'
import type { Edit } from './edits.ts'
import { type Scenario, woven } from './interleavings.ts'
import { expectNoLoss, tried } from './no-loss.ts'
import { someEdit, someScenario } from './random-stories.ts'
import { rightEndsOf } from './right-ends.ts'
import { twinOf } from './twins.ts'

const scenarios: Record<string, Scenario> = Object.fromEntries(
  (
    [
      ['sets the primary', '7* 8 9', [[setPrimary(ids(9))]]],
      ['attaches', '7* 8', [[attach(ids(12))]]],
      ['attaches to an empty deal', '', [[attach(ids(12))]]],
      ['attaches as primary', '7* 8', [[attach(ids(12), { primary: 'always' })]]],
      ['detaches', '7* 8 9', [[detach(ids(8))]]],
      ['detaches everyone', '7* 8', [[detach(ids(7, 8))]]],
      ['puts others in', '7* 8', [[replace(ids(12, 13))]]],
      ['puts others in and one back', '7* 8', [[replace(ids(9, 8, 12)), attach(ids(7))], [detach(ids(7))]]],
      ['puts them in another order', '7* 8 9', [[replace(ids(9, 8, 7))]]],
      [
        'keeps all but one of those linked',
        '7* 8 9',
        [[replace(linked({ where: when('contact', '$.id', 'notEqual', 7) }))]],
      ],
      ['attaches those linked as primary', '8 7* 9', [[attach(linked({ limit: 1 }), { primary: 'always' })]]],
      ['clears', '7* 8', [[clear()]]],
      ['has two rules', '7* 8', [[setPrimary(ids(8))], [attach(ids(12))]]],
      ['has one rule take out and one put first', '7* 8 9', [[detach(ids(7))], [setPrimary(ids(9))]]],
    ] satisfies [string, string, Action[][]][]
  ).map(([name, links, rules]) => [name, { links: linksOf(links), rules }]),
)

const edits: Edit[] = [
  { does: 'link', contactId: 12 },
  { does: 'link', contactId: 20 },
  { does: 'unlink', contactId: 7 },
  { does: 'unlink', contactId: 8 },
  { does: 'unlink', contactId: 12 },
  { does: 'make primary', contactId: 7 },
  { does: 'make primary', contactId: 8 },
  { does: 'turn round' },
]

const mostPoints = 9

test.each(Object.entries(scenarios))(
  'a run that %s loses no edit of a person, whenever it comes',
  async (_name, scenario) => {
    for (const first of edits) {
      for (let at = 0; at < mostPoints; at += 1) await expectNoLoss(scenario, [first], [at])
      for (const second of edits) {
        for (let at = 0; at < 5; at += 1) {
          for (let later = at; later < 6; later += 1) await expectNoLoss(scenario, [first, second], [at, later])
        }
      }
    }
  },
)

test('a primary that somebody chooses stands, also after one whom a rule took out as it found its own', async () => {
  const rules = [[setPrimary(ids(8, 7)), detach(ids(7))], [replace(ids(8, 12))]]
  const choices: Edit[] = [
    { does: 'make primary', contactId: 7 },
    { does: 'make primary', contactId: 12 },
  ]
  for (let at = 0; at < mostPoints; at += 1) {
    for (let later = at; later < mostPoints; later += 1) {
      await expectNoLoss({ links: linksOf('9 8* 7'), rules }, choices, [at, later])
    }
  }
})

const link = (contactId: number): Edit => ({ does: 'link', contactId })
const unlink = (contactId: number): Edit => ({ does: 'unlink', contactId })
const choose = (contactId: number): Edit => ({ does: 'make primary', contactId })
const turn: Edit = { does: 'turn round' }

type Tale = { name: string; links: string; rules: Action[][]; edits: Edit[]; at: number[]; end: string }
test.each<Tale>([
  {
    name: 'who chooses one that the run has linked is heeded by a rule that had not come to its choice',
    links: '7* 8 9',
    rules: [[detach(ids(8, 9, 12)), replace(ids(8, 9, 12))], [setPrimary(ids(8))]],
    edits: [turn, choose(12)],
    at: [1, 4],
    end: '8 9 12*',
  },
  {
    name: 'nobody has chosen one that the run has linked where it is merely first once another is gone',
    links: '7* 8 9',
    rules: [[setPrimary(ids(9))], [attach(ids(9, 12), { primary: 'always' }), replace(ids(9, 12, 8))]],
    edits: [choose(9), unlink(9)],
    at: [0, 1],
    end: '9* 12 8',
  },
  {
    name: 'a rule that merely kept the primary it found has not had its word, and keeps it also against one that it linked',
    links: '7* 8',
    rules: [
      [setPrimary(ids(8, 7, 9)), replace(ids(9, 7, 12))],
      [attach(ids(7, 8, 9), { primary: 'never' }), setPrimary(ids(12))],
    ],
    edits: [turn, choose(9), turn],
    at: [3, 7, 9],
    end: '9 7* 12',
  },
  {
    name: 'a rule has not made one primary whom somebody chose right before the look, and makes it so when it is back',
    links: '7* 8',
    rules: [[detach(ids(7, 9))], [attach(ids(7, 8, 12), { primary: 'always' })]],
    edits: [choose(8), turn, unlink(8)],
    at: [1, 4, 7],
    end: '12 8*',
  },
  {
    name: 'once the primary that a set had made is put out again, whom the portal had come to is the one before',
    links: '9 8* 7',
    rules: [[setPrimary(ids(12, 8)), setPrimary(ids(9, 7, 8))]],
    edits: [unlink(9), turn, choose(8)],
    at: [1, 3, 9],
    end: '7 8*',
  },
  {
    name: 'where one who was chosen is taken out by rules, it is the portal that tells who is primary then',
    links: '9 8* 7',
    rules: [
      [detach(ids(8, 9, 12)), attach(ids(9, 12), { primary: 'if-none' })],
      [detach(ids(9, 12)), detach(ids(7, 8, 12))],
    ],
    edits: [choose(7), choose(9), turn],
    at: [1, 4, 4],
    end: '12 9*',
  },
  {
    name: 'whom the run links after somebody turned the order round stands in the order as if all had been linked at once',
    links: '7* 8 9',
    rules: [
      [setPrimary(ids(9)), attach(ids(12), { primary: 'always' })],
      [replace(ids(8)), attach(ids(7, 8, 9))],
    ],
    edits: [turn, unlink(9), turn],
    at: [1, 4, 5],
    end: '8 12* 9 7',
  },
  {
    name: 'a rule that found its choice put first by another has had its word, and yields to who chooses a third',
    links: '',
    rules: [
      [setPrimary(ids(8)), setPrimary(ids(9, 8))],
      [setPrimary(ids(9, 12)), replace(ids(9, 8, 7))],
    ],
    edits: [link(12), choose(7)],
    at: [1, 8],
    end: '9 8 7*',
  },
  {
    name: 'a rule that is held back at first, and has its wish in the end, has had its word',
    links: '7* 8',
    rules: [
      [setPrimary(ids(8, 12, 9)), replace(ids(8, 9))],
      [detach(ids(8)), attach(ids(7, 8), { primary: 'always' })],
    ],
    edits: [turn, unlink(8), choose(9)],
    at: [1, 1, 9],
    end: '8 9*',
  },
  {
    name: 'a set leaves the primary whom no rule has moved, and puts back whom it has overwritten',
    links: '7* 8 9',
    rules: [[attach(ids(8, 9, 7))], [replace(ids(12, 8, 7)), detach(ids(7, 9, 12))]],
    edits: [choose(9)],
    at: [1],
    end: '8 7 9*',
  },
  {
    name: 'where rules would have made just this of what a set has overwritten, it is not made anew in another order',
    links: '9 8* 7',
    rules: [
      [attach(ids(7, 12), { primary: 'always' })],
      [replace(ids(8)), attach(ids(7, 12, 8), { primary: 'always' })],
    ],
    edits: [unlink(7), choose(8), turn],
    at: [1, 6, 9],
    end: '8* 12 7',
  },
  {
    name: 'who takes a contact out once more as a set is written over that takes out one that a rule may not link again',
    links: '7* 8 9',
    rules: [[replace(ids(9, 8, 7))]],
    edits: [unlink(7), unlink(7)],
    at: [1, 4],
    end: '9 8*',
  },
  {
    name: 'whom rules link again that a set had put back stands where somebody has placed them since',
    links: '8 7*',
    rules: [[setPrimary(ids(7)), attach(ids(8), { primary: 'always' })]],
    edits: [turn, unlink(8), turn],
    at: [1, 4, 6],
    end: '8 7*',
  },
  {
    name: 'who chooses one that the run has linked, right before a set of it, is heeded though the rules would have it so',
    links: '7*',
    rules: [[detach(ids(12)), setPrimary(ids(9))], [attach(ids(9, 8, 7))]],
    edits: [link(9), choose(8)],
    at: [1, 6],
    end: '7 9 8*',
  },
  {
    name: 'who chooses one right after a set that puts back whom somebody has unlinked is not overruled by a second choice',
    links: '7* 8 9',
    rules: [[setPrimary(ids(9, 8))]],
    edits: [unlink(9), choose(7), turn],
    at: [1, 3, 6],
    end: '8 7*',
  },
  {
    name: 'who leaves the primary for one whom the set takes out has left them',
    links: '7* 8 9',
    rules: [[replace(ids(8, 7))]],
    edits: [choose(9), link(9)],
    at: [1, 4],
    end: '8* 7 9',
  },
  {
    name: 'who has left the primary for one whom the set takes out, and then chooses a third, is heeded',
    links: '7* 8 9',
    rules: [[replace(ids(8, 12, 7))]],
    edits: [choose(9), unlink(7), choose(12)],
    at: [1, 3, 3],
    end: '8 12* 7',
  },
  {
    name: 'who chooses one right before the call that unlinks that one has rules heed it that would have left them',
    links: '8 7*',
    rules: [[setPrimary(ids(8))], [replace(ids(7))]],
    edits: [turn, choose(7), choose(8)],
    at: [1, 3, 4],
    end: '7 8*',
  },
  {
    name: 'who turns the order round and unlinks one whom the rules link again has the others in that order',
    links: '9 8* 7',
    rules: [[replace(ids(7)), attach(ids(9, 8, 7), { primary: 'if-none' })], [attach(ids(7), { primary: 'if-none' })]],
    edits: [turn, unlink(7), link(7)],
    at: [1, 1, 3],
    end: '7* 8 9',
  },
  {
    name: 'who chooses one that the run has linked is heeded also by a rule whose choice the run has let go since',
    links: '7* 8 9',
    rules: [[replace(ids(8, 9, 12))], [replace(ids(8, 7)), replace(ids(9, 8))]],
    edits: [turn, choose(12)],
    at: [1, 8],
    end: '8 9 12*',
  },
  {
    name: 'a rule has not chosen whom somebody had, right before its set, and chooses that one over one that the run has linked',
    links: '7* 8',
    rules: [[attach(ids(8, 12), { primary: 'always' }), attach(ids(8, 7), { primary: 'never' })], [replace(ids(9, 8))]],
    edits: [choose(8), choose(12)],
    at: [1, 3],
    end: '9 8* 7 12',
  },
  {
    name: 'rules have had their word also where the portal has come to their choice as the order was turned twice',
    links: '9 8* 7',
    rules: [[replace(ids(9, 12))], [attach(ids(9, 8), { primary: 'never' }), setPrimary(ids(9))]],
    edits: [turn, turn, choose(12)],
    at: [2, 4, 7],
    end: '9 12*',
  },
  {
    name: 'who leaves the primary for one whom a rule takes out has chosen nobody, whatever the order is turned to',
    links: '9 8* 7',
    rules: [[attach(ids(12), { primary: 'never' }), replace(ids(8, 7))]],
    edits: [choose(9), turn, link(9)],
    at: [1, 3, 9],
    end: '8* 7 9',
  },
  {
    name: 'whom the portal comes to as the order is turned, and rules take out, stands against none of their choices',
    links: '8 7*',
    rules: [[setPrimary(ids(8)), detach(ids(7))], [replace(ids(7))]],
    edits: [link(12), turn, turn],
    at: [1, 2, 3],
    end: '8*',
  },
  {
    name: 'whom rules link again that a set had put back comes last where nobody has placed them since',
    links: '9 8* 7',
    rules: [[attach(ids(9, 8, 12), { primary: 'if-none' })], [replace(ids(12))]],
    edits: [turn, unlink(8)],
    at: [3, 5],
    end: '12* 9 8',
  },
  {
    name: 'whom somebody links again whom one rule has taken out stays also where another speaks for every contact',
    links: '7* 8 9',
    rules: [[detach(ids(8))], [replace(ids(9))]],
    edits: [link(8)],
    at: [9],
    end: '9* 8',
  },
  {
    name: 'who was unlinked and linked again right before the run unlinks them was taken out by it, and stays when linked again',
    links: '7* 8',
    rules: [[setPrimary(ids(8)), replace(ids(7))], [replace(ids(12))]],
    edits: [unlink(8), link(8), link(8)],
    at: [1, 2, 5],
    end: '7* 8',
  },
  {
    name: 'a rule has not chosen one whom somebody had linked first, and chooses them over one that the run has linked',
    links: '',
    rules: [
      [attach(ids(7, 8, 12), { primary: 'always' }), setPrimary(ids(8, 7, 12))],
      [replace(ids(12, 8)), replace(ids(9))],
    ],
    edits: [link(8), choose(12)],
    at: [1, 6],
    end: '9 12 8* 7',
  },
  {
    name: 'a rule that finds its wish fulfilled by somebody has not had its word',
    links: '',
    rules: [
      [attach(ids(12, 8, 9), { primary: 'always' }), replace(ids(9, 12, 7))],
      [attach(ids(7, 12), { primary: 'always' }), attach(ids(7, 9, 8), { primary: 'always' })],
    ],
    edits: [link(12), choose(9)],
    at: [1, 6],
    end: '9 12* 7',
  },
  {
    name: 'who chooses another than the primary that a set has made, right before the next set, is heeded by that as well',
    links: '8 7*',
    rules: [[attach(ids(9), { primary: 'if-none' }), setPrimary(ids(8, 9))]],
    edits: [unlink(8), choose(7), turn],
    at: [1, 4, 9],
    end: '9 7*',
  },
  {
    name: 'whom somebody has linked first, so that the run finds them linked, is primary by that and by no rule',
    links: '',
    rules: [
      [setPrimary(ids(12, 9, 7)), setPrimary(ids(7, 9, 8))],
      [attach(ids(7), { primary: 'never' }), attach(ids(12, 8, 9), { primary: 'if-none' })],
    ],
    edits: [link(7), choose(8)],
    at: [1, 5],
    end: '7* 12 8 9',
  },
  {
    name: 'a rule has had its word also where the portal has come to another that the rule kept, as the order was turned',
    links: '7* 8 9',
    rules: [[replace(ids(8, 9, 12))], [replace(ids(8, 7)), replace(ids(9, 8))]],
    edits: [turn, choose(12)],
    at: [1, 9],
    end: '8 9 12*',
  },
  {
    name: 'so has one of which nothing is left to write then',
    links: '9 8* 7',
    rules: [
      [replace(ids(9, 7)), attach(ids(12, 9), { primary: 'if-none' })],
      [attach(ids(9, 7, 8), { primary: 'if-none' })],
    ],
    edits: [turn, turn, choose(12)],
    at: [1, 4, 6],
    end: '12* 9 7',
  },
])('$name', async ({ links, rules, edits, at, end }) => {
  const ended = await expectNoLoss({ links: linksOf(links), rules }, edits, at)
  expect(ended?.links).toBe(end)
})

test('what finds nothing to do is no edit: the story ends right as it does without', async () => {
  const scenario = {
    links: linksOf('8 7*'),
    rules: [
      [detach(ids(12, 7)), setPrimary(ids(8))],
      [replace(ids(7, 12)), setPrimary(ids(7))],
    ],
  }
  // As run, link, choice, run: the one rule has had its way and yields, and the other takes out whom it does not want.
  const without = await expectNoLoss(scenario, [link(9), choose(9)], [2, 3])
  const withOne = await expectNoLoss(scenario, [link(9), link(7), choose(9)], [2, 2, 3])
  expect([withOne?.effective, withOne?.links]).toEqual(['true,false,true', without?.links])
})

test('a story is left out where another has the same answers of the portal, and no end is right for both', async () => {
  const scenario = { links: linksOf('7* 8'), rules: [[detach(ids(7)), attach(ids(9), { primary: 'always' })]] }
  const edits: Edit[] = [
    { does: 'make primary', contactId: 7 },
    { does: 'link', contactId: 7 },
  ]
  const story = { scenario, edits, at: [3, 8] }
  const end = await woven(scenario, edits, story.at)
  const right = await rightEndsOf(story, end)
  expect([end.links, right.include(end.links), right.include('8 9* 7')]).toEqual(['8* 9 7', false, true])
  const twin = await twinOf({ story, end, right })
  expect(twin?.end.answered).toEqual(end.answered)
  expect([twin?.right.include(end.links), twin?.right.include('8 9* 7')]).toEqual([true, false])
  expect(await expectNoLoss(scenario, edits, story.at)).toBe(null)
})

test('so is one where somebody chooses whom the portal comes to, between the look and the call', async () => {
  const scenario = { links: linksOf('9 8* 7'), rules: [[replace(ids(9))]] }
  const [edits, at] = [
    [choose(9), link(8), unlink(9)],
    [2, 4, 5],
  ]
  const end = await woven(scenario, edits, at)
  expect(end.isAmidFallback).toBe(true)
  const story = { scenario, edits, at }
  const twin = await twinOf({ story, end, right: await rightEndsOf(story, end) })
  expect(twin?.end.answered).toEqual(end.answered)
  expect(await expectNoLoss(scenario, edits, at)).toBe(null)
})

test('nor is a choice among contacts that the same request links, where somebody had linked the first of them before', async () => {
  const scenario = {
    links: [],
    rules: [[attach(ids(9, 12), { primary: 'never' }), attach(ids(7), { primary: 'if-none' })]],
  }
  const end = await expectNoLoss(scenario, [link(9), choose(12), link(8)], [1, 3, 3])
  expect(end?.links).toBe('9 12* 7 8')
})

test('nor do runs of any rules with any edits', async () => {
  await fc.assert(
    fc.asyncProperty(
      someScenario,
      fc.array(fc.tuple(someEdit, fc.nat(mostPoints)), { minLength: 1, maxLength: 3 }),
      async (scenario, story) => {
        const at = story.map(([, point]) => point).sort((a, b) => a - b)
        await expectNoLoss(
          scenario,
          story.map(([edit]) => edit),
          at,
        )
      },
    ),
    tries(1_000),
  )
  expect(tried.interleavings).toBeGreaterThan(10_000)
  expect(tried.withTwin, 'such stories are rare').toBeLessThan(tried.interleavings / 1_000)
})
