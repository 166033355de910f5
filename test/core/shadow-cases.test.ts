import { expect, test } from 'vitest'
import type { ActionResult } from '../../src/core/runs/run.ts'
import { shadowCases, type WatchedRun } from '../../src/core/trials/shadow-cases.ts'
import { ShadowCount } from '../../src/core/trials/shadow-score.ts'
import { linksOf } from './notation.ts'

const day = (number: number) => new Date(Date.UTC(2026, 0, 1) + number * 24 * 60 * 60 * 1_000).toISOString()

/** One that named these contacts, of which some would have been changed. */
const would = (type: ActionResult['type'], ids: number[], named = ids): ActionResult => ({
  type,
  contactIds: named,
  effect: 'shadow',
  note: null,
  contacts: ids.map((contactId) => ({ contactId, effect: 'shadow', by: null })),
})

type Given = {
  at: number
  found: string
  left?: string
  says?: ActionResult[] | 'no-match'
  is?: 'revert' | 'failed' | 'failed-writing'
}

const runsOf = (given: Given[]): WatchedRun[] =>
  given.map(({ at, found, left, says, is }, place) => ({
    id: `run-${place}`,
    startedAt: day(at),
    finishedAt: day(at),
    isRevert: is === 'revert',
    hasSeenLinks: is !== 'failed' && is !== 'failed-writing',
    hasWritten: is === 'failed-writing',
    linksBefore: linksOf(found),
    linksAfter: linksOf(left ?? found),
    said:
      says === undefined
        ? null
        : says === 'no-match'
          ? { matched: false, actions: [] }
          : { matched: true, actions: says },
  }))

const link7 = [would('attach', [7])]
const casesOf = (given: Given[], now = 99) => shadowCases(runsOf(given), { days: 7, now: new Date(day(now)) })

const onOne: { name: string; runs: Given[]; verdict: string }[] = [
  {
    name: 'nobody does anything',
    runs: [
      { at: 0, found: '1*', says: link7 },
      { at: 2, found: '1*' },
    ],
    verdict: 'untouched',
  },
  {
    name: 'people link the contact',
    runs: [
      { at: 0, found: '1*', says: link7 },
      { at: 2, found: '1* 7' },
    ],
    verdict: 'agreed',
  },
  {
    name: 'people link another instead',
    runs: [
      { at: 0, found: '1*', says: link7 },
      { at: 2, found: '1* 8' },
    ],
    verdict: 'disagreed',
  },
  {
    name: 'people link it and another',
    runs: [
      { at: 0, found: '1*', says: link7 },
      { at: 2, found: '1* 8 7' },
    ],
    verdict: 'agreed',
  },
  {
    name: 'people link another first, the contact later',
    runs: [
      { at: 0, found: '', says: link7 },
      { at: 1, found: '8*', says: link7 },
      { at: 2, found: '8* 7' },
    ],
    verdict: 'agreed',
  },
  {
    name: 'people link it and take it out again',
    runs: [
      { at: 0, found: '', says: link7 },
      { at: 1, found: '7*' },
      { at: 2, found: '' },
    ],
    verdict: 'disagreed',
  },
  {
    name: 'people unlink another, which says nothing',
    runs: [
      { at: 0, found: '1* 2', says: link7 },
      { at: 2, found: '1*' },
    ],
    verdict: 'untouched',
  },
  {
    name: 'people link it when the days are over',
    runs: [
      { at: 0, found: '', says: link7 },
      { at: 8, found: '7*' },
    ],
    verdict: 'untouched',
  },
  {
    name: 'another rule links it',
    runs: [
      { at: 0, found: '', left: '7*', says: link7 },
      { at: 2, found: '7*' },
    ],
    verdict: 'untouched',
  },
  {
    name: 'another rule links it later, and people take it out',
    runs: [
      { at: 0, found: '', says: link7 },
      { at: 1, found: '', left: '7*' },
      { at: 2, found: '' },
    ],
    verdict: 'disagreed',
  },
  {
    name: 'another rule links it, and people take that run back',
    runs: [
      { at: 0, found: '', left: '7*', says: link7 },
      { at: 1, found: '7*', left: '', is: 'revert' },
    ],
    verdict: 'disagreed',
  },
  {
    name: 'a run that came to no end wrote it, as far as one can tell',
    runs: [
      { at: 0, found: '', says: link7 },
      { at: 1, found: '', is: 'failed-writing' },
      { at: 2, found: '7*' },
    ],
    verdict: 'untouched',
  },
  {
    name: 'people link it while a run fails at reading',
    runs: [
      { at: 0, found: '', says: link7 },
      { at: 1, found: '', is: 'failed' },
      { at: 2, found: '7*' },
    ],
    verdict: 'agreed',
  },
  {
    name: 'the rule comes to want another, which people link',
    runs: [
      { at: 0, found: '', says: link7 },
      { at: 2, found: '8*', says: [] },
    ],
    verdict: 'untouched',
  },
  {
    name: 'the rule no longer matches as people have linked another',
    runs: [
      { at: 0, found: '', says: link7 },
      { at: 2, found: '8*', says: 'no-match' },
    ],
    verdict: 'disagreed',
  },
  {
    name: 'people unlink whom it would unlink',
    runs: [
      { at: 0, found: '1* 2', says: [would('detach', [2])] },
      { at: 1, found: '1*' },
    ],
    verdict: 'agreed',
  },
  {
    name: 'people unlink another',
    runs: [
      { at: 0, found: '1* 2 3', says: [would('detach', [2])] },
      { at: 1, found: '1* 2' },
    ],
    verdict: 'disagreed',
  },
  {
    name: 'people make it primary',
    runs: [
      { at: 0, found: '1* 2', says: [would('setPrimary', [2])] },
      { at: 1, found: '1 2*' },
    ],
    verdict: 'agreed',
  },
  {
    name: 'people make another primary',
    runs: [
      { at: 0, found: '1* 2 3', says: [would('setPrimary', [2])] },
      { at: 1, found: '1 2 3*' },
    ],
    verdict: 'disagreed',
  },
  {
    name: 'the primary is unlinked, and the portal picks another',
    runs: [
      { at: 0, found: '1* 2 3', says: [would('setPrimary', [3])] },
      { at: 1, found: '2* 3' },
    ],
    verdict: 'untouched',
  },
  {
    name: 'an attach to one that is linked is about the primary',
    runs: [
      { at: 0, found: '1* 2', says: [would('attach', [2])] },
      { at: 1, found: '1 2*' },
    ],
    verdict: 'agreed',
  },
  {
    name: 'of a replacement people do a part',
    runs: [
      { at: 0, found: '1*', says: [would('replace', [7, 1], [7])] },
      { at: 1, found: '1* 7' },
    ],
    verdict: 'agreed',
  },
  {
    name: 'of a replacement people do another part',
    runs: [
      { at: 0, found: '1* 2', says: [would('replace', [7, 1, 2], [7])] },
      { at: 1, found: '1*' },
    ],
    verdict: 'disagreed',
  },
]

