import { describe, expect, test } from 'vitest'
import { PortalError } from '../../src/core/runs/portal-error.ts'
import { aRule, aRun, aStatus, aToken, otherId, runId } from './examples.ts'
import { asProgram, fakeDeps } from './fake-deps.ts'

describe('lists', () => {
  test('runs pass every filter on, parsed', async () => {
    const { app, seen } = fakeDeps()
    const answer = await asProgram(app).get('/api/runs').query({
      dealId: '42',
      contactId: '7',
      status: 'applied',
      rule: 'attach-primary',
      trigger: 'event',
      from: '2026-08-21T12:00:00+02:00',
      to: '2026-08-22',
      cursor: 'abc_-',
      limit: '200',
    })
    expect(answer.status).toBe(200)
    expect(answer.body).toMatchObject({ items: [{ id: runId }], nextCursor: 'next' })
    expect(answer.body.items[0].rules[0]).not.toHaveProperty('trace')
    expect(seen.other).toEqual([
      {
        dealId: 42,
        contactId: 7,
        status: 'applied',
        rule: 'attach-primary',
        trigger: 'event',
        from: new Date('2026-08-21T10:00:00Z'),
        to: new Date('2026-08-22T00:00:00Z'),
        cursor: 'abc_-',
        limit: 200,
      },
    ])
  })

  test('alerts pass every filter on, parsed; without one they are all asked for', async () => {
    const { app, seen } = fakeDeps()
    const query = { open: '0', kind: 'rule-held', from: '2026-08-21', to: '2026-08-22', limit: '5' }
    expect((await asProgram(app).get('/api/alerts').query(query)).status).toBe(200)
    await asProgram(app).get('/api/alerts').query({ open: '1' })
    await asProgram(app).get('/api/alerts')
    const days = { from: new Date('2026-08-21T00:00:00Z'), to: new Date('2026-08-22T00:00:00Z') }
    expect(seen.other).toEqual([
      { isOpen: false, kind: 'rule-held', ...days, limit: 5 },
      { isOpen: true, limit: 50 },
      { limit: 50 },
    ])
  })

  test('events pass every filter on, parsed', async () => {
    const { app, seen } = fakeDeps()
    await asProgram(app).get('/api/events').query({ dealId: '42', status: 'pending', event: 'oncrmdealadd' })
    expect(seen.other).toEqual([{ dealId: 42, status: 'pending', event: 'ONCRMDEALADD', limit: 50 }])
  })

  test.each([
    ['/api/runs?limit=0', '/limit'],
    ['/api/runs?limit=1001', '/limit'],
    ['/api/runs?limit=ten', '/limit'],
    ['/api/runs?limit=1e2', '/limit'],
    ['/api/alerts?open=2', '/open'],
    ['/api/alerts?kind=gone', '/kind'],
    ['/api/runs?contactId=0', '/contactId'],
    ['/api/runs?dealId=0', '/dealId'],
    ['/api/runs?dealId=-1', '/dealId'],
    ['/api/runs?dealId=1.5', '/dealId'],
    ['/api/runs?dealId=9999999999999999', '/dealId'],
    ['/api/runs?dealId=', '/dealId'],
    ['/api/runs?status=done', '/status'],
    ['/api/runs?trigger=clock', '/trigger'],
    ['/api/runs?rule=NO', '/rule'],
    ['/api/runs?from=yesterday', '/from'],
    ['/api/runs?to=2026-02-30', '/to'],
    ['/api/runs?cursor=%00', '/cursor'],
    ['/api/runs?deal=42', '/deal'],
    ['/api/runs?dealId=1&dealId=2', '/dealId'],
    ['/api/runs?__proto__=1', '/__proto__'],
    ['/api/events?status=applied', '/status'],
    ['/api/events?event=DROP', '/event'],
    ['/api/events?limit=1001', '/limit'],
  ])('%s is refused at %s', async (address, path) => {
    const { app, seen } = fakeDeps()
    const answer = await asProgram(app).get(address)
    expect([answer.status, answer.body.error.code]).toEqual([400, 'bad_request'])
    expect(answer.body.error.details).toEqual([{ path, message: expect.any(String) }])
    expect(seen.other).toEqual([])
  })

  test.each(['runs', 'events'])('%s come a thousand at a time to who asks for so many', async (list) => {
    const { app, seen } = fakeDeps()
    expect((await asProgram(app).get(`/api/${list}?limit=1000`)).status).toBe(200)
    expect(seen.other).toEqual([{ limit: 1000 }])
  })

  test('every wrong parameter is told at once', async () => {
    const answer = await asProgram(fakeDeps().app).get('/api/runs?limit=0&status=x&y=1')
    expect(answer.body.error.details).toHaveLength(3)
  })

  test('a cursor that the store does not know is a bad parameter', async () => {
    const refuse = () => Promise.reject(Object.assign(new Error('x'), { code: 'invalid_cursor' }))
    const answer = await asProgram(fakeDeps({ listRuns: refuse }).app).get('/api/runs?cursor=abc')
    expect([answer.status, answer.body.error.details[0].path]).toEqual([400, '/cursor'])
  })
})

