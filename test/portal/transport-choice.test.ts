/**
 * What decided docs/decisions/0001-portal-transport.md: the vendor's SDK and our own client, side by side. The SDK's
 * half pins what version 2.2.0 does; when an update of it fails here, the decision deserves another look.
 */
import { inspect } from 'node:util'
import { ApiVersion, type AuthActions, HttpV2 } from '@bitrix24/b24jssdk'
import { expect, test } from 'vitest'
import { aClient, aSandbox, aStub, errorOf, webhook } from './portals.ts'

/** The SDK's own webhook class rewrites every address to https, so on loopback it needs an auth object of ours. */
function sdkFor(webhookUrl: string, options: object = {}, limits: object = {}): HttpV2 {
  const url = webhook(webhookUrl)
  const authData = {
    access_token: url.secret,
    refresh_token: 'hook',
    expires: 0,
    expires_in: 0,
    domain: url.host,
    member_id: url.host,
  }
  const auth: AuthActions = {
    getAuthData: () => authData,
    refreshAuth: async () => authData,
    getUniq: (prefix) => prefix,
    isAdmin: true,
    getTargetOrigin: () => url.origin,
    getTargetOriginWithPath: () => new Map([[ApiVersion.v2, `${url.origin}/rest/${url.userId}/${url.secret}`]]),
  }
  return new HttpV2(auth, options, { retryDelay: 1, ...limits })
}

const failed = async (call: Promise<unknown>): Promise<Error> => {
  const reason: unknown = await call.then(
    () => null,
    (error: unknown) => error,
  )
  if (!(reason instanceof Error)) throw new Error('expected a failure')
  return reason
}

const links = (id: number) => ({ method: 'crm.deal.contact.items.get', params: { id } })

test('a command that fails with the empty code: the SDK calls it a success, we do not', async () => {
  const { sandbox, client } = await aSandbox()
  const response = await sdkFor(sandbox.webhookUrl).batch({ links: links(9314) }, { isHaltOnError: false })
  const results: unknown = response.getData()?.result
  const sub: unknown = results instanceof Map ? results.get('links') : undefined
  expect(response.isSuccess).toBe(true)
  expect(sub).toMatchObject({ isSuccess: true })
  const answer = (await client.batch({ links: links(9314) })).get('links')
  expect(answer?.ok === false && answer.error.kind).toBe('not-found')
})

test('a single call that fails with the empty code: the SDK loses the reason, we keep it', async () => {
  const { sandbox, client } = await aSandbox()
  const error = await failed(sdkFor(sandbox.webhookUrl).call('crm.deal.contact.items.get', { id: 9314 }, 'r'))
  expect(error).toMatchObject({ code: 'ERR_BAD_REQUEST' })
  expect(error.message).not.toContain('Not found')
  expect((await errorOf(client.call('crm.deal.contact.items.get', { id: 9314 }))).kind).toBe('not-found')
})

test('a write whose answer is lost: the SDK sends it again as it is set up, we never do', async () => {
  const { sandbox, client } = await aSandbox()
  const [anna, dealId] = [sandbox.data.addContact(), sandbox.data.addDeal()]
  const params = { id: dealId, fields: { CONTACT_ID: anna } }
  const writes = () => sandbox.requests.filter((request) => request.method === 'crm.deal.contact.add').length
  sandbox.faults.next({ kind: 'html-502-after' })
  const sent = await sdkFor(sandbox.webhookUrl).call('crm.deal.contact.add', params, 'r')
  expect(sent.getData()?.result, 'of the second sending: linked already').toBe(false)
  expect(writes()).toBe(2)
  sandbox.faults.next({ kind: 'html-502-after' })
  expect((await errorOf(client.call('crm.deal.contact.add', params))).kind).toBe('outcome-unknown')
  expect(writes()).toBe(3)
})

test('a redirect: the SDK takes the secret to the new host as a GET, we go nowhere', async () => {
  const elsewhere = await aStub(() => ({ body: { result: true, time: { operating: 0, operating_reset_at: 0 } } }))
  const { sandbox, client } = await aSandbox()
  const redirect = { kind: 'redirect-302', location: `http://127.0.0.1:${elsewhere.port}` } as const
  sandbox.faults.next(redirect)
  const sent = await sdkFor(sandbox.webhookUrl).call('crm.deal.contact.items.delete', { id: 1 }, 'r')
  expect(sent.isSuccess, 'nothing was deleted').toBe(true)
  expect(elsewhere.requests).toMatchObject([{ method: 'GET', body: '' }])
  expect(elsewhere.requests[0]?.path).toContain('s3cretOfTheTest')
  sandbox.faults.next(redirect)
  expect((await errorOf(client.call('crm.deal.contact.items.delete', { id: 1 }))).code).toBe('PORTAL_MOVED')
  expect(elsewhere.requests).toHaveLength(1)
})

test('an error printed shows no secret, of neither', async () => {
  const { sandbox, client } = await aSandbox()
  sandbox.faults.always({ kind: 'unauthorized' })
  const theirs = await failed(sdkFor(sandbox.webhookUrl).call('profile', {}, 'r'))
  expect(inspect(theirs, { depth: 9 })).not.toContain('s3cretOfTheTest')
  expect(inspect(await errorOf(client.call('profile', {})), { depth: 9 })).not.toContain('s3cretOfTheTest')
})

test('an answer without execution time: the SDK fails on a write that was done, we take it', async () => {
  const stub = await aStub(() => ({ body: { result: true } }))
  const error = await failed(sdkFor(stub.webhookUrl).call('crm.deal.contact.items.delete', { id: 1 }, 'r'))
  expect(error).toMatchObject({ code: 'JSSDK_UNKNOWN_ERROR' })
  expect(stub.requests).toHaveLength(1)
  const { result } = await aClient(stub.webhookUrl).call('crm.deal.contact.items.delete', { id: 1 })
  expect(result).toBe(true)
  expect(stub.requests).toHaveLength(2)
})
