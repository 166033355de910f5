import { describe, expect, test } from 'vitest'
import { answerOf, aPortal, call, errorOf } from './client.ts'

describe('the address', () => {
  test('a wrong secret or user is 401, with either code', async () => {
    const portal = await aPortal({ secret: 'right' })
    for (const path of ['1/wrong', '2/right', `1/${'x'.repeat(5_000)}`]) {
      const answer = await answerOf(await fetch(`${portal.origin}/rest/${path}/server.time`))
      expect(errorOf(answer)).toEqual([401, 'INVALID_CREDENTIALS', 'Invalid request credentials'])
    }
    portal.behaviour.wrongSecretError = 'NO_AUTH_FOUND'
    const answer = await answerOf(await fetch(`${portal.origin}/rest/1/wrong/server.time`))
    expect(errorOf(answer)).toEqual([401, 'NO_AUTH_FOUND', 'Wrong authorization data'])
  })

  test('an expired or blocked webhook is 401 as well', async () => {
    const portal = await aPortal()
    portal.data.setWebhookAlive(false)
    expect((await call(portal, 'profile')).body.error).toBe('INVALID_CREDENTIALS')
  })

  test.each(['/rest/server.time', '/rest/api/1/x/tasks.task.get', '/', '/%E0%A4%A'])(
    '%s is no method',
    async (path) => {
      const portal = await aPortal()
      const answer = await answerOf(await fetch(`${portal.origin}${path}`))
      expect(errorOf(answer)).toEqual([404, 'ERROR_METHOD_NOT_FOUND', 'Method not found!'])
    },
  )

  test('owner, port and host can be chosen', async () => {
    const portal = await aPortal({ userId: 17, secret: 'abc', host: 'localhost' })
    expect(portal.webhookUrl).toMatch(/^http:\/\/localhost:\d+\/rest\/17\/abc\/$/)
    expect((await call(portal, 'profile')).result).toMatchObject({ ID: '17', ADMIN: true })
  })
})

test('every result comes with its times, errors without', async () => {
  const portal = await aPortal({ clock: () => 1_788_091_600_500 })
  expect((await call(portal, 'server.time')).body).toEqual({
    result: '2026-08-30T14:06:40+02:00',
    time: {
      start: 1788091600.5,
      finish: 1788091600.5,
      duration: 0,
      processing: 0,
      date_start: '2026-08-30T14:06:40+02:00',
      date_finish: '2026-08-30T14:06:40+02:00',
      operating_reset_at: 1788092160,
      operating: 0,
    },
  })
  expect((await call(portal, 'no.such.method')).body).not.toHaveProperty('time')
})

describe('scopes', () => {
  test('the scope method lists them, and all with full', async () => {
    const portal = await aPortal({ scopes: ['crm'] })
    expect((await call(portal, 'scope')).result).toEqual(['crm'])
    expect((await call(portal, 'scope', { full: true })).result).toContain('user_brief')
  })

  test('a method outside them is 403; basic ones always work', async () => {
    const portal = await aPortal()
    portal.data.setScopes(['user_brief'])
    const answer = await call(portal, 'crm.deal.contact.fields')
    expect([answer.status, answer.body.error]).toEqual([403, 'insufficient_scope'])
    expect((await call(portal, 'profile')).status).toBe(200)
    expect((await call(portal, 'user.get')).status).toBe(200)
  })

  test('method.get tells existing from available; names in lower case', async () => {
    const portal = await aPortal({ scopes: [] })
    const get = async (name: string) => (await call(portal, 'method.get', { name })).result
    expect(await get('crm.deal.contact.items.set')).toEqual({ isExisting: true, isAvailable: false })
    expect(await get('profile')).toEqual({ isExisting: true, isAvailable: true })
    expect(await get('crm.nothing')).toEqual({ isExisting: false, isAvailable: false })
  })
})

test('profile is empty when the owner is dismissed', async () => {
  const portal = await aPortal()
  expect((await call(portal, 'user.admin')).result).toBe(true)
  portal.data.addUser({ id: 1, name: 'Gone', lastName: 'Person', isActive: false })
  expect((await call(portal, 'profile')).result).toEqual([])
})

