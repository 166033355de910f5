import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { z } from 'zod'
import { aBrowser } from '../../support/a-browser.ts'
import { databaseKinds } from '../../support/databases.ts'
import { invitationToken } from '../../support/invitation-token.ts'
import { type Answer, aRule, aService, type RunningService } from '../../support/service.ts'

const passwords = {
  ada: 'tin lantern orchard seven',
  bob: 'gravel mint harbour clock',
  eve: 'paper whale under stairs',
}
const Id = z.looseObject({ id: z.string() })
const NewInvitation = z.looseObject({ id: z.string(), link: z.string(), createdAt: z.string(), expiresAt: z.string() })
const Items = z.looseObject({ items: z.array(z.looseObject({ id: z.string() })) })
const Deeds = z.looseObject({
  items: z.array(z.looseObject({ action: z.string(), actor: z.looseObject({ name: z.string() }) })),
})

const idIn = ({ body }: Answer) => Id.parse(body).id

describe.each(databaseKinds)('people on %s', (database) => {
  let service: RunningService
  beforeAll(async () => {
    service = await aService({ database, signInLimits: { perAddress: 1_000, perAccount: 4, windowSeconds: 600 } })
  })
  afterAll(() => service.close())
  const signIn = async (email: string, password: string) => {
    const browser = aBrowser(service)
    const answer = await browser.ask('POST', '/api/session', { email, password })
    return { ...browser, answer }
  }
  const deeds = async (filter = '') =>
    Deeds.parse((await service.api('GET', `/api/audit?limit=200${filter}`)).body).items
  const invite = async (email: string, role: string) =>
    NewInvitation.parse((await service.api('POST', '/api/invitations', { email, role })).body)
  const join = async (email: string, role: string, name: string, password: string) => {
    const { link } = await invite(email, role)
    const browser = aBrowser(service)
    const answer = await browser.ask('POST', '/api/invitations/accept', {
      token: invitationToken(link),
      name,
      password,
    })
    expect(answer.status, JSON.stringify(answer.body)).toBe(201)
    return { ...browser, id: idIn(answer) }
  }

  test('the link of a start lets its reader in, and make the first account', async () => {
    const visitor = aBrowser(service)
    expect((await visitor.ask('GET', '/api/session')).body).toEqual({
      openid: null,
      openidName: null,
      passwords: true,
      isFirst: true,
    })
    const link = new URL(await service.signInLink())
    expect((await visitor.ask('GET', link.pathname + link.search)).status).toBe(303)
    const linkCookie = visitor.cookie()
    expect((await visitor.ask('GET', '/api/me')).body).toMatchObject({
      kind: 'link',
      role: 'administrator',
      user: null,
    })
    const ada = { name: 'Ada', email: ' Ada@Example.com ', password: passwords.ada }
    const weak = await visitor.ask('POST', '/api/users/first', { ...ada, password: 'password1234' })
    expect(weak).toMatchObject({ status: 400, body: { error: { details: [{ path: '/password' }] } } })
    const made = await visitor.ask('POST', '/api/users/first', ada)
    expect(made).toMatchObject({ status: 201, body: { email: 'ada@example.com', role: 'administrator' } })
    expect(made.headers.get('set-cookie')).toMatch(/; HttpOnly; SameSite=Strict$/)
    expect((await visitor.ask('GET', '/api/me')).body).toMatchObject({ kind: 'user', name: 'Ada' })
    const left = await fetch(`${service.baseUrl}/api/me`, { headers: { cookie: linkCookie } })
    expect(left.status, "the link's session has become the account's").toBe(401)
    const again = await service.api('POST', '/api/users/first', { ...ada, email: 'eve@example.com' })
    expect(again).toMatchObject({ status: 409, body: { error: { code: 'not_first' } } })
    expect((await visitor.ask('GET', '/api/session')).body).toMatchObject({ isFirst: false })
  })

  test('signing in anew in the same browser ends the session that it had', async () => {
    const { link: invitation } = await invite('zoe@example.com', 'viewer')
    const zoe = { name: 'Zoe', password: passwords.eve }
    const browser = aBrowser(service)
    await browser.ask('POST', '/api/invitations/accept', { ...zoe, token: invitationToken(invitation) })
    const former = browser.cookie()
    const again = await browser.ask('POST', '/api/session', { email: 'zoe@example.com', password: zoe.password })
    expect(again.status).toBe(200)
    expect(browser.cookie()).not.toBe(former)
    const asked = await fetch(`${service.baseUrl}/api/me`, { headers: { cookie: former } })
    expect(asked.status).toBe(401)
    expect((await browser.ask('GET', '/api/me')).status).toBe(200)
    const own = browser.cookie()
    const link = new URL(await service.signInLink())
    expect((await browser.ask('GET', link.pathname + link.search)).status).toBe(303)
    expect((await browser.ask('GET', '/api/me')).body).toMatchObject({ kind: 'link' })
    const left = await fetch(`${service.baseUrl}/api/me`, { headers: { cookie: own } })
    expect(left.status, 'by the link of a start as well').toBe(401)
  })

  test('a link that waits to be used is sent to no proxy whole, and lives no longer than it has to', async () => {
    const invited = await invite('xan@example.com', 'viewer')
    const { id } = await join('yan@example.com', 'viewer', 'Yan', passwords.eve)
    const renewal = NewInvitation.parse((await service.api('POST', `/api/users/${id}/password-link`, {})).body)
    for (const { link } of [invited, renewal]) {
      const { pathname, search } = new URL(link)
      expect(pathname + search, 'what a browser asks for').toBe('/invitation')
      expect(invitationToken(link)).toMatch(/^bnd_[\w-]{43}$/)
    }
    const hours = ({ createdAt, expiresAt }: typeof invited) =>
      (Date.parse(expiresAt) - Date.parse(createdAt)) / 3_600_000
    expect(hours(invited)).toBeCloseTo(24, 1)
    expect(hours(renewal)).toBeCloseTo(1, 1)
  })

  test('whoever is invited sets name and password, once, and has the role', async () => {
    const earlier = await invite('bob@example.com', 'viewer')
    const { link } = await invite('Bob@example.com', 'editor')
    const read = await aBrowser(service).ask('POST', '/api/invitations/read', { token: invitationToken(link) })
    expect(read).toMatchObject({ status: 200, body: { email: 'bob@example.com', role: 'editor', isRenewal: false } })
    const body = { name: 'Bob', password: passwords.bob }
    const outcomes = await Promise.all(
      [earlier.link, link, link, link].map((one) =>
        aBrowser(service).ask('POST', '/api/invitations/accept', { ...body, token: invitationToken(one) }),
      ),
    )
    expect(outcomes.map(({ status }) => status).toSorted()).toEqual([201, 410, 410, 410])
    expect(outcomes[0]?.body).toMatchObject({ error: { code: 'invitation_spent' } })
    const bob = await signIn('BOB@example.com', passwords.bob)
    expect(bob.answer).toMatchObject({ status: 200, body: { name: 'Bob', role: 'editor' } })
    expect((await bob.ask('PUT', '/api/rules/bobs', aRule({ key: 'bobs' }))).body).toMatchObject({ savedBy: 'Bob' })
    const refused = await bob.ask('GET', '/api/users')
    expect(refused).toMatchObject({
      status: 403,
      body: { error: { code: 'forbidden', details: { needed: 'administrator' } } },
    })
    expect(await service.api('POST', '/api/invitations', { email: 'bob@example.com', role: 'viewer' })).toMatchObject({
      status: 409,
      body: { error: { code: 'has_account' } },
    })
  })

  test.each([
    { name: 'a withdrawn one', spoil: (id: string) => service.api('DELETE', `/api/invitations/${id}`) },
    { name: 'one cut short', spoil: async () => ({ status: 204 }), cut: 5 },
  ])('an invitation opens nothing: $name', async ({ spoil, cut = 0 }) => {
    const { id, link } = await invite('nobody@example.com', 'viewer')
    expect((await spoil(id)).status).toBe(204)
    const token = invitationToken(link).slice(0, invitationToken(link).length - cut)
    expect((await aBrowser(service).ask('POST', '/api/invitations/read', { token })).status).toBe(410)
    const answer = await aBrowser(service).ask('POST', '/api/invitations/accept', {
      token,
      name: 'Nobody',
      password: passwords.eve,
    })
    expect(answer.status).toBe(410)
  })

  test('a wrong password, an unknown address and a disabled user get the same answer', async () => {
    const { id } = await join('gone@example.com', 'viewer', 'Gone', passwords.eve)
    await service.api('POST', `/api/users/${id}/disable`)
    const answers = [
      (await signIn('ada@example.com', 'not the password')).answer,
      (await signIn('unknown@example.com', 'not the password')).answer,
      (await signIn('gone@example.com', passwords.eve)).answer,
    ]
    expect(answers.map(({ status }) => status)).toEqual([401, 401, 401])
    expect(new Set(answers.map(({ body }) => JSON.stringify(body))).size).toBe(1)
    expect(answers.map(({ headers }) => headers.get('set-cookie'))).toEqual([null, null, null])
    const refused = await deeds('&action=session.refused')
    expect(refused.slice(0, 3).map(({ details }) => details)).toEqual([
      expect.objectContaining({ reason: 'disabled user' }),
      expect.objectContaining({ email: 'unknown@example.com', reason: 'unknown address' }),
      expect.objectContaining({ email: 'ada@example.com', reason: 'wrong password' }),
    ])
  })

  test('an account takes so many wrong passwords and then none for a while, the right one too', async () => {
    await join('tried@example.com', 'viewer', 'Tried', passwords.eve)
    const guesses = await Promise.all(Array.from({ length: 6 }, () => signIn('tried@example.com', 'a guess of many')))
    expect(guesses.map(({ answer }) => answer.status).toSorted()).toEqual([401, 401, 401, 401, 429, 429])
    const { answer } = await signIn('tried@example.com', passwords.eve)
    expect(answer).toMatchObject({ status: 429, body: { error: { code: 'too_many_tries' } } })
    expect(Number(answer.headers.get('retry-after'))).toBeGreaterThan(500)
    expect((await signIn('bob@example.com', passwords.bob)).answer.status, 'others are not kept out').toBe(200)
  })

  test('a disabled user is out at once, everywhere, and the tokens they made are named', async () => {
    const carol = await join('carol@example.com', 'administrator', 'Carol', passwords.eve)
    const made = await carol.ask('POST', '/api/tokens', { name: 'carols', role: 'viewer' })
    expect(made).toMatchObject({ status: 201, body: { role: 'viewer', createdBy: 'Carol' } })
    const disabled = await service.api('POST', `/api/users/${carol.id}/disable`)
    expect(disabled).toMatchObject({ status: 200, body: { tokensLeft: [{ name: 'carols' }] } })
    expect((await carol.ask('GET', '/api/me')).status).toBe(401)
    expect((await service.api('POST', `/api/users/${carol.id}/password-link`, {})).status).toBe(404)
    await service.api('POST', `/api/users/${carol.id}/enable`)
    expect((await carol.ask('GET', '/api/me')).status, 'enabling brings no session back').toBe(401)
    expect((await signIn('carol@example.com', passwords.eve)).answer.status).toBe(200)
  })

  test.each([
    { name: 'disabled', leave: (id: string) => service.api('POST', `/api/users/${id}/disable`) },
    { name: 'made an editor', leave: (id: string) => service.api('PATCH', `/api/users/${id}`, { role: 'editor' }) },
  ])('an administrator who is $name comes back by no link that they made', async ({ name, leave }) => {
    const was = name.replaceAll(' ', '-')
    const mal = await join(`mal-${was}@example.com`, 'administrator', 'Mal', passwords.eve)
    const victim = await join(`vic-${was}@example.com`, 'administrator', 'Vic', passwords.bob)
    const secret = z.looseObject({ secret: z.string() })
    const token = secret.parse((await mal.ask('POST', '/api/tokens', { name: 'one' })).body).secret
    const byToken = async (path: string, body: unknown) => {
      const headers = { authorization: `Bearer ${token}`, 'content-type': 'application/json' }
      const answer = await fetch(`${service.baseUrl}${path}`, { method: 'POST', headers, body: JSON.stringify(body) })
      return answer.json()
    }
    const self = { email: `self-${was}@example.com`, role: 'administrator' }
    const links = [
      (await mal.ask('POST', '/api/invitations', self)).body,
      await byToken('/api/invitations', { ...self, email: `other-${was}@example.com` }),
      (await mal.ask('POST', `/api/users/${victim.id}/password-link`, {})).body,
    ].map((body) => NewInvitation.parse(body).link)
    const others = (await invite(`ok-${was}@example.com`, 'viewer')).link
    await byToken('/api/tokens', { name: 'two' })
    const left = await leave(mal.id)
    expect(left, 'a token that a token of theirs made').toMatchObject({
      status: 200,
      body: { tokensLeft: expect.arrayContaining([{ id: expect.any(String), name: 'two' }]) },
    })
    const read = (link: string) =>
      aBrowser(service).ask('POST', '/api/invitations/read', { token: invitationToken(link) })
    expect(await Promise.all(links.map(async (link) => (await read(link)).status))).toEqual([410, 410, 410])
    expect((await read(others)).status, 'what somebody else made').toBe(200)
    expect(await deeds(`&subjectId=${mal.id}`)).toMatchObject([
      { details: { linksWithdrawn: [`other-${was}@example.com`, self.email, `vic-${was}@example.com`] } },
      {},
    ])
  })

  test('a link to set a password ends with the account’s, and with another password', async () => {
    const kim = await join('kim@example.com', 'viewer', 'Kim', passwords.eve)
    const renewal = async () =>
      NewInvitation.parse((await service.api('POST', `/api/users/${kim.id}/password-link`, {})).body).link
    const read = async (link: string) =>
      (await aBrowser(service).ask('POST', '/api/invitations/read', { token: invitationToken(link) })).status
    const first = await renewal()
    const change = { password: passwords.bob, currentPassword: passwords.eve }
    expect((await kim.ask('PATCH', '/api/me', change)).status).toBe(200)
    expect(await read(first)).toBe(410)
    const second = await renewal()
    await service.api('POST', `/api/users/${kim.id}/disable`)
    await service.api('POST', `/api/users/${kim.id}/enable`)
    expect(await read(second)).toBe(410)
  })

  test('people make tokens of their own, which may at most what they may, and see nobody else’s', async () => {
    const una = await join('una@example.com', 'editor', 'Una', passwords.eve)
    expect((await una.ask('POST', '/api/me/tokens', { name: 'x', role: 'administrator' })).status).toBe(400)
    const made = await una.ask('POST', '/api/me/tokens', { name: 'unas', role: 'editor' })
    expect(made).toMatchObject({ status: 201, body: { role: 'editor', createdBy: 'Una', expiresAt: null } })
    const others = Items.parse((await service.api('GET', '/api/tokens')).body).items.filter(
      ({ id }) => id !== idIn(made),
    )
    expect(Items.parse((await una.ask('GET', '/api/me/tokens')).body).items.map(({ id }) => id)).toEqual([idIn(made)])
    expect((await una.ask('DELETE', `/api/me/tokens/${others[0]?.id}`)).status).toBe(404)
    const demoted = await service.api('PATCH', `/api/users/${una.id}`, { role: 'viewer' })
    expect(demoted.body, 'a token that may more than its maker now').toMatchObject({ tokensLeft: [{ name: 'unas' }] })
    expect((await una.ask('DELETE', `/api/me/tokens/${idIn(made)}`)).status).toBe(204)
    expect((await una.ask('DELETE', `/api/me/tokens/${idIn(made)}`)).status).toBe(404)
    expect((await service.api('GET', '/api/me/tokens')).status, 'a token has no account').toBe(409)
  })

  test('a changed role counts from the next request on', async () => {
    const dan = await join('dan@example.com', 'viewer', 'Dan', passwords.eve)
    expect((await dan.ask('DELETE', '/api/rules/none')).status).toBe(403)
    expect((await service.api('PATCH', `/api/users/${dan.id}`, { role: 'editor' })).status).toBe(200)
    expect((await dan.ask('DELETE', '/api/rules/none')).status).toBe(404)
    expect((await service.api('PATCH', `/api/users/${dan.id}`, { role: 'king' })).status).toBe(400)
  })

  test('the last administrator stays one, however many ask at once', async () => {
    const users = Items.parse((await service.api('GET', '/api/users')).body).items
    const administrators = users.filter(({ role, disabledAt }) => role === 'administrator' && disabledAt === null)
    expect(administrators.length).toBeGreaterThan(1)
    const answers = await Promise.all(
      administrators.map(({ id }) => service.api('PATCH', `/api/users/${id}`, { role: 'viewer' })),
    )
    expect(answers.filter(({ status }) => status === 409)).toMatchObject([
      { body: { error: { code: 'last_administrator' } } },
    ])
    for (const { id } of administrators) await service.api('PATCH', `/api/users/${id}`, { role: 'administrator' })
  })

  test('an administrator ends the session of whoever used the link of a start, by that link, and no other so', async () => {
    const visitor = aBrowser(service)
    const link = new URL(await service.signInLink())
    expect((await visitor.ask('GET', link.pathname + link.search)).status).toBe(303)
    expect((await visitor.ask('GET', '/api/me')).body).toMatchObject({ kind: 'link', role: 'administrator' })
    const Began = z.looseObject({ items: z.array(z.looseObject({ subject: z.object({ id: z.string() }) })) })
    const [began] = Began.parse((await service.api('GET', '/api/audit?action=session.began&limit=1')).body).items
    const id = began?.subject.id
    const links = Items.parse((await service.api('GET', '/api/tokens')).body).items
    const used = links.find((one) => one.id === id)
    expect(used).toMatchObject({ session: { id, browser: 'Firefox of a test', isThis: false } })
    const own = Items.parse((await visitor.ask('GET', '/api/tokens')).body).items
    expect(own.find((one) => one.id === id)).toMatchObject({ session: { isThis: true } })
    expect((await service.api('DELETE', `/api/tokens/${id}`)).status).toBe(204)
    const after = Items.parse((await service.api('GET', '/api/tokens')).body).items
    expect(after.find((one) => one.id === id)).toMatchObject({ session: null })
    expect((await visitor.ask('GET', '/api/me')).status).toBe(401)
    expect((await service.api('DELETE', `/api/tokens/${id}`)).status).toBe(404)
    expect(await deeds(`&subjectId=${id}`)).toMatchObject([
      { action: 'session.ended' },
      { action: 'session.began', actor: { name: 'sign-in link' } },
      { action: 'sign-in-link.made' },
    ])
    const { ask } = await signIn('bob@example.com', passwords.bob)
    const [bobs] = Items.parse((await ask('GET', '/api/me/sessions')).body).items
    expect((await service.api('DELETE', `/api/tokens/${bobs?.id}`)).status).toBe(404)
    expect((await ask('GET', '/api/me')).status, 'a person’s session is no link’s').toBe(200)
  })

  test('people see their sessions, end one, and sign out everywhere', async () => {
    const first = await signIn('bob@example.com', passwords.bob)
    const second = await signIn('bob@example.com', passwords.bob)
    const sessions = Items.parse((await first.ask('GET', '/api/me/sessions')).body).items
    expect(sessions.filter(({ isThis }) => isThis)).toMatchObject([{ browser: 'Firefox of a test' }])
    const ada = await signIn('ada@example.com', passwords.ada)
    expect((await ada.ask('DELETE', `/api/me/sessions/${sessions[0]?.id}`)).status, "another's").toBe(404)
    expect((await first.ask('DELETE', `/api/me/sessions/${sessions[0]?.id}`)).status).toBe(204)
    expect((await second.ask('GET', '/api/me')).status).toBe(401)
    const third = await signIn('bob@example.com', passwords.bob)
    expect((await first.ask('DELETE', '/api/session')).status).toBe(204)
    expect((await third.ask('GET', '/api/me')).status).toBe(200)
    expect((await third.ask('DELETE', '/api/me/sessions')).status).toBe(204)
    const fourth = await signIn('bob@example.com', passwords.bob)
    expect(Items.parse((await fourth.ask('GET', '/api/me/sessions')).body).items).toHaveLength(1)
    expect((await service.api('DELETE', '/api/session')).status, 'a token has no session').toBe(409)
    expect((await service.api('PATCH', '/api/me', { name: 'x' })).status, 'nor an account').toBe(409)
  })

  test('a new password needs the old one and ends the other sessions', async () => {
    const here = await join('fay@example.com', 'viewer', 'Fay', passwords.eve)
    const there = await signIn('fay@example.com', passwords.eve)
    const wish = { password: passwords.ada, currentPassword: 'not this one' }
    expect(await here.ask('PATCH', '/api/me', wish)).toMatchObject({
      status: 403,
      body: { error: { code: 'wrong_password' } },
    })
    expect((await here.ask('PATCH', '/api/me', { password: passwords.ada })).status).toBe(403)
    const tries = await deeds(`&action=user.password-refused&actorId=${here.id}`)
    expect(tries, 'whoever tries passwords in a browser that is signed in').toMatchObject(
      Array(2).fill({ actor: { name: 'Fay' }, details: { address: '127.0.0.1', reason: 'wrong password' } }),
    )
    expect((await here.ask('PATCH', '/api/me', {})).status).toBe(400)
    const changed = await here.ask('PATCH', '/api/me', { ...wish, name: 'Fay B.', currentPassword: passwords.eve })
    expect(changed).toMatchObject({ status: 200, body: { name: 'Fay B.' } })
    expect((await here.ask('GET', '/api/me')).status).toBe(200)
    expect((await there.ask('GET', '/api/me')).status).toBe(401)
    expect((await signIn('fay@example.com', passwords.eve)).answer.status).toBe(401)
    const link = NewInvitation.parse((await service.api('POST', `/api/users/${here.id}/password-link`, {})).body).link
    const renewed = await here.ask('POST', '/api/invitations/accept', {
      token: invitationToken(link),
      password: passwords.bob,
    })
    expect(renewed).toMatchObject({ status: 201, body: { name: 'Fay B.', role: 'viewer' } })
    expect((await signIn('fay@example.com', passwords.bob)).answer.status).toBe(200)
  })

  test('a token may what its role may', async () => {
    const create = async (role: string) =>
      z
        .looseObject({ id: z.string(), secret: z.string() })
        .parse((await service.api('POST', '/api/tokens', { name: role, role })).body)
    const { id, secret } = await create('viewer')
    const asToken = async (method: string, path: string) =>
      (await fetch(`${service.baseUrl}${path}`, { method, headers: { authorization: `Bearer ${secret}` } })).status
    expect([
      await asToken('GET', '/api/rules'),
      await asToken('DELETE', '/api/rules/none'),
      await asToken('GET', '/api/tokens'),
    ]).toEqual([200, 403, 403])
    const tokens = Items.parse((await service.api('GET', '/api/tokens')).body).items
    expect(tokens.find((one) => one.id === id)).toMatchObject({ role: 'viewer', lastUsedAt: expect.any(String) })
    await service.api('DELETE', `/api/tokens/${id}`)
    expect(await asToken('GET', '/api/rules')).toBe(401)
  })

  test('whoever changes a rule or runs, reverts, releases or backfills deals is on record', async () => {
    const gil = await join('gil@example.com', 'editor', 'Gil', passwords.eve)
    const contact = service.sandbox.data.addContact()
    const actions = [{ type: 'attach', contacts: { from: 'ids', ids: [contact] } }]
    expect((await gil.ask('PUT', '/api/rules/gils', aRule({ key: 'gils' }))).status).toBe(201)
    expect((await gil.ask('PUT', '/api/rules/gils', { ...aRule({ key: 'gils' }), actions })).status).toBe(200)
    const dealId = service.sandbox.data.addDeal()
    const run = await gil.ask('POST', `/api/deals/${dealId}/run`)
    expect(run.status, JSON.stringify(run.body)).toBe(200)
    await service.quiet()
    const applied = await service.waitForRun(dealId, ({ status }) => status === 'applied')
    const asked: [string, string, unknown?][] = [
      ['POST', `/api/runs/${applied.id}/revert`],
      ['POST', `/api/deals/${dealId}/release`],
      ['POST', '/api/backfills', { filter: { assignedById: 99 }, mode: 'shadow' }],
      ['DELETE', '/api/rules/gils'],
    ]
    for (const [method, path, body] of asked) {
      const answer = await gil.ask(method, path, body)
      expect(answer.status, `${path}: ${JSON.stringify(answer.body)}`).toBeLessThan(300)
    }
    const gils = (await deeds('&actor=Gil')).map(({ action, subject }) => `${action} ${JSON.stringify(subject)}`)
    const rule = JSON.stringify({ kind: 'rule', id: 'gils' })
    const deal = JSON.stringify({ kind: 'deal', id: String(dealId) })
    expect(gils.toReversed()).toEqual([
      expect.stringContaining('user.created'),
      expect.stringContaining('session.began'),
      `rule.saved ${rule}`,
      `rule.saved ${rule}`,
      `deal.run ${deal}`,
      `run.reverted ${JSON.stringify({ kind: 'run', id: applied.id })}`,
      `deal.released ${deal}`,
      expect.stringContaining('backfill.started'),
      `rule.deleted ${rule}`,
    ])
  })

  test('what was done to people is on record, with who did it, and no secret is anywhere', async () => {
    const all = await deeds()
    const actions = new Set(all.map(({ action }) => action))
    for (const action of [
      'invitation.made',
      'invitation.withdrawn',
      'session.began',
      'session.ended',
      'session.refused',
      'token.created',
      'token.revoked',
      'user.created',
      'user.disabled',
      'user.enabled',
      'user.password-changed',
      'user.password-renewed',
      'user.role-changed',
    ]) {
      expect(actions).toContain(action)
    }
    const changes = await deeds('&action=user.role-changed')
    expect(changes.every(({ actor }) => actor.name === 'BINDERY_API_TOKEN')).toBe(true)
    const told = JSON.stringify([
      all,
      service.log,
      (await service.api('GET', '/api/users')).body,
      (await service.api('GET', '/api/tokens')).body,
      (await service.api('GET', '/api/invitations')).body,
    ])
    for (const secret of [...Object.values(passwords), 'bnd_', 'scrypt', 'not the password']) {
      expect(told).not.toContain(secret)
    }
    expect((await service.api('GET', '/api/audit?cursor=nonsense')).status).toBe(400)
  })
})
