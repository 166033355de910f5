import request from 'supertest'
import { expect, test } from 'vitest'
import { fakeDeps } from './fake-deps.ts'
import { fakePeople } from './fake-people.ts'

const sign = (token: string, differences: Parameters<typeof fakeDeps>[0] = {}) =>
  request(fakeDeps(differences).app).post('/api/session/link').send({ token })

test('a one-time link becomes a session of this browser', async () => {
  const answer = await sign('fresh')
  expect(answer.status).toBe(204)
  expect(answer.headers['set-cookie']).toEqual([
    'bindery_session=new-session; Path=/; Expires=Sun, 20 Sep 2026 10:00:00 GMT; HttpOnly; SameSite=Strict',
  ])
})

test('the cookie is for https only where the service is', async () => {
  const answer = await sign('fresh', { publicUrl: 'https://bindery.example' })
  expect(answer.headers['set-cookie']?.[0]).toMatch(/^__Host-.*; Secure$/)
})

test('the session that the browser had ends', async () => {
  const ended: string[] = []
  const people = { ...fakePeople, endFormerSession: async (cookie: string) => void ended.push(cookie) }
  const own = { Cookie: 'bindery_session=former', 'Sec-Fetch-Site': 'same-origin' }
  expect((await sign('spent', { people }).set(own)).status).toBe(410)
  expect(ended, 'a link that opens nothing ends nothing').toEqual([])
  expect((await sign('fresh', { people }).set(own)).status).toBe(204)
  expect(ended).toEqual(['former'])
})

test.each([
  ['spent', 410],
  ['', 400],
  ['x'.repeat(600), 400],
])('%.10s opens nothing, and the answer says what to do', async (token, status) => {
  const answer = await sign(token)
  expect(answer.status).toBe(status)
  expect(answer.headers).not.toHaveProperty('set-cookie')
  if (status === 410) expect(answer.body.error.message).toContain('A new start of the service prints another')
})

test.each([
  { name: 'a look at the headers', method: 'head' },
  { name: 'whoever follows the address', method: 'get' },
] as const)('$name does not spend the link, wherever its secret stands', async ({ method }) => {
  const people = { ...fakePeople, signInByLink: () => Promise.reject(new Error('must not be asked')) }
  const { app } = fakeDeps({ people })
  for (const path of ['/sign-in', '/sign-in?token=fresh', '/api/session/link?token=fresh']) {
    const answer = await request(app)[method](path).set('Accept', 'text/html')
    expect(answer.headers).not.toHaveProperty('set-cookie')
  }
})
