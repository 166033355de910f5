import request from 'supertest'
import { describe, expect, test } from 'vitest'
import { createHandler } from '../../src/http/app.ts'
import { eventToken, fakeDeps as someDeps } from './fake-deps.ts'

const form = 'application/x-www-form-urlencoded'
const body = (differences: Record<string, string | undefined> = {}) => {
  const fields = {
    event: 'ONCRMDEALUPDATE',
    'data[FIELDS][ID]': '42',
    'auth[member_id]': 'portal-1',
    'auth[application_token]': eventToken,
    ...differences,
  }
  const given = Object.entries(fields).filter((field): field is [string, string] => field[1] !== undefined)
  return new URLSearchParams(given).toString()
}

describe.each([
  // Of the same answers: Express serves the address with a query, and all that is not a POST.
  { way: 'directly', path: '/webhooks/bitrix24' },
  { way: 'by Express', path: '/webhooks/bitrix24?' },
])('the webhook, served $way', ({ path }) => {
  const fakeDeps = (differences: Parameters<typeof someDeps>[0] = {}) => {
    const { deps, seen } = someDeps(differences)
    return { app: createHandler(deps), seen }
  }

  test('keeps an event before it answers, and passes no token on', async () => {
    const { app, seen } = fakeDeps()
    const answer = await request(app).post(path).type(form).send(body())
    expect(answer.status).toBe(200)
    expect(answer.body).toEqual({ status: 'accepted', eventId: expect.any(String) })
    expect(answer.headers).toMatchObject({
      'content-type': 'application/json; charset=utf-8',
      'cache-control': 'no-store',
      'x-content-type-options': 'nosniff',
    })
    expect(answer.headers).not.toHaveProperty('x-powered-by')
    expect(seen.events).toEqual([
      { event: 'ONCRMDEALUPDATE', dealId: 42, memberId: 'portal-1', domain: null, ts: null },
    ])
    expect(JSON.stringify(seen)).not.toContain(eventToken)
  })

  test('says when no rule listens', async () => {
    const { app } = fakeDeps()
    const answer = await request(app)
      .post(path)
      .type(form)
      .send(body({ event: 'ONCRMDEALDELETE' }))
    expect(answer.body.status).toBe('ignored')
  })

  test.each([
    ['a charset parameter', `${form}; charset=UTF-8`],
    ['capitals', 'Application/X-WWW-Form-URLEncoded'],
  ])('takes a content type with %s', async (_name, type) => {
    const { app } = fakeDeps()
    const answer = await request(app).post(path).set('Content-Type', type).send(body())
    expect(answer.status).toBe(200)
  })

  test.each([
    {
      name: 'a wrong token',
      sent: body({ 'auth[application_token]': 'wrong-secret' }),
      status: 403,
      code: 'bad_token',
    },
    { name: 'no token', sent: body({ 'auth[application_token]': undefined }), status: 403, code: 'bad_token' },
    { name: 'no event name', sent: body({ event: undefined }), status: 400, code: 'bad_event' },
    { name: 'no deal id', sent: body({ 'data[FIELDS][ID]': undefined }), status: 400, code: 'bad_event' },
    {
      name: 'a bad deal id and a wrong token: the body is looked at first',
      sent: body({ 'data[FIELDS][ID]': '-1', 'auth[application_token]': 'wrong-secret' }),
      status: 400,
      code: 'bad_event',
    },
    { name: 'an empty body', sent: '', status: 400, code: 'bad_event' },
    { name: 'JSON', type: 'application/json', sent: '{}', status: 415, code: 'unsupported_media_type' },
    { name: 'a multipart form', type: 'multipart/form-data; boundary=x', sent: 'x', status: 415 },
    {
      name: 'JSON over the limit: the type is looked at first',
      type: 'application/json',
      sent: 'x'.repeat(70_000),
      status: 415,
    },
    { name: 'more than 64 KiB', sent: `${body()}&x=${'y'.repeat(64 * 1024)}`, status: 413, code: 'too_large' },
    { name: 'a compressed body', encoding: 'gzip', sent: body(), status: 415, code: 'unsupported_media_type' },
    { name: 'an unknown encoding', encoding: 'zstd', sent: body(), status: 415, code: 'unsupported_media_type' },
  ])('refuses $name', async ({ sent, type = form, encoding, status, code }) => {
    const { app, seen } = fakeDeps()
    const post = request(app).post(path).set('Content-Type', type)
    if (encoding !== undefined) post.set('Content-Encoding', encoding)
    const answer = await post.send(sent)
    expect([answer.status, answer.body.error.message]).toEqual([status, expect.any(String)])
    if (code !== undefined) expect(answer.body.error.code).toBe(code)
    expect(seen.events).toEqual([])
    expect(JSON.stringify([answer.body, seen.log])).not.toContain('wrong-secret')
  })

  test('refuses a good event from an address that is not allowed', async () => {
    const { app, seen } = fakeDeps({ isEventSource: () => false })
    const answer = await request(app).post(path).type(form).send(body())
    expect([answer.status, answer.body.error.code]).toEqual([403, 'unlisted_address'])
    expect(seen.events).toEqual([])
    expect(seen.log).toMatchObject([{ about: { reason: 'unlisted_address', address: expect.any(String) } }])
  })

  test('tells a wrong token before the address', async () => {
    const { app } = fakeDeps({ isEventSource: () => false })
    const answer = await request(app)
      .post(path)
      .type(form)
      .send(body({ 'auth[application_token]': 'wrong' }))
    expect(answer.body.error.code).toBe('bad_token')
  })

  test('of an address that is refused too often, only what is refused is limited, and no line is logged', async () => {
    const { app, seen } = fakeDeps({ countRefusedEvent: async () => 42 })
    for (const wrong of [{ 'auth[application_token]': 'wrong' }, { event: undefined }]) {
      const answer = await request(app).post(path).type(form).send(body(wrong))
      expect([answer.status, answer.body.error.code]).toEqual([429, 'too_many_refused'])
      expect(answer.headers['retry-after']).toBe('42')
    }
    expect(seen.log).toEqual([])
    expect((await request(app).post(path).type(form).send(body())).status).toBe(200)
  })

  test('refuses bytes that are not UTF-8', async () => {
    const { app, seen } = fakeDeps()
    const post = request(app).post(path).type(form)
    post.write(Buffer.from([...Buffer.from(body()), 0xff, 0xfe]))
    const answer = await post
    expect([answer.status, answer.body.error.code]).toEqual([400, 'bad_event'])
    expect(seen.events).toEqual([])
  })

  test('refuses more than 64 KiB of which it was not told how long it would be', async () => {
    const { app, seen } = fakeDeps()
    const post = request(app).post(path).type(form)
    post.write(`${body()}&x=`)
    post.write('y'.repeat(64 * 1024))
    const answer = await post
    expect([answer.status, answer.body.error.code]).toEqual([413, 'too_large'])
    expect(seen.events).toEqual([])
  })

  test('takes a body of exactly 64 KiB', async () => {
    const { app } = fakeDeps()
    const start = `${body()}&x=`
    const sent = start + 'y'.repeat(64 * 1024 - start.length)
    const answer = await request(app).post(path).type(form).send(sent)
    expect(answer.status).toBe(200)
  })

  test('refuses a body without a content type', async () => {
    const { app } = fakeDeps()
    const answer = await request(app).post(path)
    expect(answer.status).toBe(415)
  })

  test.each(['get', 'put', 'patch', 'delete'] as const)('has no %s', async (method) => {
    const { app } = fakeDeps()
    const answer = await request(app)[method](path)
    expect([answer.status, answer.headers.allow]).toEqual([405, 'POST'])
  })

  test.each(['overloaded', 'database_unavailable'])('asks to come back when %s', async (code) => {
    const { app } = fakeDeps({ acceptEvent: () => Promise.reject(Object.assign(new Error('x'), { code })) })
    const answer = await request(app).post(path).type(form).send(body())
    expect([answer.status, answer.body.error.code, answer.headers['retry-after']]).toEqual([503, code, '5'])
  })

  test('asks for no session and no credential', async () => {
    const { app } = fakeDeps({ authenticate: () => Promise.reject(new Error('must not be asked')) })
    const answer = await request(app).post(path).set('Authorization', 'Bearer x').type(form).send(body())
    expect(answer.status).toBe(200)
  })
})