test.each(onOne)('$name: $verdict', ({ runs, verdict }) => {
  expect(casesOf(runs).map((one) => one.verdict)).toEqual([verdict])
})

test('a wish that later runs repeat counts once within its days, and again after them', () => {
  const cases = casesOf([0, 1, 6, 8, 9].map((at) => ({ at, found: '1*', says: link7 })))
  expect(cases.map(({ startedAt }) => startedAt)).toEqual([day(0), day(8)])
})

test('what is new beside a repeated wish is a case of its own', () => {
  const cases = casesOf([
    { at: 0, found: '1*', says: link7 },
    { at: 1, found: '1*', says: [would('attach', [7, 9])] },
  ])
  expect(cases.map(({ wishes }) => wishes.map(({ contactId }) => contactId))).toEqual([[7], [9]])
})

test('an order of contacts alone is no wish', () => {
  expect(casesOf([{ at: 0, found: '1* 7', says: [would('replace', [7, 1])] }])).toEqual([])
})

test('of a replacement that also moves contacts only the one who becomes primary is wanted as that', () => {
  const replacing = { ...would('replace', [8, 7]), note: 'would make contact 8 primary' }
  const [only] = casesOf([{ at: 0, found: '9* 7 8', says: [replacing] }])
  expect(only?.wishes).toMatchObject([{ contactId: 8, wants: 'primary' }])
})

test('of a replacement that leaves the primary to what a person did nobody is wanted as that', () => {
  const [only] = casesOf([{ at: 0, found: '3* 4', says: [would('replace', [5, 4])] }])
  expect(only?.wishes).toMatchObject([{ contactId: 5, wants: 'linked' }])
})

test('untouched is told apart from not over yet and from not looked at since', () => {
  const runs: Given[] = [{ at: 0, found: '1*', says: link7 }]
  expect(casesOf(runs, 3)).toMatchObject([{ isOpen: true, isUnseen: true }])
  expect(casesOf(runs, 8)).toMatchObject([{ isOpen: false, isUnseen: true }])
  expect(casesOf([...runs, { at: 2, found: '1*' }], 3)).toMatchObject([{ isOpen: true, isUnseen: false }])
  expect(casesOf([...runs, { at: 2, found: '1* 7' }], 3)).toMatchObject([{ isOpen: false, isUnseen: false }])
})

test('the score adds up by day, and shows the newest disagreements', () => {
  const count = new ShadowCount(1)
  const otherwise: Given[] = [
    { at: 1, found: '', says: link7 },
    { at: 2, found: '8*' },
  ]
  for (const dealId of [1, 2, 3]) count.add(dealId, casesOf(otherwise))
  count.add(
    4,
    casesOf([
      { at: 0, found: '9*', says: [would('replace', [7, 9], [7])] },
      { at: 2, found: '7*' },
    ]),
  )
  const { total, byDay, agreement, disagreements } = count.score()
  expect(total).toMatchObject({ cases: 4, linked: 4, unlinked: 1, agreed: 1, disagreed: 3, untouched: 0 })
  expect(byDay.map((one) => [one.day, one.cases, one.agreed])).toEqual([
    ['2026-01-01', 1, 1],
    ['2026-01-02', 3, 0],
  ])
  expect(agreement).toBe(0.25)
  expect(disagreements).toMatchObject([
    {
      runId: 'run-0',
      wanted: [{ contactId: 7, wants: 'linked', verdict: 'disagreed' }],
      people: [
        { contactId: 8, did: 'linked', after: day(1), before: day(2), runId: 'run-1' },
        { contactId: 8, did: 'made-primary' },
      ],
      inWords: `It wanted contact 7 linked; people linked contact 8 before ${day(2)}, made contact 8 primary before ${day(2)}.`,
    },
  ])
})
