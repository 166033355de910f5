import request from 'supertest'
import { expect, test } from 'vitest'
import { fakeDeps, session } from './fake-deps.ts'

test('a one-time link becomes a session, once', async () => {
  let isSpent = false
  const { app } = fakeDeps({
    takeSignIn: async () => {
      if (isSpent) return null
      isSpent = true
      return { session, expiresAt: '2026-08-22T10:00:00.000Z', isFirst: false }
    },
  })
  const browser = request.agent(app)
  const first = await browser.get('/sign-in?token=fresh')
  expect([first.status, first.headers.location]).toEqual([303, '/'])
  expect(first.headers['set-cookie']).toEqual([
    `bindery_session=${session}; Path=/; Expires=Sat, 22 Aug 2026 10:00:00 GMT; HttpOnly; SameSite=Strict`,
  ])
  const cookie = `bindery_session=${session}`
  expect((await request(app).get('/api/status').set('Cookie', cookie)).status).toBe(200)
  const second = await request(app).get('/sign-in?token=fresh')
  expect(second.status).toBe(403)
  expect(second.text).toContain('does not work any more')
})

test('a spent link says so in the language that the browser asks for', async () => {
  const answer = await request(fakeDeps().app).get('/sign-in?token=spent').set('Accept-Language', 'ru,en;q=0.5')
  expect([answer.status, answer.text]).toEqual([403, expect.stringContaining('Эта ссылка больше не действует')])
  expect(answer.text).toContain('<html lang="ru">')
})

test('the cookie is for https only where the service is', async () => {
  const answer = await request(fakeDeps({ publicUrl: 'https://bindery.example' }).app).get('/sign-in?token=fresh')
  expect(answer.headers['set-cookie']?.[0]).toMatch(/; Secure$/)
})

test('a link opened from another site passes on from our own page, so that the strict cookie goes along', async () => {
  const answer = await request(fakeDeps().app).get('/sign-in?token=fresh').set('Sec-Fetch-Site', 'cross-site')
  expect(answer.status).toBe(200)
  expect(answer.headers).toHaveProperty('set-cookie')
  expect(answer.text).toContain('content="0; url=/"')
})

test.each([
  '/sign-in',
  '/sign-in?token=',
  '/sign-in?token=unknown',
  '/sign-in?token=%3Cscript%3E',
  `/sign-in?token=${'x'.repeat(600)}`,
])('%s says what to do', async (path) => {
  const answer = await request(fakeDeps().app).get(path)
  expect([answer.status, answer.type]).toEqual([403, 'text/html'])
  expect(answer.headers).not.toHaveProperty('set-cookie')
  expect(answer.text).toContain('Restart the service for a new link')
  expect(answer.text).not.toContain('<script')
})

test.each([
  { name: 'a look at the headers', method: 'head', headers: {} },
  { name: 'a browser that looks ahead', method: 'get', headers: { 'Sec-Purpose': 'prefetch;prerender' } },
] as const)('$name does not spend the link', async ({ method, headers }) => {
  const { app } = fakeDeps({ takeSignIn: () => Promise.reject(new Error('must not be asked')) })
  const answer = await request(app)[method]('/sign-in?token=fresh').set(headers)
  expect(answer.status).toBe(425)
})
