import { connect } from 'node:net'
import request from 'supertest'
import { describe, expect, test } from 'vitest'
import type { Fault } from '../../src/core/rules/faults.ts'
import { routesOf } from '../../src/http/routes.ts'
import { listen } from '../../src/http/server.ts'
import { apiToken, asProgram, fakeDeps } from './fake-deps.ts'

describe('errors', () => {
  test('that nobody foresaw are logged in full and told by id only', async () => {
    const { app, seen } = fakeDeps({ listRules: () => Promise.reject(new Error('password of the database: hunter2')) })
    const answer = await asProgram(app).get('/api/rules?')
    const { requestId } = answer.body.error.details
    expect(answer.status).toBe(500)
    expect(answer.body.error).toMatchObject({ code: 'internal', message: expect.stringContaining(requestId) })
    expect(answer.text).not.toMatch(/hunter2|at .*\.ts/)
    expect(seen.log).toEqual([
      {
        level: 'error',
        message: expect.any(String),
        about: expect.objectContaining({ path: '/api/rules', details: { requestId } }),
      },
    ])
  })

  test('of a database that is away ask to come back, and are no fault of ours', async () => {
    const lost = new Error('read ECONNRESET')
    const { app, seen } = fakeDeps({ listRules: () => Promise.reject(lost), isDatabaseAway: (error) => error === lost })
    const answer = await asProgram(app).get('/api/rules')
    expect([answer.status, answer.body.error.code]).toEqual([503, 'database_unavailable'])
    expect(answer.headers['retry-after']).toBe('5')
    expect(seen.log).toMatchObject([{ level: 'warn' }])
  })

  test('that carry a status of some other service stay our own fault', async () => {
    const error = Object.assign(new Error('x'), { status: 400 })
    const answer = await asProgram(fakeDeps({ listRules: () => Promise.reject(error) }).app).get('/api/rules')
    expect(answer.status).toBe(500)
  })

  test('thrown as something else than errors are answered as well', async () => {
    const { app } = fakeDeps({ listRules: () => Promise.reject('just words') })
    expect((await asProgram(app).get('/api/rules')).status).toBe(500)
  })

  test('of a body or a query are told in plain words, without what was given', async () => {
    const program = asProgram(fakeDeps().app)
    const secret = 'hunter2'
    const answers = [
      await program.post('/api/backfills').send({}),
      await program.post('/api/backfills').send({ filter: secret, mode: secret }),
      await program.get(`/api/runs?status=${secret}`),
    ]
    const told = answers.map(({ body }) => body.error.details.map(({ path, message }: Fault) => `${path}: ${message}`))
    const statuses = 'applied, unchanged, unmatched, shadow, failed, skipped, quarantined'
    expect(told).toEqual([
      ['/filter: is missing', '/mode: is missing; one of shadow, live'],
      ['/filter: must be an object', '/mode: must be one of shadow, live'],
      [`/status: must be one of ${statuses}`],
    ])
    expect(answers.map(({ text }) => text).join()).not.toContain(secret)
  })

  test.each([
    ['/api/runs?dealID=1', /^\/dealID: there is nothing of this name; did you mean "dealId"\? known are .*status/],
    ['/api/runs?colour=red', /^\/colour: there is nothing of this name; known are .*dealId/],
  ])('of an unknown name tell the nearest and the known ones: %s', async (path, message) => {
    const answer = await asProgram(fakeDeps().app).get(path)
    expect(answer.status).toBe(400)
    expect(answer.body.error.message).toMatch(message)
  })

  test('of an unknown name in a body tell the nearest at its place', async () => {
    const filter = { categoryID: 0 }
    const answer = await asProgram(fakeDeps().app).post('/api/backfills').send({ filter, mode: 'shadow' })
    expect(answer.body.error.message).toMatch(/^\/filter\/categoryID: .*did you mean "categoryId"\? known are .*isOpen/)
  })

  test.each([
    ['get', '/nothing', 404, 'not_found'],
    ['get', '/api/rules/%E0%A4%A', 400, 'bad_request'],
    ['patch', '/api/rules', 405, 'method_not_allowed'],
    ['post', '/healthz', 405, 'method_not_allowed'],
  ] as const)('%s %s: %i %s', async (method, path, status, code) => {
    const answer = await request(fakeDeps().app)[method](path)
    expect([answer.status, answer.body.error.code]).toEqual([status, code])
    expect(answer.body.error.message).toEqual(expect.any(String))
  })

  test.each([
    ['patch', '/api/rules', 'GET, HEAD'],
    ['post', '/api/rules/attach-primary', 'GET, PUT, DELETE, HEAD'],
    ['patch', '/api/rules/validate', 'POST, GET, PUT, DELETE, HEAD'],
    ['delete', '/healthz', 'GET, HEAD'],
  ] as const)('%s %s tells what is allowed: %s', async (method, path, allowed) => {
    const answer = await request(fakeDeps().app)[method](path)
    expect(answer.headers.allow).toBe(allowed)
  })

  test('a browser reads words where a program reads JSON', async () => {
    const answer = await request(fakeDeps().app).get('/nothing.png').set('Accept', 'text/html,*/*;q=0.8')
    expect([answer.status, answer.type]).toEqual([404, 'text/html'])
    const api = await request(fakeDeps().app).get('/api/nothing').set('Accept', 'text/html')
    expect(api.type).toBe('application/json')
  })

  test.each([
    { name: 'two lengths', head: 'Content-Length: 5\r\nContent-Length: 6', status: 400 },
    { name: 'a length and chunks', head: 'Content-Length: 5\r\nTransfer-Encoding: chunked', status: 400 },
    { name: 'chunks under another name', head: 'Transfer-Encoding: xchunked', status: 400 },
    { name: 'a line that is no field', head: 'no field', status: 400 },
    { name: 'a field without end', head: `X: ${'x'.repeat(70_000)}`, status: 431 },
  ])('$name leave no doubt where a request ends: $status', async ({ head, status }) => {
    const { app, seen } = fakeDeps()
    const service = await listen(app, { host: '127.0.0.1', port: 0 })
    const first = `POST /webhooks/bitrix24 HTTP/1.1\r\nHost: x\r\nContent-Type: application/x-www-form-urlencoded\r\n${head}\r\n\r\n`
    const answer = await new Promise<string>((resolve) => {
      let text = ''
      const socket = connect(Number(new URL(service.address).port), '127.0.0.1', () => {
        socket.write(
          `${first}0\r\n\r\nGET /api/status HTTP/1.1\r\nHost: x\r\nAuthorization: Bearer ${apiToken}\r\n\r\n`,
        )
      })
      socket.on('data', (part) => {
        text += part
      })
      // What is still on its way when the service hangs up may end the connection hard.
      socket.on('error', () => {})
      socket.once('close', () => resolve(text))
    })
    await service.close({ timeoutMs: 1000 })
    expect(answer.startsWith(`HTTP/1.1 ${status} `)).toBe(true)
    expect(answer.match(/^HTTP\//gm)).toHaveLength(1)
    expect(seen.events).toEqual([])
  })

  test('a caller that goes away in the middle of a body harms nobody', async () => {
    const { app, seen } = fakeDeps()
    const service = await listen(app, { host: '127.0.0.1', port: 0 })
    const port = Number(new URL(service.address).port)
    await new Promise<void>((resolve) => {
      const socket = connect(port, '127.0.0.1', () => {
        socket.write(
          'POST /webhooks/bitrix24 HTTP/1.1\r\nHost: x\r\nContent-Type: application/x-www-form-urlencoded\r\nContent-Length: 100\r\n\r\nevent=',
          () => socket.destroy(),
        )
      })
      socket.once('close', () => resolve())
    })
    expect((await fetch(`${service.address}/healthz`)).status).toBe(200)
    await service.close({ timeoutMs: 1000 })
    expect(seen.events).toEqual([])
    expect(seen.log.filter((line) => line.level === 'error')).toEqual([])
  })
})

describe('headers', () => {
  test('there is no path, and no error, without the policy that keeps strange scripts and frames out', async () => {
    const { app, deps } = fakeDeps()
    const paths = new Set(routesOf(deps).map(({ path }) => path.replaceAll(/\{\w+\}/g, 'x')))
    // An answer without an end has its fields at its beginning; a test of its own looks at them.
    paths.delete('/api/stream')
    for (const path of [...paths, '/index.html', '/%', '/rules/x']) {
      for (const method of ['get', 'post', 'options', 'trace'] as const) {
        const { headers, status } = await request(app)[method](path).set('Authorization', `Bearer ${apiToken}`)
        const policy = String(headers['content-security-policy'])
        expect([method, path, status, policy]).toEqual([
          method,
          path,
          expect.any(Number),
          expect.stringMatching(/default-src 'none'.*base-uri 'none'.*frame-ancestors 'none'/),
        ])
        expect(policy).not.toMatch(/unsafe|\*/)
        expect(headers['x-content-type-options']).toBe('nosniff')
        expect(headers).not.toHaveProperty('access-control-allow-origin')
      }
    }
  })

  test.each(['/api/rules', '/healthz', '/nothing'])('%s is guarded and not kept', async (path) => {
    const { headers } = await request(fakeDeps().app).get(path)
    expect(headers).not.toHaveProperty('x-powered-by')
    expect(headers['x-content-type-options']).toBe('nosniff')
    expect(headers['cache-control']).toBe('no-store')
    expect(headers['referrer-policy']).toBe('no-referrer')
    expect(headers['content-security-policy']).toMatch(
      /^default-src 'none';script-src 'self';style-src 'self' 'sha256-[^']+';/,
    )
  })

  test.each([
    ['http://bindery.example', undefined],
    ['https://bindery.example', expect.stringContaining('max-age')],
  ])('at %s strict transport is %s', async (publicUrl, expected) => {
    const { headers } = await request(fakeDeps({ publicUrl }).app).get('/healthz')
    expect(headers['strict-transport-security']).toEqual(expected)
  })
})

describe('probes', () => {
  test('the process answers without asking anything', async () => {
    const { app } = fakeDeps({ readiness: () => Promise.reject(new Error('must not be asked')) })
    const answer = await request(app).get('/healthz')
    expect([answer.status, answer.body]).toEqual([200, { status: 'ok', version: '0.1.0' }])
  })

  test.each([
    [true, 200],
    [false, 503],
  ])('ready %s: %i', async (ready, status) => {
    const readiness = { ready, checks: { database: 'ok', migrations: ready ? 'ok' : 'pending' } } as const
    const answer = await request(fakeDeps({ readiness: async () => readiness }).app).get('/readyz')
    expect([answer.status, answer.body]).toEqual([status, readiness])
  })

  test('metrics come in the words of their format', async () => {
    const answer = await request(fakeDeps().app).get('/metrics')
    expect(answer.headers['content-type']).toBe('text/plain; version=0.0.4; charset=utf-8')
    expect(answer.text).toBe('bindery_up 1\n')
  })
})
