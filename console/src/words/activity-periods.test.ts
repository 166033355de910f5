import { expect, onTestFinished, test, vi } from 'vitest'
import type { Activity } from '../api/client.ts'
import { activityQuery, countsOf, outcomesIn, stepName, todayQuery } from './activity-periods.ts'
import { midnightBefore } from './moments.ts'

const now = new Date(2026, 7, 21, 10, 30)
const hoursApart = (from: string) => (now.getTime() - Date.parse(from)) / 3_600_000

test('a day is 24 hours up to this one, a week or a month so many days up to today', () => {
  expect(activityQuery('day', now).step).toBe('hour')
  expect(hoursApart(activityQuery('day', now).from)).toBe(23.5)
  expect(activityQuery('week', now)).toEqual({ from: new Date(2026, 7, 15).toISOString(), step: 'day' })
  expect(activityQuery('month', now)).toEqual({ from: new Date(2026, 6, 23).toISOString(), step: 'day' })
  expect(todayQuery(now).from).toBe(midnightBefore(now, 0).toISOString())
})

test('hours begin with the viewer’s, also where the clock is half an hour off', () => {
  vi.stubEnv('TZ', 'Asia/Kolkata')
  onTestFinished(() => void vi.unstubAllEnvs())
  const { from } = activityQuery('day', new Date('2026-08-21T10:40:00+05:30'))
  expect(from).toBe(new Date('2026-08-20T11:00:00+05:30').toISOString())
})

test('runs are told by outcome, and only those that there were', () => {
  const items: Activity['items'] = [
    { from: '', events: 0, runs: { applied: 2, failed: 1 } },
    { from: '', events: 0, runs: { quarantined: 3 } },
  ]
  expect(outcomesIn(items)).toEqual(['changed', 'person'])
  expect(countsOf(items, 'person')).toEqual([1, 3])
})

test.each([
  ['day', 'en', '10:30 AM'],
  ['day', 'ru', '10:30'],
  ['week', 'en', 'Aug 21'],
] as const)('a step of a %s in %s is %s', (period, language, name) => {
  expect(stepName(now.toISOString(), period, language).replaceAll(' ', ' ')).toBe(name)
})