describe('one record', () => {
  test('a run with its traces', async () => {
    const answer = await asProgram(fakeDeps().app).get(`/api/runs/${runId}`)
    expect(answer.body).toEqual(aRun())
  })

  test('a deal and its story', async () => {
    const answer = await asProgram(fakeDeps().app).get('/api/deals/42')
    expect(answer.body).toMatchObject({ dealId: 42, runs: [{ id: runId }], events: [{ id: otherId }] })
  })

  test('the state', async () => {
    const answer = await asProgram(fakeDeps().app).get('/api/status')
    expect(answer.body).toEqual(aStatus())
  })

  test.each([
    [`/api/runs/${otherId}`, 'not_found'],
    ['/api/runs/1', 'not_found'],
    ["/api/runs/'--", 'not_found'],
    ['/api/deals/43', 'deal_not_found'],
    ['/api/deals/0', 'not_found'],
    ['/api/deals/forty', 'not_found'],
    ['/api/nothing', 'not_found'],
    ['/api', 'not_found'],
    ['/API/rules', 'not_found'],
  ])('%s is not there', async (address, code) => {
    const answer = await asProgram(fakeDeps().app).get(address)
    expect([answer.status, answer.body.error.code]).toEqual([404, code])
  })
})

describe('running a deal', () => {
  test('answers the run when it is finished in time', async () => {
    const { app, seen } = fakeDeps()
    const answer = await asProgram(app).post('/api/deals/42/run')
    expect([answer.status, answer.body.id]).toEqual([200, runId])
    expect(seen.other).toEqual([{ dealId: 42, caller: expect.objectContaining({ name: 'Ada' }) }])
  })

  test('else says that it is queued', async () => {
    const answer = await asProgram(fakeDeps().app).post('/api/deals/43/run')
    expect([answer.status, answer.body]).toEqual([202, { status: 'queued', requestId: otherId }])
  })
})

describe('a preview', () => {
  test.each([
    { name: 'with the stored rules', body: { dealId: 42 }, rule: null },
    { name: 'with a draft', body: { dealId: 42, rule: aRule() }, rule: aRule() },
    {
      name: 'with a draft that was read before',
      body: { dealId: 42, rule: { ...aRule(), version: 3 } },
      rule: aRule(),
    },
  ])('$name', async ({ body, rule }) => {
    const { app, seen } = fakeDeps()
    const answer = await asProgram(app).post('/api/preview').send(body)
    expect([answer.status, answer.body.dealId]).toEqual([200, 42])
    expect(seen.other).toEqual([{ dealId: 42, rule }])
  })

  test.each([
    { name: 'an unknown deal', body: { dealId: 43 }, status: 404, code: 'deal_not_found' },
    { name: 'no deal', body: {}, status: 400, code: 'bad_request' },
    { name: 'a deal in words', body: { dealId: '42' }, status: 400, code: 'bad_request' },
    { name: 'a list', body: [], status: 400, code: 'bad_request' },
    { name: 'an unknown name', body: { dealId: 42, rules: [] }, status: 400, code: 'bad_request' },
    { name: 'a wrong draft', body: { dealId: 42, rule: { key: 'x' } }, status: 422, code: 'invalid_rule' },
  ])('of $name is refused', async ({ body, status, code }) => {
    const answer = await asProgram(fakeDeps().app).post('/api/preview').send(body)
    expect([answer.status, answer.body.error.code]).toEqual([status, code])
  })

  test.each([
    { kind: 'limit', status: 503, wait: '30' },
    { kind: 'transient', status: 503, wait: '5' },
    { kind: 'wrong-credentials', status: 502, wait: undefined },
    { kind: 'no-permission', status: 502, wait: undefined },
    { kind: 'our-mistake', status: 502, wait: undefined },
  ] as const)('tells portal trouble in its words: $kind', async ({ kind, status, wait }) => {
    const fault = { code: 'X', method: 'crm.item.get', message: 'The portal is out.' }
    const retryAt = Date.parse('2026-08-21T10:01:00.000Z')
    const error = new PortalError(kind, kind === 'limit' ? { ...fault, retryAt } : fault)
    const answer = await asProgram(fakeDeps({ previewDeal: () => Promise.reject(error) }).app)
      .post('/api/preview')
      .send({ dealId: 42 })
    expect(answer.status).toBe(status)
    expect(answer.body.error).toEqual({ code: 'portal_unavailable', message: 'The portal is out.' })
    expect(answer.headers['retry-after']).toBe(wait)
  })
})

