import { describe, expect, test } from 'vitest'
import type { SandboxFault } from '../../src/sandbox/faults.ts'
import { aClient, aSandbox, aStub, errorOf, write } from './portals.ts'

const read = ['crm.deal.contact.items.get', { id: 9314 }] as const
const aWrite = ['crm.deal.contact.items.delete', { id: 9314 }] as const

/** What a portal answers to a single call, and what it means for a read and for a write. */
test.each([
  { status: 401, error: 'INVALID_CREDENTIALS', kind: 'wrong-credentials' },
  { status: 401, error: 'NO_AUTH_FOUND', kind: 'wrong-credentials' },
  { status: 401, error: 'SOMETHING_NEW', kind: 'wrong-credentials' },
  { status: 401, error: '', kind: 'wrong-credentials' },
  { status: 403, error: 'INVALID_CREDENTIALS', kind: 'wrong-credentials' },
  { status: 403, error: 'insufficient_scope', kind: 'wrong-credentials' },
  {
    status: 403,
    error: 'ACCESS_DENIED',
    text: 'REST API is available only on commercial plans',
    kind: 'wrong-credentials',
  },
  { status: 403, error: 'allowed_only_intranet_user', kind: 'wrong-credentials' },
  { status: 500, error: 'PORTAL_DELETED', kind: 'wrong-credentials' },
  { status: 400, error: 'INVALID_REQUEST', text: 'Https required', kind: 'wrong-credentials' },
  { status: 403, error: 'ACCESS_DENIED', text: 'Access denied!', kind: 'no-permission' },
  { status: 400, error: 'ACCESS_DENIED', text: 'Zugriff verweigert!', kind: 'no-permission' },
  { status: 400, error: '', text: 'Access denied.', kind: 'no-permission' },
  {
    status: 400,
    error: '',
    text: '[Contact #530] You do not have permission to view this item',
    kind: 'no-permission',
  },
  { status: 403, error: '', text: 'Zugriff verweigert', kind: 'no-permission' },
  { status: 400, error: 'NOT_FOUND', text: 'Item not found', kind: 'not-found' },
  { status: 400, error: '', text: 'Not found.', kind: 'not-found' },
  { status: 400, error: '', text: 'Not found', kind: 'not-found' },
  { status: 400, error: 0, text: 'Not found', kind: 'not-found' },
  { status: 200, error: 0, text: 'Not found', kind: 'not-found' },
  { status: 404, error: '', text: 'Nicht gefunden', kind: 'not-found' },
  { status: 200, error: 'NOT_FOUND', kind: 'not-found' },
  { status: 400, error: '', text: "The parameter 'ownerEntityID' is invalid or not defined.", kind: 'our-mistake' },
  { status: 400, error: '', text: "The parameter 'fields' must be array.", kind: 'our-mistake' },
  { status: 400, error: '', text: 'etwas anderes', kind: 'our-mistake' },
  { status: 400, error: 'ACCESS_DENIED', text: 'Access denied! Application context required', kind: 'our-mistake' },
  { status: 403, error: 'WRONG_AUTH_TYPE', kind: 'our-mistake' },
  { status: 400, error: 'INVALID_ARG_VALUE', kind: 'our-mistake' },
  { status: 400, error: '100', text: 'Could not find value for parameter {id}', kind: 'our-mistake' },
  { status: 404, error: 'ERROR_METHOD_NOT_FOUND', kind: 'our-mistake' },
  { status: 400, error: 'ERROR_METHOD_NOT_FOUND', kind: 'our-mistake' },
  { status: 503, error: 'OVERLOAD_LIMIT', kind: 'limit' },
  { status: 429, error: 'OPERATION_TIME_LIMIT', kind: 'limit' },
  { status: 500, error: 'INTERNAL_SERVER_ERROR', kind: 'transient', written: 'outcome-unknown' },
  { status: 500, error: 'ERROR_CORE', text: '-', kind: 'transient', written: 'outcome-unknown' },
  { status: 200, error: 'ERROR_CORE', kind: 'transient', written: 'outcome-unknown' },
  { status: 500, error: '', text: 'Not found', kind: 'transient', written: 'outcome-unknown' },
  { status: 502, error: 'UNHEARD_OF', kind: 'transient', written: 'outcome-unknown' },
])('HTTP $status "$error" ($text): $kind', async ({ status, error, text = '', kind, written = kind }) => {
  const stub = await aStub(() => ({ status, body: { error, error_description: text } }))
  const client = aClient(stub.webhookUrl)
  expect((await errorOf(client.call(...aWrite))).kind).toBe(written)
  expect(stub.requests, 'a write is sent once').toHaveLength(1)
  expect((await errorOf(aClient(stub.webhookUrl).call(...read))).kind).toBe(kind)
})

