import { expect, test } from 'vitest'
import { cutoffOf } from '../../src/core/record/retention.ts'

test.each([
  { days: 30, now: '2026-09-01T00:00:00.000Z', before: '2026-08-02T00:00:00.000Z' },
  { days: 30, now: '2026-09-01T23:59:59.999Z', before: '2026-08-02T00:00:00.000Z' },
  { days: 1, now: '2026-09-01T12:00:00.000Z', before: '2026-08-31T00:00:00.000Z' },
  { days: null, now: '2026-09-01T12:00:00.000Z', before: undefined },
])('of $days days, what is from before $before goes at $now', ({ days, now, before }) => {
  expect(cutoffOf(days, new Date(now))?.toISOString()).toBe(before)
})
