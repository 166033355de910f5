import { expect, test } from 'vitest'
import { fusesOf, type Heat, lets, usualFuse } from '../../src/core/rules/fuse.ts'

const foretold = (deals: number, changed: number) => ({ deals, changed, madeAt: '2026-11-27T10:00:00.000Z' })
const ofForecast = (...given: Parameters<typeof fusesOf>) => fusesOf(...given).find(({ from }) => from === 'forecast')

test('without a forecast only the usual fuse holds, or the rule’s own', () => {
  expect(fusesOf(undefined, undefined)).toEqual([{ ...usualFuse, from: 'usual' }])
  expect(fusesOf({ deals: 50, minutes: 5 }, undefined)).toEqual([{ deals: 50, minutes: 5, from: 'rule' }])
})

test.each([
  { name: 'ten times what was foretold, in an hour', deals: 1_000, changed: 80, most: 800 },
  {
    name: 'five hundred deals whatever was foretold, as new ones were in no backtest',
    deals: 1_000,
    changed: 0,
    most: 500,
  },
  { name: 'no limit from a backtest of a few deals', deals: 99, changed: 0, most: undefined },
])('$name', ({ deals, changed, most }) => {
  expect(ofForecast(undefined, foretold(deals, changed))?.deals).toBe(most)
})

test('a rule’s own measure is taken at its word, and false has none', () => {
  const fuse = { deals: 50, minutes: 5 }
  expect(ofForecast({ ...fuse, forecast: { times: 2, minutes: 30 } }, foretold(3, 1))).toMatchObject({
    deals: 2,
    minutes: 30,
  })
  expect(ofForecast({ ...fuse, forecast: false }, foretold(1_000, 1))).toBeUndefined()
})

test('so many deals in that time and no more, each of them as often as need be', () => {
  const heat: Heat = new Map()
  const minute = 60_000
  const asked = (dealId: number, at: number) => lets(heat, { deals: 2, minutes: 10 }, dealId, at)
  expect([asked(1, 0), asked(2, minute), asked(3, 2 * minute)]).toEqual([true, true, false])
  expect(asked(1, 3 * minute), 'one of them again').toBe(true)
  expect([asked(3, 11 * minute), asked(3, 11 * minute + 1)], 'the second was changed ten minutes ago').toEqual([
    false,
    true,
  ])
})