test('a record that went away on the portal meanwhile is not found', async () => {
  const error = new PortalError('not-found', { code: 'X', method: 'crm.item.get', message: 'Deal 42 is gone.' })
  const answer = await asProgram(fakeDeps({ runDealNow: () => Promise.reject(error) }).app).post('/api/deals/42/run')
  expect([answer.status, answer.body.error]).toEqual([404, { code: 'not_found', message: 'Deal 42 is gone.' }])
})

describe('tokens', () => {
  test('are listed without anything that opens a door', async () => {
    const stored = { ...aToken(), hash: 'stored-hash', secret: 'stored-secret' }
    const { deps } = fakeDeps()
    const { app } = fakeDeps({ tokens: { ...deps.tokens, list: async () => [stored] } })
    const answer = await asProgram(app).get('/api/tokens')
    expect(answer.body).toEqual({ items: [aToken()] })
  })

  test('show their secret once, when created', async () => {
    const { app, seen } = fakeDeps()
    const answer = await asProgram(app).post('/api/tokens').send({ name: ' ci ' })
    expect([answer.status, answer.body.secret, answer.body.name]).toEqual([201, 'shown-once', 'ci'])
    expect(seen.other).toEqual([expect.objectContaining({ name: 'ci', role: 'administrator', expiresAt: null })])
  })

  test.each([
    {},
    { name: '' },
    { name: 'x'.repeat(101) },
    { name: 'a', expiresAt: 'soon' },
    { name: 'a', kind: 'session' },
  ])('cannot be created from %j', async (body) => {
    const answer = await asProgram(fakeDeps().app).post('/api/tokens').send(body)
    expect([answer.status, answer.body.error.code]).toEqual([400, 'bad_request'])
  })

  test.each([
    [runId, 204],
    [otherId, 404],
    ['deploy', 404],
  ])('are revoked by id: %s %i', async (id, status) => {
    const answer = await asProgram(fakeDeps().app).delete(`/api/tokens/${id}`)
    expect(answer.status).toBe(status)
  })
})

describe('what people pick from', () => {
  test('fields are listed with what rules see of them', async () => {
    const field = { type: 'crm_status', isMultiple: false, title: 'Stage', statusType: 'DEAL_STAGE', items: null }
    const { app } = fakeDeps({
      portalCatalogue: async () => ({
        fields: { deal: { stageId: field }, company: null, contact: {} },
        categories: null,
        statuses: [],
        users: [{ id: 17, name: 'Ada' }],
        readAt: '2026-08-21T10:00:00.000Z',
      }),
    })
    const answer = await asProgram(app).get('/api/portal/fields')
    expect(answer.body).toEqual({
      readAt: '2026-08-21T10:00:00.000Z',
      deal: [{ name: 'stageId', kind: 'text', ...field }],
      company: null,
      contact: [],
      pipelines: null,
      directories: [],
      users: [{ id: 17, name: 'Ada' }],
    })
  })

  test('deals are searched by what was typed, without the spaces around it', async () => {
    const deal = { id: 42, title: 'Parts', stageId: 'NEW', categoryId: 0, companyId: 0 }
    const { app } = fakeDeps({ findDeals: async (text) => (text === 'parts' ? [deal] : []) })
    const answer = await asProgram(app).get('/api/deals/search').query({ q: ' parts ' })
    expect(answer.body).toEqual({ items: [deal] })
    expect((await asProgram(app).get('/api/deals/search').query({ q: ' ' })).status).toBe(400)
  })
})
