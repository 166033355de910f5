import { createHmac, randomBytes } from 'node:crypto'
import { afterAll, afterEach, beforeAll, describe, expect, onTestFinished, test, vi } from 'vitest'
import { z } from 'zod'
import { databaseKinds } from '../../support/databases.ts'
import { anOpenidBrowser, beginAtProvider, signInAtProvider } from '../../support/openid-browser.ts'
import {
  anOpenidProvider,
  type Mischief,
  type OpenidProvider,
  type ProviderClaims,
} from '../../support/openid-provider.ts'
import { aService, type RunningService } from '../../support/service.ts'

const Audit = z.looseObject({
  items: z.array(
    z.looseObject({
      action: z.string(),
      actor: z.looseObject({ name: z.string() }),
      details: z.record(z.string(), z.unknown()),
    }),
  ),
})

const verified = (sub: string, email: string, name?: string): ProviderClaims => ({
  sub,
  email,
  email_verified: true,
  ...(name === undefined ? {} : { name }),
})

describe.each(databaseKinds)('sign-in by a provider, on %s', (database) => {
  let provider: OpenidProvider
  let service: RunningService
  beforeAll(async () => {
    provider = await anOpenidProvider()
    const { issuer, clientId, clientSecret } = provider
    const unknownPeople = { role: 'viewer' as const, emailDomains: ['example.com'] }
    service = await aService({
      database,
      openid: {
        issuer,
        clientId,
        clientSecret,
        name: 'Acme',
        unknownPeople,
        isOnlyWay: false,
        strength: { acr: [], amr: [] },
      },
    })
  })
  afterAll(async () => {
    await service.close()
    await provider.close()
  })
  afterEach(() => {
    provider.mischief = null
  })

  const signIn = (person: ProviderClaims) => signInAtProvider(service, provider, person)
  async function deeds(action: string) {
    return Audit.parse((await service.api('GET', `/api/audit?action=${action}&limit=200`)).body).items
  }
  async function makeFirst(email: string) {
    const browser = anOpenidBrowser(service)
    await browser.open(await service.signInLink())
    const response = await fetch(`${service.baseUrl}/api/users/first`, {
      method: 'POST',
      headers: {
        'content-type': 'application/json',
        'sec-fetch-site': 'same-origin',
        cookie: `bindery_session=${browser.jar.get('bindery_session')}`,
      },
      body: JSON.stringify({ name: 'Ada', email, password: 'tin lantern orchard seven' }),
    })
    expect(response.status, await response.text()).toBe(201)
  }

  test('nobody comes in before the first administrator, whoever the provider knows', async () => {
    const ways = await anOpenidBrowser(service).open('/api/session', { accept: 'application/json' })
    expect(JSON.parse(String(ways.body))).toEqual({
      openid: '/sign-in/openid',
      openidName: 'Acme',
      passwords: true,
      isFirst: true,
    })
    const early = await signIn(verified('eve', 'eve@example.com'))
    expect(early.back).toMatchObject({ status: 403, body: expect.stringContaining('one-time link') })
    expect(early.session).toBeUndefined()
    await makeFirst('ada@example.com')
  })

  test('whoever has an account comes in by a verified address once, and by the provider’s word from then on', async () => {
    const first = await signIn(verified('ada', 'Ada@Example.com'))
    expect(first.back, String(first.back.body)).toMatchObject({ status: 200 })
    expect(first.back.headers.getSetCookie().join()).toMatch(/bindery_session=[^;]+;.*HttpOnly; SameSite=Strict/)
    expect(await first.me()).toMatchObject({ name: 'Ada', role: 'administrator' })
    expect(await deeds('user.openid-linked')).toMatchObject([{ actor: { name: 'Ada' } }])

    const renamed = await signIn({ sub: 'ada', email: 'ada@elsewhere.example' })
    expect(await renamed.me(), 'the address is not looked at any more').toMatchObject({ name: 'Ada' })
    const other = await signIn(verified('not ada', 'ada@example.com'))
    expect(other.back).toMatchObject({ status: 403, body: expect.stringContaining('another person') })
    const began = (await deeds('session.began')).filter(({ details }) => details.by === 'openid')
    expect(began.map(({ actor }) => actor.name)).toEqual(['Ada', 'Ada'])
  })

  test('an invitation gives its role; others get the configured one, if their address is of the organisation', async () => {
    await service.api('POST', '/api/invitations', { email: 'bob@elsewhere.example', role: 'editor' })
    const bob = await signIn(verified('bob', 'bob@elsewhere.example', 'Bob'))
    expect(await bob.me()).toMatchObject({ name: 'Bob', role: 'editor' })
    expect((await service.api('GET', '/api/invitations')).body).toMatchObject({ items: [] })

    expect(await (await signIn(verified('eve', 'eve@example.com'))).me()).toMatchObject({ role: 'viewer' })
    const stranger = await signIn(verified('mallory', 'mallory@notexample.com'))
    expect(stranger.back).toMatchObject({ status: 403, body: expect.stringContaining('invited') })
    const unverified = await signIn({ sub: 'ivan', email: 'ada@example.com', email_verified: false })
    expect(unverified.back).toMatchObject({ status: 403, body: expect.stringContaining('vouch') })
    expect((await deeds('session.refused')).map(({ details }) => details.reason)).toEqual(
      expect.arrayContaining(['unknown', 'unverified', 'another-account', 'no-account-yet']),
    )
  })

  test('a disabled account stays shut', async () => {
    const eve = await signIn(verified('eve', 'eve@example.com'))
    const { id } = await eve.me()
    expect((await service.api('POST', `/api/users/${id}/disable`)).status).toBe(200)
    const again = await signIn(verified('eve', 'eve@example.com'))
    expect(again.back).toMatchObject({ status: 403, body: expect.stringContaining('disabled') })
    expect(again.session).toBeUndefined()
  })

  test('an answer that did not begin in this browser, comes twice or was refused by the person opens nothing', async () => {
    const browser = anOpenidBrowser(service)
    const back = provider.consent(await beginAtProvider(browser))
    expect((await anOpenidBrowser(service).open(back)).status, 'another browser').toBe(400)
    const other = anOpenidBrowser(service)
    await beginAtProvider(other)
    expect((await other.open(back)).status, 'a browser with another sign-in under way').toBe(400)
    const denied = new URL(back)
    denied.searchParams.delete('code')
    denied.searchParams.set('error', 'access_denied')
    expect((await browser.open(denied.href)).status).toBe(400)
    expect((await browser.open(back, { 'sec-purpose': 'prefetch' })).status, 'a look ahead spends nothing').toBe(425)

    provider.person = verified('ada', 'ada@example.com')
    const good = provider.consent(await beginAtProvider(browser))
    const cookie = `bindery_openid=${browser.jar.get('bindery_openid')}`
    expect((await browser.open(good)).status).toBe(200)
    expect(browser.jar.has('bindery_openid'), 'it is spent').toBe(false)
    expect((await anOpenidBrowser(service).open(good, { cookie })).status, 'the code works once').toBe(503)
  })

  test.each<Mischief>(['nonce', 'signature', 'audience', 'issuer', 'expired', 'down'])(
    'an answer with a wrong %s opens nothing, and the log holds no secret',
    async (mischief) => {
      const browser = anOpenidBrowser(service)
      provider.person = verified('ada', 'ada@example.com')
      const back = provider.consent(await beginAtProvider(browser))
      provider.mischief = mischief
      const answer = await browser.open(back)
      expect(answer).toMatchObject({ status: 503, body: expect.stringContaining('provider') })
      expect(browser.jar.has('bindery_session')).toBe(false)
      const secrets = [
        provider.clientSecret,
        new URL(back).searchParams.get('code') ?? '',
        browser.jar.get('bindery_openid'),
      ]
      const log = service.log.join('')
      expect(log).toContain('sign-in provider')
      for (const secret of secrets) expect(log).not.toContain(secret)
    },
  )
})

