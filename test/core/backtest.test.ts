import { expect, test } from 'vitest'
import { countUndecided, countVerdict, noNumbers } from '../../src/core/rules/backtest.ts'
import { linksOf } from './notation.ts'

test('a backtest keeps twenty examples of deals that it would change, however many there are', () => {
  const numbers = noNumbers(false)
  for (let dealId = 1; dealId <= 60; dealId += 1) {
    const changes = dealId % 2 === 0
    const wanted = linksOf(changes ? '7* 9' : '7*')
    const draft = { matched: true, changes, wanted, inWords: 'it would' }
    countVerdict(numbers, { dealId, links: linksOf('7*'), draft, live: null })
  }
  expect(numbers).toMatchObject({ deals: 60, draft: { matched: 60, changed: 30, attach: 30 } })
  expect(numbers.examples.map(({ dealId }) => dealId)).toEqual(
    Array.from({ length: 20 }, (_, place) => (place + 1) * 2),
  )
})

test('what could not be judged is counted by what is missing, the rare reasons together', () => {
  const numbers = noNumbers(false)
  for (let reason = 1; reason <= 30; reason += 1) countUndecided(numbers, `fact ${reason}`)
  expect(numbers).toMatchObject({ deals: 30, undecided: 30 })
  expect(Object.keys(numbers.missing)).toHaveLength(21)
  expect(numbers.missing['other facts']).toBe(10)
})