test.each([
  ['app.info', 400, 'ACCESS_DENIED'],
  ['event.get', 403, 'WRONG_AUTH_TYPE'],
  ['event.bind', 403, 'WRONG_AUTH_TYPE'],
])('%s is for applications', async (method, status, code) => {
  const answer = await call(await aPortal(), method)
  expect([answer.status, answer.body.error]).toEqual([status, code])
})

test('the log tells what came, and is no secret keeper', async () => {
  const portal = await aPortal({ secret: 'hush' })
  await call(portal, 'crm.item.get', { entityTypeId: 2, id: 3 })
  expect(portal.requests).toMatchObject([
    { method: 'crm.item.get', params: { entityTypeId: 2, id: 3 }, inBatch: false, status: 400, error: 'NOT_FOUND' },
  ])
  expect(JSON.stringify(portal.requests)).not.toContain('hush')
})

test('latency delays every answer', async () => {
  const portal = await aPortal({ latencyMs: 60 })
  const startedAt = performance.now()
  await call(portal, 'server.time')
  expect(performance.now() - startedAt).toBeGreaterThan(55)
})

test('a body that is no JSON carries no parameters', async () => {
  const portal = await aPortal()
  const post = (body: string) =>
    fetch(`${portal.webhookUrl}server.time`, { method: 'POST', headers: { 'content-type': 'application/json' }, body })
  expect((await post('{"half":')).status).toBe(200)
  expect((await post('[1,2]')).status).toBe(200)
})

test.each([
  'crm.item.list?entityTypeId=2&select[][x]=1&order[id][x]=1',
  'crm.item.list?entityTypeId=2&filter[id][0][x]=1',
  'crm.item.list?entityTypeId[x]=2',
  'crm.item.add?entityTypeId=2&fields[title][x]=1&fields[__proto__][x]=1',
  'crm.contact.add?fields[PHONE][0][VALUE][x]=1',
  'crm.deal.list?select[][x]=1&order[ID][x]=1',
  'crm.deal.contact.items.set?id=1&items[0][CONTACT_ID][x]=1',
  'crm.duplicate.findbycomm?type[x]=1&values[][x]=1',
  'crm.stagehistory.list?entityTypeId=2&select[][x]=1',
  'batch?cmd[a][x]=1&halt[x]=1',
  'method.get?name[x]=1',
  'constructor',
])('arrays where none belong do no harm: %s', async (query) => {
  const portal = await aPortal()
  const answer = await answerOf(await fetch(`${portal.webhookUrl}${query}`))
  expect(answer.body.error).not.toBe('INTERNAL_SERVER_ERROR')
  expect({}).not.toHaveProperty('x')
})

describe('notifications', () => {
  test('reach people of the portal, with the scope im', async () => {
    const portal = await aPortal({ scopes: ['crm', 'im'] })
    expect((await call(portal, 'im.notify', { USER_ID: 1, TYPE: 'SYSTEM', MESSAGE: ' Look! ' })).result).toBe(1)
    expect((await call(portal, 'im.notify', { USER_ID: 99, MESSAGE: 'Look!' })).result).toBe(false)
    expect(portal.notifications).toEqual([{ userId: 1, type: 'SYSTEM', message: 'Look!' }])
  })

  test.each([
    [['crm', 'im'], { MESSAGE: 'Look!' }, [400, 'USER_ID_EMPTY', "User ID can't be empty"]],
    [['crm', 'im'], { USER_ID: 1, MESSAGE: ' ' }, [400, 'MESSAGE_EMPTY', "Message can't be empty"]],
    [['crm'], { USER_ID: 1, MESSAGE: 'Look!' }, [403, 'insufficient_scope', expect.any(String)]],
  ])('with %s, of %s: refused', async (scopes, params, error) => {
    const portal = await aPortal({ scopes })
    expect(errorOf(await call(portal, 'im.notify', params))).toEqual(error)
  })
})
