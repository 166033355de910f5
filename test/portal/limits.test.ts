import { describe, expect, onTestFinished, test, vi } from 'vitest'
import { createBucket } from '../../src/portal/bucket.ts'
import { connectPortal } from '../../src/portal/client.ts'
import { aClient, aClock, aSandbox, aStub, errorOf, webhook } from './portals.ts'

const links = (id: number) => ({ method: 'crm.deal.contact.items.get', params: { id } })
const throttled = { status: 503, body: { error: 'QUERY_LIMIT_EXCEEDED', error_description: 'Too many requests' } }

describe('the bucket', () => {
  test.each([
    { plan: 'standard', headroom: { rateShare: 1, burstShare: 1 }, burst: 50, perSecond: 2 },
    { plan: 'standard', headroom: { rateShare: 0.75, burstShare: 0.5 }, burst: 25, perSecond: 1.5 },
    { plan: 'enterprise', headroom: { rateShare: 1, burstShare: 1 }, burst: 250, perSecond: 5 },
  ] as const)(
    '$plan lets $burst through at once, then $perSecond per second',
    ({ plan, headroom, burst, perSecond }) => {
      const bucket = createBucket(plan, headroom)
      for (let i = 0; i < burst; i++) {
        expect(bucket.delayMs(0)).toBe(0)
        bucket.fill(0)
      }
      expect(bucket.delayMs(0)).toBe(Math.ceil(1000 / perSecond))
      expect(bucket.delayMs(1000)).toBe(0)
      expect(bucket.level(1000)).toBeCloseTo(burst - perSecond)
    },
  )

  test('of a process that does not work on deals is a fifth of it, from the moment that it no longer does', () => {
    let part = 1
    const bucket = createBucket('standard', { rateShare: 1, burstShare: 1 }, () => part)
    for (let i = 0; i < 20; i++) bucket.fill(0)
    expect(bucket.delayMs(0)).toBe(0)
    part = 0.2
    expect(bucket.size()).toBe(10)
    expect(bucket.delayMs(0), 'eleven too many, at 0.4 a second').toBe(27_500)
  })

  test('counts as full where another has spent of it until now', async () => {
    const clock = aClock()
    const stub = await aStub(() => ({ body: { result: true } }))
    const client = aClient(stub.webhookUrl, { ...clock, plan: 'standard' })
    client.assumeSpent()
    await client.call('server.time', {})
    expect(clock.waits).toEqual([667])
  })

  test('leaks on while the time of day is set back', async () => {
    const stub = await aStub(() => ({ body: { result: true } }))
    vi.useFakeTimers({ toFake: ['Date'] })
    onTestFinished(() => void vi.useRealTimers())
    const client = connectPortal({
      webhookUrl: webhook(stub.webhookUrl),
      plan: 'standard',
      version: '0.0.0',
      headroom: { rateShare: 1, burstShare: 0.1 },
    })
    onTestFinished(() => client.close())
    await Promise.all(Array.from({ length: 5 }, () => client.call('server.time', {})))
    vi.setSystemTime(Date.now() - 60 * 60_000)
    await client.call('server.time', {})
    expect(client.load().bucketLevel).toBeLessThan(6)
  })

  test('is looked at again while somebody waits for it, as more of it may be ours by then', async () => {
    const clock = aClock()
    let part = 1
    const stub = await aStub(() => ({ body: { result: true } }))
    const wait = (ms: number) => {
      part = 1
      return clock.wait(ms)
    }
    const client = aClient(stub.webhookUrl, { ...clock, wait, plan: 'standard', part: () => part })
    for (let i = 0; i < 37; i++) await client.call('server.time', {})
    part = 0.2
    await client.call('server.time', {})
    expect(clock.waits, 'not the 100 s that a fifth would have taken').toEqual([1_000])
  })

  test('keeps a portal of the same plan from ever refusing', async () => {
    const clock = aClock()
    const { sandbox, client } = await aSandbox({ limits: 'standard', clock: clock.now }, { ...clock, plan: 'standard' })
    // One after the other: the portal's clock is the client's, and moves while nothing is on its way.
    for (let i = 0; i < 120; i++) await client.call('server.time', {})
    expect(sandbox.requests.filter((request) => request.error !== null)).toEqual([])
    expect(sandbox.requests).toHaveLength(120)
    expect(clock.waits.length).toBeGreaterThan(80)
    expect(client.load()).toMatchObject({ inFlight: 0, waiting: 0, pausedUntil: null, bucketSize: 37 })
  })
})

