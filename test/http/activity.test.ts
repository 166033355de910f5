import { expect, test } from 'vitest'
import { asProgram, fakeDeps } from './fake-deps.ts'

/** The clock of these deps. */
const now = Date.parse('2026-08-21T10:00:30.000Z')
const hourMs = 3_600_000

test.each([
  ['', hourMs, 24, now - 24 * hourMs],
  ['?step=day', 24 * hourMs, 7, now - 7 * 24 * hourMs],
  ['?from=2026-08-21T08:00:00Z', hourMs, 3, Date.parse('2026-08-21T08:00:00Z')],
  ['?from=2026-08-01&to=2026-08-03&step=day', 24 * hourMs, 2, Date.parse('2026-08-01')],
])('/api/activity%s is told in whole steps', async (query, stepMs, count, from) => {
  const { app, seen } = fakeDeps()
  const { status, body } = await asProgram(app).get(`/api/activity${query}`)
  expect(status).toBe(200)
  expect(seen.other).toEqual([{ from: new Date(from), stepMs, count }])
  expect(body).toMatchObject({ from: new Date(from).toISOString(), stepSeconds: stepMs / 1000, dealsChanged: 3 })
  expect(body.items).toHaveLength(count)
  expect(body.items[1]).toEqual({ from: new Date(from + stepMs).toISOString(), runs: { applied: 1 }, events: 2 })
})

test.each([
  '?from=2026-08-21T11:00:00Z',
  '?from=2026-05-01&step=day',
  '?from=2026-07-01',
  '?from=2026-08-01&to=2026-08-01',
])('/api/activity%s is refused: its cost is bounded', async (query) => {
  for (const path of ['/api/activity', '/api/activity/rules']) {
    const { status, body } = await asProgram(fakeDeps().app).get(path + query)
    expect([status, body.error.details[0].path]).toEqual([400, '/from'])
  }
})

test('rules are told by step', async () => {
  const { body } = await asProgram(fakeDeps().app).get('/api/activity/rules?step=day')
  expect(body.items).toEqual([expect.objectContaining({ key: 'attach-primary', matched: [1, 1, 1, 1, 1, 1, 1] })])
})
