import { expect, test } from 'vitest'
import { planBudget } from '../../src/core/budget.ts'

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