describe('QUERY_LIMIT_EXCEEDED', () => {
  test('pauses 1, 2, 4 s and asks again, also for a write: nothing was done', async () => {
    const clock = aClock()
    const stub = await aStub((_request, index) => (index < 3 ? throttled : { body: { result: true } }))
    const client = aClient(stub.webhookUrl, clock)
    expect((await client.call('crm.deal.contact.items.delete', { id: 1 })).result).toBe(true)
    expect(clock.waits).toEqual([1000, 2000, 4000])
  })

  test('the bucket counts as full then, whoever filled it: one request at a time follows, at the plan’s pace', async () => {
    const clock = aClock()
    const stub = await aStub((_request, index) => (index === 0 ? throttled : { body: { result: true } }))
    const client = aClient(stub.webhookUrl, { ...clock, plan: 'standard' })
    await client.call('server.time', {})
    expect(clock.waits).toEqual([1000])
    for (let i = 0; i < 4; i++) await client.call('server.time', {})
    // 1.5 a second, after the one and a half that the pause made room for.
    expect(clock.waits.slice(1).reduce((sum, ms) => sum + ms, 0)).toBeGreaterThan(2_000)
  })

  test.each([503, 429])('a gateway’s page that says the same (%i) pauses as well', async (status) => {
    const clock = aClock()
    const stub = await aStub((_request, index) =>
      index === 0 ? { status, body: '<html>Too many requests</html>' } : { body: { result: true } },
    )
    await aClient(stub.webhookUrl, clock).call('profile', {})
    expect(clock.waits.reduce((sum, ms) => sum + ms, 0)).toBe(1_000)
  })

  test('gives up after about 30 s and says when to come back', async () => {
    const clock = aClock()
    const start = clock.now()
    const stub = await aStub(() => throttled)
    const client = aClient(stub.webhookUrl, clock)
    const error = await errorOf(client.call('profile', {}))
    expect(error).toMatchObject({ kind: 'limit', code: 'QUERY_LIMIT_EXCEEDED', isRetryable: true })
    expect(error.retryAt).toBe(start + 31_000)
    expect(clock.now() - start).toBeLessThanOrEqual(30_000)
    expect(client.load().pausedUntil).toBe(error.retryAt)
  })

  test('pauses with jitter, never over 60 s', async () => {
    const clock = aClock()
    const stub = await aStub(() => throttled)
    const client = aClient(stub.webhookUrl, { ...clock, random: () => 0.999 })
    for (let i = 0; i < 6; i++) {
      const error = await errorOf(client.call('profile', {}))
      expect((error.retryAt ?? 0) - clock.now()).toBeLessThanOrEqual(60_000)
      await clock.wait((error.retryAt ?? 0) - clock.now())
    }
    expect(clock.waits[0]).toBe(1250)
  })

  test('lets one request at a time through until one succeeds', async () => {
    const clock = aClock()
    let inFlight = 0
    let most = 0
    const stub = await aStub((_request, index) => (response) => {
      const isRefused = index < 5
      inFlight++
      if (!isRefused && index < 7) most = Math.max(most, index === 5 ? inFlight : 0)
      setImmediate(() => {
        inFlight--
        const [status, body] = isRefused ? [503, throttled.body] : [200, { result: true }]
        response.writeHead(status, { 'content-type': 'application/json' }).end(JSON.stringify(body))
      })
    })
    const client = aClient(stub.webhookUrl, clock)
    await Promise.all(Array.from({ length: 5 }, () => client.call('profile', {})))
    expect(most).toBe(1)
    expect(clock.waits, 'five refusals at once are one pause').toEqual([1000])
  })

  test('inside a batch it befalls the command alone', async () => {
    const { sandbox, client } = await aSandbox()
    const dealId = sandbox.data.addDeal()
    sandbox.faults.next({ kind: 'query-limit', method: 'crm.deal.contact.items.get' })
    const answers = await client.batch({ a: links(dealId), b: links(dealId) })
    const [a, b] = [answers.get('a'), answers.get('b')]
    expect(a?.ok === false && a.error.kind).toBe('limit')
    expect(a?.ok === false && a.error.retryAt).toBeTypeOf('number')
    expect(b?.ok).toBe(true)
  })
})

