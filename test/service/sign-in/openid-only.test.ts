import { afterAll, beforeAll, expect, test, vi } from 'vitest'
import { z } from 'zod'
import { examine } from '../../../src/service/commands/doctor.ts'
import { aBrowser } from '../../support/a-browser.ts'
import { createPostgresDatabase } from '../../support/databases.ts'
import { invitationToken } from '../../support/invitation-token.ts'
import { signInAtProvider } from '../../support/openid-browser.ts'
import { anOpenidProvider, type OpenidProvider, type ProviderClaims } from '../../support/openid-provider.ts'
import { patiently } from '../../support/patiently.ts'
import { aService, type RunningService } from '../../support/service.ts'

const password = 'tin lantern orchard seven'
const keptOut = 'no administrator has signed in by the provider yet'
let database: Awaited<ReturnType<typeof createPostgresDatabase>>
let provider: OpenidProvider
let service: RunningService
const start = (isOnlyWay: boolean, issuer = provider.issuer) => {
  const { clientId, clientSecret } = provider
  const openid = { issuer, clientId, clientSecret, name: 'Acme', unknownPeople: null }
  const strength = { acr: ['urn:two'], amr: ['mfa', 'hwk'] }
  return aService({ databaseUrl: database.url, openid: { ...openid, isOnlyWay, strength } })
}

beforeAll(async () => {
  ;[provider, database] = await Promise.all([anOpenidProvider(), createPostgresDatabase()])
  service = await start(true)
})
afterAll(async () => {
  await service.close()
  await provider.close()
  await database.drop()
})

const strong = { acr: 'urn:two', amr: ['pwd', 'mfa'] }
const person = (name: string, more: Partial<ProviderClaims> = strong): ProviderClaims => {
  const email = `${name.toLowerCase()}@example.com`
  return { sub: name, email, email_verified: true, name, ...more }
}
const signIn = (claims: ProviderClaims) => signInAtProvider(service, provider, claims)
const off = { status: 403, body: { error: { code: 'passwords_off' } } }
const logged = (words: string) => service.log.filter((line) => line.includes(words)).length

async function doctor(change: NodeJS.ProcessEnv = {}): Promise<string> {
  const settings: NodeJS.ProcessEnv = {
    DATABASE_URL: database.url,
    OIDC_ISSUER: provider.issuer,
    OIDC_CLIENT_ID: provider.clientId,
    OIDC_ONLY: '1',
    ...change,
  }
  const { checks } = await examine(settings, '0.0.0')
  return checks.map(({ name, status, message }) => `${status} ${name}: ${message}`).join('\n')
}

test('that nobody could come in yet is said by the start and by doctor', async () => {
  await vi.waitFor(() => expect(logged(keptOut)).toBe(1), patiently)
  expect(await doctor()).toMatch(new RegExp(`warning signing in by the provider only: .*${keptOut}`))
  const away = await doctor({ DATABASE_URL: 'postgres://nobody:hidden@127.0.0.1:9/nothing' })
  expect(away).toContain('unknown signing in by the provider only')
  expect(await doctor({ OIDC_ISSUER: 'http://127.0.0.1:9' })).toContain('nobody can sign in but by the link of a start')
  expect(await doctor({ OIDC_ONLY: '0' })).not.toContain('by the provider only')
})

test('the first account is made without a password, and its owner comes in by the provider', async () => {
  const visitor = aBrowser(service)
  const link = new URL(await service.signInLink())
  await visitor.ask('GET', link.pathname + link.search)
  const ada = { name: 'Ada', email: 'ada@example.com' }
  expect(await visitor.ask('POST', '/api/users/first', { ...ada, password })).toMatchObject(off)
  expect(await visitor.ask('POST', '/api/users/first', ada)).toMatchObject({ status: 201, body: { name: 'Ada' } })
  expect(await (await signIn(person('Ada'))).me()).toMatchObject({ name: 'Ada', role: 'administrator' })
  expect(await doctor()).toContain('ok signing in by the provider only: one administrator has signed in by it already.')
})

test('no password opens anything, and none can be set', async () => {
  const ways = await aBrowser(service).ask('GET', '/api/session')
  expect(ways.body).toEqual({ openid: '/sign-in/openid', openidName: 'Acme', passwords: false, isFirst: false })
  const made = await service.api('POST', '/api/invitations', { email: 'bob@example.com', role: 'editor' })
  const token = invitationToken(z.looseObject({ link: z.string() }).parse(made.body).link)
  const accept = { token, name: 'Bob', password }
  expect(await aBrowser(service).ask('POST', '/api/invitations/accept', accept)).toMatchObject(off)
  const bob = await signIn(person('Bob'))
  expect(await bob.me(), 'the invitation is accepted by signing in').toMatchObject({ name: 'Bob', role: 'editor' })
  const { id } = await bob.me()
  expect(await service.api('POST', `/api/users/${id}/password-link`, {})).toMatchObject(off)
  expect(await aBrowser(service).ask('POST', '/api/session', { email: 'bob@example.com', password })).toMatchObject(off)
  const change = await fetch(`${service.baseUrl}/api/me`, {
    method: 'PATCH',
    headers: {
      'content-type': 'application/json',
      'sec-fetch-site': 'same-origin',
      cookie: `bindery_session=${bob.session}`,
    },
    body: JSON.stringify({ password }),
  })
  expect([change.status, await change.json()]).toEqual([403, { error: expect.objectContaining(off.body.error) }])
})

test.each<[string, Partial<ProviderClaims>]>([
  ['a password alone', { acr: 'urn:two', amr: ['pwd'] }],
  ['less than is asked for', { acr: 'urn:one', amr: ['mfa'] }],
  ['nothing that the provider tells of', {}],
])('whoever signed in at the provider with %s stays out, and the record says why', async (_what, told) => {
  const { back, session } = await signIn(person('Ada', told))
  expect(back).toMatchObject({ status: 403, body: expect.stringContaining('a second factor') })
  expect(session).toBeUndefined()
  const { body } = await service.api('GET', '/api/audit?action=session.refused&limit=1')
  expect(body).toMatchObject({ items: [{ details: { by: 'openid', reason: 'too-weak', email: 'ada@example.com' } }] })
})

test('the provider is asked for what has to come back', async () => {
  const begun = await fetch(`${service.baseUrl}/sign-in/openid`, { redirect: 'manual' })
  expect(new URL(begun.headers.get('location') ?? '').searchParams.get('acr_values')).toBe('urn:two')
})

test('where passwords are on again they work as before', async () => {
  await service.close()
  service = await start(false)
  const { id } = await (await signIn(person('Bob'))).me()
  const made = await service.api('POST', `/api/users/${id}/password-link`, {})
  const token = invitationToken(z.looseObject({ link: z.string() }).parse(made.body).link)
  expect((await aBrowser(service).ask('POST', '/api/invitations/accept', { token, password })).status).toBe(201)
  const again = await aBrowser(service).ask('POST', '/api/session', { email: 'bob@example.com', password })
  expect(again).toMatchObject({ status: 200, body: { name: 'Bob' } })
})
