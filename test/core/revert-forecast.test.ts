import { expect, test } from 'vitest'
import { countForecast, foreseeDeal, noForecast } from '../../src/core/reverts/revert-forecast.ts'
import { inWords, linksOf } from './notation.ts'

const run = (id: string, before: string, after: string) => ({
  id,
  linksBefore: linksOf(before),
  linksAfter: linksOf(after),
})
const [older, newer] = [run('1', '5*', '5* 7'), run('2', '5* 7', '5* 7 9')]

test.each([
  { name: 'both, as they still stand', now: '5* 7 9', force: false, after: '5*', left: [] },
  { name: 'neither, as somebody came', now: '5* 7 9 8', force: false, after: '5* 7 9 8', left: ['2', '1'] },
  { name: 'what still stands, by force', now: '5* 7 9 8', force: true, after: '5* 8:40', left: [] },
  { name: 'the older one, as somebody took the newer one back', now: '5* 7', force: false, after: '5*', left: ['2'] },
  { name: 'nothing, by force, where nothing stands', now: '8*', force: true, after: '8*', left: [] },
])('two runs of a deal are taken back: $name', ({ now, force, after, left }) => {
  const deal = foreseeDeal({ dealId: 42, runs: [newer, older], linksNow: linksOf(now), later: [], force })
  expect(inWords(deal.linksAfter)).toBe(after)
  expect(deal).toMatchObject({ runIds: ['2', '1'], leftRunIds: left })
})

test('a forecast tells people’s changes from those of runs, and keeps a few examples of both kinds', () => {
  const forecast = noForecast()
  const later = [run('3', '5* 7 9', '5* 7 9 8')]
  for (let dealId = 1; dealId <= 30; dealId += 1) {
    const linksNow = linksOf(dealId % 2 === 0 ? '5* 7 9' : '5* 7 9 8 6')
    countForecast(forecast, foreseeDeal({ dealId, runs: [newer, older], linksNow, later, force: dealId % 2 === 0 }))
  }
  expect(forecast).toMatchObject({
    ...{ runs: 60, deals: 30, changing: 15, linked: 0, unlinked: 30, primary: 0, leftRuns: 30, leftDeals: 15 },
    ...{ changedDeals: 15, changesByPeople: 15, changesByRuns: 15 },
  })
  expect(forecast.examples.map(({ changedSince }) => changedSince.length > 0)).toEqual(
    expect.arrayContaining([true, false]),
  )
  expect(forecast.examples).toHaveLength(20)
})