describe('OPERATION_TIME_LIMIT', () => {
  const resetAt = (clock: { now: () => number }, inSeconds: number) => Math.floor(clock.now() / 1000) + inSeconds

  test('pauses the method until the remembered reset and a second; others go on', async () => {
    const clock = aClock()
    const at = resetAt(clock, 240)
    const stub = await aStub(({ path }, index) =>
      path.includes('profile') || index === 0
        ? { body: { result: true, time: { operating: 200.5, operating_reset_at: at } } }
        : { status: 429, body: { error: 'OPERATION_TIME_LIMIT', error_description: 'Method is blocked' } },
    )
    const client = aClient(stub.webhookUrl, clock)
    await client.call('crm.item.get', {})
    const error = await errorOf(client.call('crm.item.get', {}))
    expect(error).toMatchObject({ kind: 'limit', code: 'OPERATION_TIME_LIMIT', retryAt: at * 1000 + 1000 })
    expect(await errorOf(client.call('crm.item.get', {})), 'not even asked').toMatchObject({
      retryAt: at * 1000 + 1000,
    })
    await client.call('profile', {})
    expect(stub.requests).toHaveLength(3)
    expect(client.load().methods).toContainEqual({
      method: 'crm.item.get',
      operatingSeconds: 200.5,
      limitSeconds: null,
      pausedUntil: at * 1000 + 1000,
    })
    await clock.wait(242_000)
    await errorOf(client.call('crm.item.get', {}))
    expect(stub.requests, 'asked again').toHaveLength(4)
  })

  test.each([-3_600, 3_600])('by the portal’s own clock, which is %i s off', async (offSeconds) => {
    const clock = aClock()
    const start = clock.now() / 1000 + offSeconds
    const time = { operating: 400, operating_reset_at: start + 240, start }
    const stub = await aStub(() => ({ body: { result: true, time } }))
    const client = aClient(stub.webhookUrl, { ...clock, plan: 'standard' })
    await client.call('crm.item.get', {})
    expect(await errorOf(client.call('crm.item.get', {}))).toMatchObject({ retryAt: clock.now() + 241_000 })
  })

  test('by the time of day, also after that was set', async () => {
    const stub = await aStub(() => ({ status: 429, body: { error: 'OPERATION_TIME_LIMIT' } }))
    vi.useFakeTimers({ toFake: ['Date'] })
    onTestFinished(() => void vi.useRealTimers())
    const client = connectPortal({ webhookUrl: webhook(stub.webhookUrl), plan: 'standard', version: '0.0.0' })
    onTestFinished(() => client.close())
    const before = Date.now()
    await errorOf(client.call('crm.item.get', {}))
    vi.setSystemTime(before - 60 * 60_000)
    const { retryAt } = await errorOf(client.call('crm.item.get', {}))
    expect(Math.abs((retryAt ?? 0) - (before - 59 * 60_000))).toBeLessThan(5_000)
    const [method] = client.load().methods
    expect(method?.pausedUntil).toBe(retryAt)
  })

  test('without a remembered reset it is a minute', async () => {
    const clock = aClock()
    const stub = await aStub(() => ({ status: 429, body: { error: 'OPERATION_TIME_LIMIT' } }))
    const error = await errorOf(aClient(stub.webhookUrl, clock).call('crm.item.get', {}))
    expect(error.retryAt).toBe(clock.now() + 60_000)
  })

  test.each(['inner', 'outer', 'both'] as const)('in batches of a portal that bills %s', async (batchBilling) => {
    const clock = aClock()
    const cost = { batch: 6, 'crm.deal.contact.items.get': 6, 'crm.item.fields': 0.2 }
    const { sandbox, client } = await aSandbox(
      { clock: clock.now, behaviour: { batchBilling }, limits: { operatingSeconds: 10, operatingCost: cost } },
      clock,
    )
    const dealId = sandbox.data.addDeal()
    const commands = { links: links(dealId), fields: { method: 'crm.item.fields', params: { entityTypeId: 2 } } }
    let refused: number | null = null
    for (let i = 0; i < 4 && refused === null; i++) {
      const answers = await client.batch(commands).catch((error: { kind: string; retryAt: number }) => error)
      if (!(answers instanceof Map)) {
        expect(answers.kind).toBe('limit')
        refused = answers.retryAt
        continue
      }
      const answer = answers.get('links')
      if (answer?.ok !== false) continue
      expect(answer.error.kind).toBe('limit')
      refused = answer.error.retryAt
      const before = sandbox.requests.length
      expect((await client.batch({ links: links(dealId) })).get('links')?.ok).toBe(false)
      expect(sandbox.requests.length, 'a paused method is not sent').toBe(before)
    }
    expect(refused).toBeGreaterThan(clock.now())
    expect(refused).toBeLessThanOrEqual(clock.now() + 601_000)
  })
})

