import { expect, test } from 'vitest'
import { swingOf, type WritingRun } from '../../src/core/guards/swing.ts'
import { linksOf } from './notation.ts'

const start = Date.parse('2026-09-01T10:00:00Z')
const at = (minute: number) => new Date(start + minute * 60_000).toISOString()

/** Applied runs, one each `every` minutes, of links from and to, as `7* > 9*`. */
function applied(steps: string[], every = 1): WritingRun[] {
  return steps.map((step, index) => {
    const [before = '', after = ''] = step.split('>').map((side) => side.trim())
    const time = at(index * every)
    return {
      id: `run ${index + 1}`,
      startedAt: time,
      finishedAt: time,
      linksBefore: linksOf(before),
      linksAfter: linksOf(after),
    }
  })
}

const toAndFro = (times: number) => Array.from({ length: times }, (_, i) => (i % 2 === 0 ? '7* > 9*' : '9* > 7*'))

test.each([
  { name: 'two rules that undo each other', steps: toAndFro(6), now: '7*', swings: true },
  { name: 'not before the third time', steps: toAndFro(5), now: '9*', swings: false },
  { name: 'another program that puts the same links back', steps: Array(6).fill('7* > 9*'), now: '7*', swings: true },
  { name: 'not before its third time', steps: Array(5).fill('7* > 9*'), now: '7*', swings: false },
  {
    name: 'three sets of links in turn',
    steps: Array(3).fill(['7* > 8*', '8* > 9*', '9* > 7*']).flat(),
    now: '7*',
    swings: true,
  },
  {
    name: 'other links each time are none',
    steps: ['7* > 9*', '9* > 10*', '10* > 11*', '11* > 12*', '12* > 13*', '13* > 14*', '14* > 15*'],
    now: '15*',
    swings: false,
  },
  {
    name: 'a person who puts another contact there each time gets the rule’s way, which comes back',
    steps: ['7* > 9*', '8* > 9*', '10* > 9*', '11* > 9*', '12* > 9*', '13* > 9*', '14* > 9*'],
    now: '9*',
    swings: true,
  },
  {
    name: 'the primary to and fro',
    steps: Array(3).fill(['7* 9 > 7 9*', '7 9* > 7* 9']).flat(),
    now: '7* 9',
    swings: true,
  },
  { name: 'other links than those that came back', steps: toAndFro(6), now: '8*', swings: false },
])('$name', ({ steps, now, swings }) => {
  const swing = swingOf(applied(steps), { links: linksOf(now), at: new Date(at(steps.length)) })
  expect(swing !== null).toBe(swings)
  if (swing !== null) {
    expect(swing.links).toEqual(linksOf(now))
    expect(swing.runIds.at(-1), 'it tells up to the last run').toBe(`run ${steps.length}`)
  }
})

test.each([
  { every: 5, swings: true },
  { every: 5.001, swings: false },
])('every $every minutes, two runs take twice that: $swings', ({ every, swings }) => {
  const runs = applied(toAndFro(6), every)
  expect(swingOf(runs, { links: linksOf('7*'), at: new Date(at(5 * every)) }) !== null).toBe(swings)
})

test('sorts that tell the same order are the same links', () => {
  const runs = applied(toAndFro(6))
  const moved = linksOf('7*').map((link) => ({ ...link, sort: 500 }))
  expect(swingOf(runs, { links: moved, at: new Date(at(6)) })).not.toBeNull()
})
