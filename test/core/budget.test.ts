import { expect, test } from 'vitest'
import { planBudget } from '../../src/core/jobs/budget.ts'

const standard = { perSecond: 1.5, burst: 37, inUse: 0 }

test.each([
  { name: 'nothing costs nothing', deals: 0, companies: 0, reading: 0, writing: 0, seconds: 0 },
  { name: 'one deal is read and written', deals: 1, companies: 1, reading: 1, writing: 1, seconds: 0 },
  {
    name: 'a thousand deals of a hundred companies',
    deals: 1_000,
    companies: 100,
    reading: 3,
    writing: 40,
    seconds: 4,
  },
])('plan: $name', ({ deals, companies, reading, writing, seconds }) => {
  const plan = planBudget({ deals, companies, linked: 0, changing: 1 }, standard)
  expect(plan.requests).toEqual({ reading, writing, total: reading + writing })
  expect(plan.seconds).toBe(seconds)
})

test('deals with contacts cost a question each, and what is used already comes later', () => {
  const job = { deals: 1_000, companies: 100, linked: 1, changing: 0 }
  expect(planBudget(job, standard).requests).toEqual({ reading: 23, writing: 0, total: 23 })
  expect(planBudget(job, { ...standard, inUse: 37 }).seconds).toBeCloseTo(23 / 1.5)
  expect(planBudget(job, standard).shareOfHour).toBeCloseTo(23 / 5_400)
})

test('without a limit it takes no time that could be told', () => {
  expect(planBudget({ deals: 1e6, companies: 1e5, linked: 1, changing: 1 }, null)).toMatchObject({
    seconds: 0,
    shareOfHour: 0,
  })
})

test('a slow portal takes fewer writes a request, and no more of a method than it may use', () => {
  const job = { deals: 20_000, companies: 100, linked: 0, changing: 1 }
  const calls = { read: 0.02, write: 0.3, perRequest: 15, perMethod: 384 }
  const quick = planBudget(job, { ...standard, calls: { ...calls, write: 0.01 } })
  expect(quick.requests.writing).toBe(800)
  expect(quick.seconds).toBeCloseTo((quick.requests.total - 37) / 1.5)
  const slow = planBudget(job, { ...standard, calls })
  expect(slow.requests.writing).toBe(800)
  // 6,000 s of writing at 384 in ten minutes, the first of which are there at once.
  expect(slow.seconds).toBeCloseTo((6_000 / 384 - 1) * 600)
  expect(planBudget(job, { ...standard, calls: { ...calls, write: 1.3 } }).requests.writing).toBe(
    Math.ceil(20_000 / 11),
  )
})