describe('execution time', () => {
  const answering = (operating: (index: number) => number, at: number) =>
    aStub((_request, index) => ({
      body: { result: true, time: { operating: operating(index), operating_reset_at: at } },
    }))

  test('a method that has used four fifths is paused before the portal has to; others go on', async () => {
    const clock = aClock()
    const at = Math.floor(clock.now() / 1000) + 300
    const stub = await answering((index) => (index === 0 ? 384 : 10), at)
    const client = aClient(stub.webhookUrl, { ...clock, plan: 'standard' })
    await client.call('crm.item.get', {})
    expect(await errorOf(client.call('crm.item.get', {}))).toMatchObject({
      kind: 'limit',
      code: 'OPERATION_TIME_LIMIT',
      retryAt: at * 1000 + 1000,
    })
    await client.call('crm.item.list', {})
    expect(stub.requests).toHaveLength(2)
    await clock.wait(302_000)
    await client.call('crm.item.get', {})
  })

  test('is told for ten minutes, after which the portal has given all of it back', async () => {
    const clock = aClock()
    const stub = await answering((index) => (index === 0 ? 20 : 260), Math.floor(clock.now() / 1000) + 900)
    const client = aClient(stub.webhookUrl, { ...clock, plan: 'standard' })
    const told = () => client.load().methods.map(({ operatingSeconds }) => operatingSeconds)
    await client.call('crm.item.get', {})
    await clock.wait(9 * 60_000)
    expect(told()).toEqual([20])
    await clock.wait(2 * 60_000)
    expect(told()).toEqual([0])
    await client.call('crm.item.get', {})
    expect([told(), client.load().rests.size], 'what others have used is no call’s cost').toEqual([[260], 0])
  })

  test('from half of it on, what is left is spread over the time until some is given back', async () => {
    const clock = aClock()
    const at = Math.floor(clock.now() / 1000) + 100
    // 240, 249.6, 259.2 … of 480 s: each call uses a fourteenth of what is left up to four fifths.
    const stub = await answering((index) => 240 + index * 9.6, at)
    const client = aClient(stub.webhookUrl, { ...clock, plan: 'standard' })
    await client.call('crm.item.get', {})
    await client.call('crm.item.get', {})
    const restMs = (client.load().rests.get('crm.item.get') ?? 0) - clock.now()
    expect(restMs).toBeGreaterThan(6_000)
    expect(restMs).toBeLessThan(8_000)
  })

  test('a batch counts with all that its commands have used', async () => {
    const clock = aClock()
    const at = Math.floor(clock.now() / 1000) + 300
    let used = 240
    const stub = await aStub((_request, index) => {
      const keys = Object.keys(
        index === 0 ? { c0: 0 } : Object.fromEntries(Array.from({ length: 25 }, (_, i) => [`c${i}`, 0])),
      )
      const times = keys.map((key) => {
        used += 0.5
        return [key, { operating: used, operating_reset_at: at }]
      })
      const result = Object.fromEntries(keys.map((key) => [key, []]))
      return { body: { result: { result, result_error: [], result_time: Object.fromEntries(times) } } }
    })
    const client = aClient(stub.webhookUrl, { ...clock, plan: 'standard' })
    await client.batch({ c0: links(1) })
    await client.batch(Object.fromEntries(Array.from({ length: 25 }, (_, i) => [`c${i}`, links(i)])))
    // 12.5 of the 131 s that are left up to four fifths, so a tenth of the 300 s until some is given back.
    const restMs = (client.load().rests.get('crm.deal.contact.items.get') ?? 0) - clock.now()
    expect(restMs).toBeGreaterThan(27_000)
    expect(restMs).toBeLessThan(30_000)
  })

  test('a portal that charges the batch itself does not count against the methods in it', async () => {
    const clock = aClock()
    const at = Math.floor(clock.now() / 1000) + 300
    const time = { operating: 390, operating_reset_at: at }
    const stub = await aStub(() => ({
      body: { result: { result: { a: [], b: [] }, result_error: [], result_time: { a: time, b: time } }, time },
    }))
    const client = aClient(stub.webhookUrl, { ...clock, plan: 'standard' })
    await client.batch({ a: links(1), b: { method: 'crm.item.fields', params: { entityTypeId: 2 } } })
    expect(client.load().methods).toMatchObject([{ method: 'batch', operatingSeconds: 390 }])
    expect(await errorOf(client.batch({ a: links(1) }))).toMatchObject({ code: 'OPERATION_TIME_LIMIT' })
  })

  test('nor does a batch of one command, whose sum is the batch’s', async () => {
    const clock = aClock()
    const { client } = await aSandbox(
      {
        clock: clock.now,
        behaviour: { batchBilling: 'outer' },
        limits: { operatingSeconds: 480, operatingCost: { 'crm.deal.contact.fields': 400 } },
      },
      { ...clock, plan: 'standard' },
    )
    await client.batch({ a: { method: 'crm.deal.contact.fields', params: {} } })
    expect(client.load().methods).toMatchObject([{ method: 'batch', operatingSeconds: 400 }])
    await client.call('crm.deal.contact.fields', {})
  })

  const look = 'crm.deal.contact.items.get'
  test.each([
    { batchBilling: 'inner', billedBatchShows: 'own', charged: [look], stopped: look },
    { batchBilling: 'outer', billedBatchShows: 'own', charged: ['batch'], stopped: 'batch' },
    { batchBilling: 'outer', billedBatchShows: 'batch', charged: ['batch'], stopped: 'batch' },
    // The call that was made alone has used up the method's time first.
    { batchBilling: 'both', billedBatchShows: 'own', charged: ['batch', look], stopped: look },
  ] as const)(
    'slows down, then stops before the portal does, and pauses only what is charged: $batchBilling, showing $billedBatchShows',
    async ({ charged, stopped, ...behaviour }) => {
      const clock = aClock()
      const operatingCost = { [look]: 20, 'crm.item.fields': 0.2 }
      const { sandbox, client } = await aSandbox(
        { clock: clock.now, behaviour, limits: { operatingSeconds: 480, operatingCost } },
        { ...clock, plan: 'standard' },
      )
      const dealId = sandbox.data.addDeal()
      // Called by itself before: its own sum is not the batch's.
      await client.call(look, { id: dealId })
      const commands = { links: links(dealId), fields: { method: 'crm.item.fields', params: { entityTypeId: 2 } } }
      const slowed = new Set<string>()
      const carries = async () => {
        const answers = await client.batch(commands).catch((error: unknown) => error)
        for (const method of client.load().rests.keys()) slowed.add(method)
        return answers instanceof Map && answers.get('links')?.ok === true
      }
      let batches = 0
      while (batches < 50 && (await carries())) batches += 1
      expect(batches, 'up to four fifths').toBeGreaterThanOrEqual(18)
      expect(batches).toBeLessThanOrEqual(20)
      expect(sandbox.requests.filter(({ error }) => error !== null)).toEqual([])
      expect([...slowed].toSorted()).toEqual(charged)
      const paused = client.load().methods.filter(({ pausedUntil }) => pausedUntil !== null)
      expect(paused.map(({ method }) => method)).toEqual([stopped])
      const isStillCalled = await client.call(look, { id: dealId }).then(
        () => true,
        () => false,
      )
      expect(isStillCalled).toBe(stopped !== look)
    },
  )

  test('nor where all of a batch call one method, which may then be called by itself', async () => {
    const clock = aClock()
    const time = { operating: 390, operating_reset_at: Math.floor(clock.now() / 1000) + 300 }
    const stub = await aStub(({ path }) => ({
      body: path.includes('batch')
        ? { result: { result: { a: [], b: [] }, result_error: [], result_time: { a: time, b: time } }, time }
        : { result: [], time: { operating: 3, operating_reset_at: time.operating_reset_at } },
    }))
    const client = aClient(stub.webhookUrl, { ...clock, plan: 'standard' })
    await client.batch({ a: links(1), b: links(2) })
    expect(await errorOf(client.batch({ a: links(1) }))).toMatchObject({ code: 'OPERATION_TIME_LIMIT' })
    expect((await client.call('crm.deal.contact.items.get', { id: 1 })).result).toEqual([])
  })
})

