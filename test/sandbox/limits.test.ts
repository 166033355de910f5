import { describe, expect, test } from 'vitest'
import { aPortal, call, errorOf } from './client.ts'

describe('request rate', () => {
  test('one more than the bucket passes, then 503 until it has drained', async () => {
    let now = 1_000_000
    const portal = await aPortal({ clock: () => now, limits: { bucketSize: 3, drainPerSecond: 2 } })
    const statuses: number[] = []
    for (let count = 0; count < 5; count += 1) statuses.push((await call(portal, 'server.time')).status)
    expect(statuses).toEqual([200, 200, 200, 200, 503])
    expect(errorOf(await call(portal, 'server.time'))).toEqual([503, 'QUERY_LIMIT_EXCEEDED', 'Too many requests'])
    now += 1_000
    expect((await call(portal, 'server.time')).status).toBe(200)
  })

  test('refused requests can count', async () => {
    let now = 0
    const limits = { bucketSize: 1, drainPerSecond: 1 }
    const portal = await aPortal({ clock: () => now, limits, behaviour: { refusedRequestsCount: true } })
    for (let count = 0; count < 6; count += 1) await call(portal, 'server.time')
    now += 2_000
    expect((await call(portal, 'server.time')).status).toBe(503)
  })

  test('a batch is one request', async () => {
    const portal = await aPortal({ clock: () => 0, limits: { bucketSize: 1, drainPerSecond: 1 } })
    const cmd = Array.from({ length: 20 }, () => 'server.time')
    expect((await call(portal, 'batch', { cmd })).status).toBe(200)
    expect((await call(portal, 'batch', { cmd })).status).toBe(200)
  })

  test('plans differ', async () => {
    const standard = await aPortal({ limits: 'standard', clock: () => 0 })
    const answers = await Promise.all(Array.from({ length: 60 }, () => call(standard, 'server.time')))
    expect(answers.filter(({ status }) => status === 200)).toHaveLength(51)
  })
})

describe('operating time', () => {
  const limits = { operatingSeconds: 10, operatingCost: { 'crm.deal.contact.fields': 4, 'server.time': 0.05 } }

  test('the call that crosses the limit ends; the next is 429; other methods go on; it passes with its baskets', async () => {
    let now = Date.parse('2026-09-01T08:00:30Z')
    const portal = await aPortal({ clock: () => now, limits })
    const fields = () => call(portal, 'crm.deal.contact.fields')
    const resetAt = Date.parse('2026-09-01T08:10:00Z') / 1000
    expect((await fields()).body.time).toMatchObject({ operating: 4, operating_reset_at: resetAt })
    now += 60_000
    await fields()
    expect((await fields()).body.time).toMatchObject({ operating: 12, operating_reset_at: resetAt })
    expect(portal.operatingUsed()).toEqual({ 'crm.deal.contact.fields': 12 })
    expect(errorOf(await fields())).toEqual([
      429,
      'OPERATION_TIME_LIMIT',
      'Method is blocked due to operation time limit.',
    ])
    expect((await call(portal, 'server.time')).body.time).toMatchObject({ operating: 0 })
    now = resetAt * 1000
    expect((await fields()).status).toBe(200)
  })

  test.each([
    ['inner', 4, 0],
    ['outer', 0, 4],
    ['both', 4, 4],
  ] as const)('a batch is billed to %s', async (batchBilling, method, batch) => {
    const portal = await aPortal({ limits: { ...limits, operatingSeconds: 4 }, behaviour: { batchBilling } })
    const cmd = { one: 'crm.deal.contact.fields' }
    await call(portal, 'batch', { cmd })
    expect((await call(portal, 'crm.deal.contact.fields')).status).toBe(method === 0 ? 200 : 429)
    expect((await call(portal, 'batch', { cmd: {} })).status).toBe(batch === 0 ? 200 : 429)
  })

  test('what a call takes shows in its time, billed or not, and a batch takes what its commands take', async () => {
    const startedAt = Date.parse('2026-09-01T08:00:00Z')
    const portal = await aPortal({ clock: () => startedAt, limits })
    const cmd = { fields: 'crm.deal.contact.fields', time: 'server.time', scope: 'scope' }
    const { result, time } = (await call(portal, 'batch', { cmd })).body
    expect(result).toMatchObject({
      result_time: {
        fields: { duration: 4, processing: 4, operating: 4, date_finish: '2026-09-01T10:00:04+02:00' },
        time: { duration: 0.05, operating: 0 },
        scope: { duration: 0, operating: 0 },
      },
    })
    expect(time).toMatchObject({ duration: 4.05, start: startedAt / 1000, finish: startedAt / 1000 + 4.05 })
  })

  test('an answer can wait for it', async () => {
    const operatingCost = { 'server.time': 0.06 }
    const portal = await aPortal({ limits: { operatingCost }, behaviour: { operatingTimeWaited: true } })
    const startedAt = performance.now()
    await call(portal, 'batch', { cmd: ['server.time', 'server.time', 'no.such.method'] })
    expect(performance.now() - startedAt).toBeGreaterThan(115)
  })

  test('an on-premise portal may leave it out of time', async () => {
    const portal = await aPortal({ limits: 'onpremise', behaviour: { operatingShown: false } })
    const { time } = (await call(portal, 'server.time')).body
    expect(Object.keys(time as object)).toEqual([
      'start',
      'finish',
      'duration',
      'processing',
      'date_start',
      'date_finish',
    ])
  })
})
