import request from 'supertest'
import { describe, expect, test } from 'vitest'
import { apiToken, fakeDeps, session, tokenOf } from './fake-deps.ts'

const cookie = `other=1; bindery_session=${session}; last=2`
const json = ['Content-Type', 'application/json'] as const
const everySign = String.fromCharCode(...Array.from({ length: 0x7e - 0x20 }, (_, index) => 0x21 + index))

describe('who may call the API', () => {
  test.each([
    { name: 'a token', headers: { Authorization: `Bearer ${apiToken}` }, status: 200 },
    { name: 'the scheme in small letters', headers: { Authorization: `bearer ${apiToken}` }, status: 200 },
    { name: 'a session', headers: { Cookie: cookie }, status: 200 },
    { name: 'nothing', headers: {}, status: 401 },
    { name: 'a wrong token', headers: { Authorization: 'Bearer wrong' }, status: 401 },
    { name: 'a wrong session', headers: { Cookie: 'bindery_session=wrong' }, status: 401 },
    { name: 'an empty session', headers: { Cookie: 'bindery_session=' }, status: 401 },
    { name: 'another scheme', headers: { Authorization: `Basic ${apiToken}` }, status: 401 },
    { name: 'an empty token', headers: { Authorization: 'Bearer ' }, status: 401 },
    { name: 'the API token as a session', headers: { Cookie: `bindery_session=${apiToken}` }, status: 401 },
    { name: 'a wrong token beside a session', headers: { Authorization: 'Bearer no', Cookie: cookie }, status: 401 },
  ])('$name: $status', async ({ headers, status }) => {
    const { app } = fakeDeps()
    const answer = await request(app).get('/api/rules').set(headers)
    expect(answer.status).toBe(status)
    if (status === 401) {
      expect(answer.body.error.code).toBe('unauthorized')
      expect(answer.headers['www-authenticate']).toMatch(/^Bearer/)
    }
  })

  test('a token of any characters that the configuration takes', async () => {
    const seen: unknown[] = []
    const { app } = fakeDeps({
      authenticate: async (credential) => {
        seen.push(credential)
        return null
      },
    })
    await request(app).get('/api/rules').set('Authorization', `Bearer ${everySign}`)
    expect(seen).toEqual([{ kind: 'bearer', token: everySign }])
  })

  test('a stranger is refused before the body is looked at', async () => {
    const { app } = fakeDeps()
    const answer = await request(app)
      .post('/api/preview')
      .set(...json)
      .send('not JSON')
    expect(answer.status).toBe(401)
  })

  test.each([
    { name: 'from our page, as the browser says', headers: { 'Sec-Fetch-Site': 'same-origin' }, status: 200 },
    { name: 'from our page, by its public origin', headers: { Origin: 'http://bindery.example' }, status: 200 },
    {
      name: 'from our page, by the address used',
      headers: { Origin: 'http://inside:3000', Host: 'inside:3000' },
      status: 200,
    },
    { name: 'from another site', headers: { 'Sec-Fetch-Site': 'cross-site' }, status: 403 },
    { name: 'from a neighbouring host', headers: { 'Sec-Fetch-Site': 'same-site' }, status: 403 },
    {
      name: 'from another site that names our origin',
      headers: { 'Sec-Fetch-Site': 'cross-site', Origin: 'http://bindery.example' },
      status: 403,
    },
    { name: 'from another origin', headers: { Origin: 'http://evil.example' }, status: 403 },
    { name: 'from a page without origin', headers: { Origin: 'null' }, status: 403 },
    { name: 'from nowhere', headers: {}, status: 403 },
  ])('a change by cookie $name: $status', async ({ headers, status }) => {
    const { app, seen } = fakeDeps()
    const answer = await request(app)
      .post('/api/rules/validate')
      .set('Cookie', cookie)
      .set(headers)
      .set(...json)
      .send('{}')
    expect(answer.status).toBe(status)
    if (status === 403) {
      expect(answer.body.error.code).toBe('cross_origin')
      expect(seen.log).toMatchObject([{ about: { code: 'cross_origin', path: '/api/rules/validate' } }])
    }
  })

  test('a change by token needs no origin', async () => {
    const { app } = fakeDeps()
    const answer = await request(app)
      .post('/api/rules/validate')
      .set({ Authorization: `Bearer ${apiToken}`, Origin: 'http://evil.example', 'Sec-Fetch-Site': 'cross-site' })
      .set(...json)
      .send('{}')
    expect(answer.status).toBe(200)
  })
})

describe('where the service is https', () => {
  const publicUrl = 'https://bindery.example'

  test('only the cookie that nobody else can set is a session', async () => {
    const { app } = fakeDeps({ publicUrl })
    const asked = (name: string) => request(app).get('/api/rules').set('Cookie', `${name}=${session}`)
    expect((await asked('__Host-bindery_session')).status).toBe(200)
    expect((await asked('bindery_session')).status).toBe(401)
  })

  test('a page of the same host that came by http is none of ours', async () => {
    const { app } = fakeDeps({ publicUrl })
    const answer = await request(app)
      .post('/api/rules/validate')
      .set({ Cookie: `__Host-bindery_session=${session}`, Host: 'bindery.example', Origin: 'http://bindery.example' })
      .set(...json)
      .send('{}')
    expect(answer.status).toBe(403)
    expect(answer.body.error.code).toBe('cross_origin')
  })

  test('signing out takes that cookie away', async () => {
    const { app } = fakeDeps({ publicUrl })
    const answer = await request(app)
      .delete('/api/session')
      .set({ Cookie: `__Host-bindery_session=${session}`, Origin: publicUrl })
    expect(answer.status).toBe(204)
    expect(answer.headers['set-cookie']).toEqual([
      '__Host-bindery_session=; Path=/; Expires=Thu, 01 Jan 1970 00:00:00 GMT; HttpOnly; SameSite=Strict; Secure',
    ])
  })
})

test('whoever asks for more than their role may is refused, and the log says who', async () => {
  const { app, seen } = fakeDeps()
  const answer = await request(app).delete('/api/rules/attach-primary').set('Authorization', `Bearer ${tokenOf.viewer}`)
  expect(answer.status).toBe(403)
  expect(seen.log).toMatchObject([
    { level: 'warn', about: { code: 'forbidden', path: '/api/rules/{key}', by: { name: 'Ada', role: 'viewer' } } },
  ])
})

test.each([
  { sent: 'a token that nobody knows', headers: { Authorization: 'Bearer guessed-token' }, mayLog: true, lines: 1 },
  { sent: 'one more than the log has room for', headers: { Authorization: 'Bearer guess' }, mayLog: false, lines: 0 },
  { sent: 'nothing', headers: {}, mayLog: true, lines: 0 },
])('$sent leaves $lines lines in the log, and never the token', async ({ headers, mayLog, lines }) => {
  const { app, seen } = fakeDeps({ mayLogRefusal: async () => mayLog })
  expect((await request(app).get('/api/rules').set(headers)).status).toBe(401)
  expect(seen.log.map(({ about }) => about.code)).toEqual(Array(lines).fill('unauthorized'))
  expect(JSON.stringify(seen.log)).not.toContain('guess')
})