test('OVERLOAD_LIMIT closes the portal for a quarter of an hour', async () => {
  const clock = aClock()
  const { sandbox, client } = await aSandbox({}, clock)
  sandbox.faults.always({ kind: 'overload' })
  const error = await errorOf(client.call('profile', {}))
  expect(error).toMatchObject({ kind: 'limit', code: 'OVERLOAD_LIMIT', retryAt: clock.now() + 15 * 60_000 })
  expect(await errorOf(client.call('server.time', {}))).toMatchObject({ kind: 'limit', retryAt: error.retryAt })
  expect(sandbox.requests).toHaveLength(1)
  sandbox.faults.clear()
  await clock.wait(15 * 60_000)
  await client.call('profile', {})
})

test('every request is reported', async () => {
  const reports: object[] = []
  const { sandbox, client } = await aSandbox({}, { onRequest: (report) => reports.push(report) })
  sandbox.faults.next({ kind: 'html-502', method: 'batch' })
  await client.batch({ a: links(sandbox.data.addDeal()) })
  await errorOf(client.call('crm.item.get', { entityTypeId: 2, id: 9314 }))
  expect(reports).toMatchObject([
    { method: 'batch', commands: 1, status: 502, outcome: 'transient' },
    { method: 'batch', commands: 1, status: 200, outcome: 'ok' },
    { method: 'crm.item.get', commands: 1, status: 400, outcome: 'not-found' },
  ])
})

