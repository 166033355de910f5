import { expect, test } from 'vitest'
import { isFulfilled, planLinks } from '../../src/core/decision/plan.ts'
import { changeInWords, inWords, linksOf } from './notation.ts'
import { applied } from './portal-model.ts'

type PlanCase = {
  name: string
  links: string
  wanted: string
  changes: string[]
  anyPrimary?: true
  clearing?: true
  after?: string
}

// biome-ignore format: a case a line
const cases: PlanCase[] = [
  { name: 'nothing to do', links: '7* 9', wanted: '7* 9', changes: [] },
  { name: 'nothing to do on an empty deal', links: '', wanted: '', changes: [] },
  { name: 'a new contact', links: '7*', wanted: '7* 9', changes: ['link 9'] },
  { name: 'a new primary', links: '7*', wanted: '7 9*', changes: ['link 9*'] },
  { name: 'the first contacts of a deal', links: '', wanted: '7* 9', changes: ['link 7', 'link 9'] },
  { name: 'the first contacts of a deal, the second primary', links: '', wanted: '7 9*', changes: ['link 7', 'link 9*'] },
  { name: 'a contact goes', links: '7* 9', wanted: '7*', changes: ['unlink 9'] },
  { name: 'the primary goes and the first that stays is wanted', links: '7* 9 12', wanted: '9*:20 12:30', changes: ['unlink 7'] },
  { name: 'the primary goes and another than the first is wanted', links: '7* 9 12', wanted: '9:20 12*:30', changes: ['set 9:20 12*:30'] },
  { name: 'the primary goes and nobody cares who follows', links: '7* 9 12', wanted: '9:20 12*:30', anyPrimary: true, changes: ['unlink 7'], after: '9*:20 12:30' },
  { name: 'one comes, one goes: first comes', links: '7*', wanted: '9*', changes: ['link 9*', 'unlink 7'] },
  { name: 'the primary goes and a new one is wanted', links: '7* 9', wanted: '9:20 12*:30', changes: ['link 12*', 'unlink 7'] },
  { name: 'several go, the primary in the middle', links: '5 7* 9 12', wanted: '12*:40', changes: ['unlink 5', 'unlink 7', 'unlink 9'] },
  { name: 'another primary among those that stay', links: '7* 9', wanted: '7 9*', changes: ['set 7 9*'] },
  { name: 'another order among those that stay', links: '7* 9', wanted: '9 7*', changes: ['set 9 7*'] },
  { name: 'another order and a new contact need one write', links: '7* 9', wanted: '9 7* 12', changes: ['set 9 7* 12'] },
  { name: 'the only contact goes', links: '7*', wanted: '', changes: ['unlink 7'] },
  { name: 'everyone goes', links: '7* 9', wanted: '', changes: ['unlink 7', 'unlink 9'] },
  { name: 'a clear means everyone, one or many', links: '7*', wanted: '', clearing: true, changes: ['unlink-all'] },
  { name: 'links that flag nobody get the wanted primary', links: '7 9', wanted: '7 9*', changes: ['set 7 9*'] },
]

test.each(cases)('plan: $name', ({ links: now, wanted, changes: expected, anyPrimary, clearing, after }) => {
  const links = linksOf(now)
  const goal = { links: linksOf(wanted), isPrimaryFirm: anyPrimary !== true }
  const changes = planLinks(links, goal, clearing)
  expect(changes.map(changeInWords)).toEqual(expected)
  const seen = applied(links, changes)
  expect(inWords(seen)).toBe(after ?? wanted)
  expect(isFulfilled(seen, goal), 'what comes of it is what was wanted').toBe(true)
  expect(planLinks(seen, goal, clearing), 'a second run has nothing to do').toEqual([])
})

// biome-ignore format: a case a line
test.each<[name: string, links: string, wanted: string, anyPrimary: boolean, fulfilled: boolean]>([
  ['the same', '7* 9', '7* 9', false, true],
  ['another sort in the same order', '7*:10 9:35', '7* 9', false, true],
  ['another order', '9 7*', '7* 9', false, false],
  ['another primary', '7 9*', '7* 9', false, false],
  ['another primary where any will do', '7 9*', '7* 9', true, true],
  ['one too many', '7* 9 12', '7* 9', false, false],
  ['one too few', '7*', '7* 9', false, false],
])('fulfilled or not: %s', (_name, links, wanted, anyPrimary, fulfilled) => {
  expect(isFulfilled(linksOf(links), { links: linksOf(wanted), isPrimaryFirm: !anyPrimary })).toBe(fulfilled)
})