describe('strangers at the way to the provider', () => {
  let provider: OpenidProvider
  let service: RunningService
  const start = async () => {
    const { issuer, clientId, clientSecret } = provider
    const ways = { name: null, unknownPeople: null, isOnlyWay: false, strength: { acr: [], amr: [] } }
    service = await aService({
      openid: { issuer, clientId, clientSecret, ...ways },
      signInLimits: { perAddress: 3, perAccount: 3, windowSeconds: 600 },
    })
  }
  beforeAll(async () => {
    provider = await anOpenidProvider()
  })
  afterEach(() => service.close())
  afterAll(() => provider.close())
  const linesWith = (words: string) =>
    service.log
      .join('')
      .split('\n')
      .filter((line) => line.includes(words))

  test('answers that they made up are tried a few times, and then nothing is asked or logged', async () => {
    await start()
    await service.api('POST', '/api/invitations', { email: 'ada@example.com', role: 'administrator' })
    const secret = randomBytes(32).toString('base64url')
    const state = createHmac('sha256', secret).update('state').digest('base64url')
    const tried = () =>
      anOpenidBrowser(service).open(`/sign-in/openid/callback?${new URLSearchParams({ state, code: 'made up' })}`, {
        cookie: `bindery_openid=${secret}`,
      })
    const answers = await Promise.all(Array.from({ length: 8 }, tried))
    expect(answers.map(({ status }) => status).toSorted()).toEqual([429, 429, 429, 429, 429, 503, 503, 503])
    const last = await tried()
    expect(Number(last.headers.get('retry-after'))).toBeGreaterThan(500)
    expect(last.body).toContain('Too many tries')
    expect(linesWith('was refused')).toHaveLength(3)
    const password = { email: 'ada@example.com', password: 'tin lantern orchard seven' }
    expect((await service.api('POST', '/api/session', password)).status, 'passwords are tries as well').toBe(429)
  })

  test('coming in does not count', async () => {
    await start()
    const [first, email] = ['tin lantern orchard seven', 'ada@example.com']
    expect((await service.api('POST', '/api/users/first', { name: 'Ada', email, password: first })).status).toBe(201)
    for (let time = 0; time < 5; time++) {
      expect((await signInAtProvider(service, provider, verified('ada', email))).back.status).toBe(200)
    }
  })

  test('a provider that is down is asked once for all who come', async () => {
    provider.mischief = 'down'
    await start()
    // It is left alone for some seconds, which pass on a slow machine.
    const clock = vi.spyOn(performance, 'now').mockReturnValue(performance.now())
    onTestFinished(() => clock.mockRestore())
    const before = linesWith('cannot be used').length
    const asked = () => anOpenidBrowser(service).open('/sign-in/openid')
    for (let time = 0; time < 5; time++) expect((await asked()).status).toBe(503)
    expect(linesWith('cannot be used').length - before).toBe(1)
  })
})
