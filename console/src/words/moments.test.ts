import { expect, test } from 'vitest'
import { dayInWords, lastedFor } from './moments.ts'

test.each([
  [0, '1 second'],
  [65, '65 seconds'],
  [127, '2 minutes'],
  [5_399, '90 minutes'],
  [5_400, '2 hours'],
  [129_600, '2 days'],
])('%i seconds are said as %s', (seconds, words) => {
  expect(lastedFor(seconds, 'en')).toBe(words)
})

test('a day is said in the language of the page, and is the same wherever that is', () => {
  expect(dayInWords('2026-11-01', 'en-GB')).toBe('1 Nov 2026')
  expect(dayInWords('2026-11-01', 'ru')).toBe('1 нояб. 2026 г.')
})