describe('a refused webhook', () => {
  test('is left alone for half a minute, by every call, and asked again then', async () => {
    const clock = aClock()
    const refused = {
      status: 401,
      body: { error: 'INVALID_CREDENTIALS', error_description: 'Invalid request credentials' },
    }
    const stub = await aStub((_request, index) => (index === 0 ? refused : { body: { result: [] } }))
    const client = aClient(stub.webhookUrl, clock)
    expect(await errorOf(client.call('profile', {}))).toMatchObject({ kind: 'wrong-credentials' })
    const error = await errorOf(client.call('crm.deal.contact.items.get', { id: 1 }))
    expect(error).toMatchObject({
      kind: 'wrong-credentials',
      code: 'INVALID_CREDENTIALS',
      retryAt: clock.now() + 30_000,
    })
    expect(error.message).toContain('BITRIX24_WEBHOOK_URL')
    const batch = await client.batch({ links: links(1) })
    expect(batch.get('links')).toMatchObject({ ok: false, error: { kind: 'wrong-credentials' } })
    expect(stub.requests, 'only the first was sent').toHaveLength(1)
    await clock.wait(30_000)
    expect((await client.call('crm.deal.contact.items.get', { id: 1 })).result).toEqual([])
  })

  test('is one that refuses a single command of a batch as well, whatever it answers beside it', async () => {
    const refused = { error: 'insufficient_scope', error_description: '' }
    const stub = await aStub(() => ({ body: { result: { result: { one: true }, result_error: { two: refused } } } }))
    const client = aClient(stub.webhookUrl)
    const list = { method: 'crm.item.list', params: { entityTypeId: 2 } }
    const answers = await client.batch({ one: { method: 'crm.deal.contact.add', params: { id: 1 } }, two: list })
    expect([...answers.values()]).toMatchObject([{ ok: true }, { ok: false, error: { kind: 'wrong-credentials' } }])
    expect(client.refusalOf(list)).toMatchObject({ kind: 'wrong-credentials', code: 'insufficient_scope' })
    expect(client.load().paused).toMatchObject({ code: 'insufficient_scope' })
  })
})
