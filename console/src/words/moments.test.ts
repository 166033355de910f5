import { expect, test } from 'vitest'
import { lastedFor } from './moments.ts'

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