describe('answers that are none', () => {
  test.each<{ name: string; status?: number; body: string; read: string; write: string }>([
    { name: 'HTML 502', status: 502, body: '<html>Bad Gateway</html>', read: 'transient', write: 'outcome-unknown' },
    { name: 'HTML under 200', body: '<html></html>', read: 'transient', write: 'outcome-unknown' },
    { name: 'HTML 503', status: 503, body: '<html></html>', read: 'transient', write: 'outcome-unknown' },
    { name: 'HTML 403', status: 403, body: '<html></html>', read: 'transient', write: 'outcome-unknown' },
    { name: 'HTML 404', status: 404, body: '<html></html>', read: 'wrong-credentials', write: 'outcome-unknown' },
    { name: 'HTML 401', status: 401, body: '<html></html>', read: 'wrong-credentials', write: 'wrong-credentials' },
    { name: 'cut-off JSON', body: '{"result":{"ite', read: 'transient', write: 'outcome-unknown' },
    { name: 'nothing', body: '', read: 'transient', write: 'outcome-unknown' },
    { name: 'JSON null', body: 'null', read: 'transient', write: 'outcome-unknown' },
    { name: 'an array', body: '[]', read: 'transient', write: 'outcome-unknown' },
    { name: 'neither result nor error', body: '{"time":{}}', read: 'transient', write: 'outcome-unknown' },
    { name: 'an error that is an object', body: '{"error":{}}', read: 'transient', write: 'outcome-unknown' },
    { name: 'a result under 500', status: 500, body: '{"result":true}', read: 'transient', write: 'outcome-unknown' },
  ])('$name', async ({ status = 200, body, ...kinds }) => {
    const stub = await aStub(() => ({ status, body }))
    expect((await errorOf(aClient(stub.webhookUrl).call(...aWrite))).kind).toBe(kinds.write)
    expect(stub.requests).toHaveLength(1)
    expect((await errorOf(aClient(stub.webhookUrl).call(...read))).kind).toBe(kinds.read)
    expect(stub.requests).toHaveLength(kinds.read === 'transient' ? 3 : 2)
  })

  test('an answer without end is cut at the bound', async () => {
    const stub = await aStub(() => ({ body: { result: 'x'.repeat(5_000) } }))
    const client = aClient(stub.webhookUrl, { maximumAnswerBytes: 1_000 })
    expect(await errorOf(client.call(...read))).toMatchObject({ kind: 'our-mistake', code: 'ANSWER_TOO_LARGE' })
    expect((await errorOf(client.call(...aWrite))).kind).toBe('outcome-unknown')
  })
})

