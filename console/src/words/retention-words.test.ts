import { expect, test } from 'vitest'
import { RetentionPolicy } from '../../../src/core/record/retention.ts'
import { daysOf, leastDays } from './retention-words.ts'

test.each([
  ['', null],
  ['  ', null],
  ['100', 100],
  ['99', 'wrong'],
  ['100.5', 'wrong'],
  ['36501', 'wrong'],
  ['soon', 'wrong'],
])('"%s" as days, 100 at least: %s', (text, days) => expect(daysOf(text, 100)).toBe(days))

test('the least is what the service takes, and one less is not', () => {
  expect(RetentionPolicy.safeParse(leastDays).success).toBe(true)
  for (const [name, least] of Object.entries(leastDays)) {
    expect(RetentionPolicy.safeParse({ ...leastDays, [name]: least - 1 }).success, name).toBe(false)
  }
})
