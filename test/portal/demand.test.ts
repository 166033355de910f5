import { expect, test } from 'vitest'
import { createDemand } from '../../src/portal/demand.ts'

test('what was asked for counts for some four seconds', () => {
  const demand = createDemand()
  expect(demand.lately(0)).toBe(0)
  for (let at = 0; at < 1_000; at += 10) demand.note(at, at < 500)
  expect(demand.lately(1_000)).toBe(100)
  expect(demand.lately(3_900)).toBe(100)
  expect(demand.lately(4_550), 'the first half is long ago').toBeLessThan(60)
  expect(demand.lately(5_200)).toBe(0)
  expect([demand.lastAt(), demand.lastUrgentAt()]).toEqual([990, 490])
})