describe('on the way', () => {
  test.each<{ fault: SandboxFault; isDone: boolean }>([
    { fault: { kind: 'reset-before' }, isDone: false },
    { fault: { kind: 'reset-after' }, isDone: true },
    { fault: { kind: 'timeout-before' }, isDone: false },
    { fault: { kind: 'timeout-after' }, isDone: true },
    { fault: { kind: 'html-502' }, isDone: false },
    { fault: { kind: 'html-502-after' }, isDone: true },
    { fault: { kind: 'json-500' }, isDone: false },
    { fault: { kind: 'json-500-after' }, isDone: true },
    { fault: { kind: 'truncated-json' }, isDone: true },
    { fault: { kind: 'empty-answer' }, isDone: true },
    { fault: { kind: 'error-under-200' }, isDone: false },
  ])('$fault.kind: a write is sent once and its outcome unknown, a read repeated once', async ({ fault, isDone }) => {
    // Where an answer is waited for, it has time to come.
    const patience = fault.kind.startsWith('timeout') ? { timeoutMs: 500 } : {}
    const { sandbox, client, portal } = await aSandbox({}, patience)
    const [anna, dealId] = [sandbox.data.addContact(), sandbox.data.addDeal()]
    sandbox.faults.next(fault)
    const call = portal.callFor(dealId, { type: 'link', link: { contactId: anna, sort: 10, isPrimary: true } })
    expect((await errorOf(write(portal, call))).kind).toBe('outcome-unknown')
    expect(sandbox.data.links(dealId)).toHaveLength(isDone ? 1 : 0)
    sandbox.faults.next(fault)
    expect(await portal.readLinks(dealId).then((links) => links.length)).toBe(isDone ? 1 : 0)
    sandbox.faults.always(fault)
    expect((await errorOf(client.call('server.time', {}))).kind).toBe('transient')
  })

  test('no portal there: nothing was sent, so a write may be repeated', async () => {
    const stub = await aStub(() => ({ body: {} }))
    const client = aClient(stub.webhookUrl.replace(`:${stub.port}`, ':1'))
    const error = await errorOf(client.call(...aWrite))
    expect(error).toMatchObject({ kind: 'transient', code: 'ECONNREFUSED', isRetryable: true })
    expect(error.message).toContain('BITRIX24_WEBHOOK_URL')
  })

  test('a closed client sends nothing', async () => {
    const { sandbox, client } = await aSandbox()
    await client.close()
    expect(await errorOf(client.call(...aWrite))).toMatchObject({ kind: 'transient', code: 'CLIENT_CLOSED' })
    expect(sandbox.requests).toHaveLength(0)
  })

  test('a portal that moved: the redirect is not followed and the new host named', async () => {
    const elsewhere = await aStub(() => ({ body: { result: true } }))
    const { sandbox, client } = await aSandbox()
    sandbox.faults.next({ kind: 'redirect-302', location: `http://127.0.0.1:${elsewhere.port}` })
    const error = await errorOf(client.call(...aWrite))
    expect(error).toMatchObject({ kind: 'wrong-credentials', code: 'PORTAL_MOVED' })
    expect(error.message).toContain(`127.0.0.1:${elsewhere.port}`)
    expect(error.message).toContain('BITRIX24_WEBHOOK_URL')
    expect(error.message).not.toContain('s3cretOfTheTest')
    expect(elsewhere.requests).toHaveLength(0)
  })

  test('connections are kept, and the portal learns who calls', async () => {
    const stub = await aStub(() => ({ body: { result: true } }))
    const client = aClient(stub.webhookUrl, { version: '1.2.3' })
    for (let i = 0; i < 10; i++) await client.call(...aWrite)
    // A pool may open a second one while the first still ends its answer.
    expect(new Set(stub.requests.map((request) => request.fromPort)).size).toBeLessThanOrEqual(2)
    expect(stub.requests[0]).toMatchObject({
      method: 'POST',
      path: '/rest/17/s3cretOfTheTest/crm.deal.contact.items.delete.json',
      body: '{"id":9314}',
      headers: {
        'user-agent': 'bindery/1.2.3',
        accept: 'application/json',
        'accept-encoding': 'identity',
        'content-type': 'application/json',
      },
    })
  })
})

test('a message says what happened, to what, and what to do', async () => {
  const { portal } = await aSandbox()
  const change = { type: 'link', link: { contactId: 530, sort: 10, isPrimary: true } } as const
  const error = await errorOf(write(portal, portal.callFor(9314, change)))
  expect(error.message).toBe(
    'crm.deal.contact.add (deal 9314, contact 530): the portal answered "Not found.". It was deleted, or never existed.',
  )
  expect(error).toMatchObject({ kind: 'not-found', code: 'NOT_FOUND', method: 'crm.deal.contact.add', retryAt: null })
})
