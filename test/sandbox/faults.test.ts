import { describe, expect, test, vi } from 'vitest'
import type { Sandbox } from '../../src/sandbox/portal.ts'
import { patiently } from '../support/patiently.ts'
import { aPortal, call, errorOf } from './client.ts'

const addContact = (portal: Sandbox, init: RequestInit = {}) =>
  fetch(`${portal.webhookUrl}crm.deal.contact.add`, {
    method: 'POST',
    headers: { 'content-type': 'application/json' },
    body: JSON.stringify({ id: 1, fields: { CONTACT_ID: 5 } }),
    redirect: 'manual',
    ...init,
  })

const aPortalWithDeal = async (): Promise<Sandbox> => {
  const portal = await aPortal()
  portal.data.addDeal()
  return portal
}

describe('on the way', () => {
  test.each([
    ['reset-before', 0],
    ['reset-after', 1],
  ] as const)('%s: the connection breaks', async (kind, links) => {
    const portal = await aPortalWithDeal()
    portal.faults.next({ kind })
    await expect(addContact(portal)).rejects.toThrow('fetch failed')
    expect(portal.data.links(1)).toHaveLength(links)
    expect((await addContact(portal)).status, 'the fault is used up').toBe(200)
    expect(portal.requests).toHaveLength(2)
  })

  test.each([
    ['timeout-before', 0],
    ['timeout-after', 1],
  ] as const)('%s: no answer comes', async (kind, links) => {
    const portal = await aPortalWithDeal()
    portal.faults.next({ kind })
    const patience = new AbortController()
    const answer = addContact(portal, { signal: patience.signal })
    await vi.waitFor(() => expect(portal.requests).toHaveLength(1), patiently)
    patience.abort()
    await expect(answer).rejects.toThrow('aborted')
    expect(portal.data.links(1)).toHaveLength(links)
  })

  test.each([
    ['html-502', 502, 0, '<html>'],
    ['html-502-after', 502, 1, '<html>'],
    ['json-500-after', 500, 1, 'INTERNAL_SERVER_ERROR'],
    ['error-under-200', 200, 0, 'ERROR_CORE'],
    ['truncated-json', 200, 1, '"result":true'],
    ['empty-answer', 200, 1, ''],
  ] as const)('%s', async (kind, status, links, text) => {
    const portal = await aPortalWithDeal()
    portal.faults.next({ kind, method: /contact\.add$/ })
    const response = await addContact(portal)
    expect(response.status).toBe(status)
    expect(await response.text()).toContain(text)
    expect(portal.data.links(1)).toHaveLength(links)
  })

  test('a truncated answer is no JSON', async () => {
    const portal = await aPortalWithDeal()
    portal.faults.next({ kind: 'truncated-json' })
    await expect((await addContact(portal)).json()).rejects.toThrow(SyntaxError)
  })

  test('redirect-302: the portal was renamed, its new address repeats the path', async () => {
    const portal = await aPortalWithDeal()
    portal.faults.next({ kind: 'redirect-302', location: 'https://new.example.test' })
    const response = await addContact(portal)
    expect(response.status).toBe(302)
    expect(response.headers.get('location')).toBe(
      `https://new.example.test${new URL(portal.webhookUrl).pathname}crm.deal.contact.add`,
    )
  })

  test('slow: the answer takes its time', async () => {
    const portal = await aPortalWithDeal()
    portal.faults.next({ kind: 'slow', delayMs: 120 })
    const startedAt = performance.now()
    expect((await addContact(portal)).status).toBe(200)
    expect(performance.now() - startedAt).toBeGreaterThan(110)
  })

  test('held: nothing is done until something else has come about', async () => {
    const portal = await aPortalWithDeal()
    const { promise: until, resolve: release } = Promise.withResolvers<void>()
    portal.faults.next({ kind: 'held', until })
    const answer = addContact(portal)
    await vi.waitFor(() => expect(portal.faults.pending).toEqual([]), patiently)
    expect(portal.data.links(1)).toEqual([])
    release()
    expect((await answer).status).toBe(200)
    expect(portal.data.links(1)).toHaveLength(1)
  })
})

describe('refusals', () => {
  test.each([
    ['json-500', 500, 'INTERNAL_SERVER_ERROR'],
    ['unexpected-answer', 500, 'ERROR_UNEXPECTED_ANSWER'],
    ['unauthorized', 401, 'INVALID_CREDENTIALS'],
    ['no-auth', 401, 'NO_AUTH_FOUND'],
    ['credentials-403', 403, 'INVALID_CREDENTIALS'],
    ['insufficient-scope', 403, 'insufficient_scope'],
    ['overload', 503, 'OVERLOAD_LIMIT'],
    ['query-limit', 503, 'QUERY_LIMIT_EXCEEDED'],
    ['operation-time', 429, 'OPERATION_TIME_LIMIT'],
    ['no-subscription', 403, 'ACCESS_DENIED'],
  ] as const)('%s is %i %s', async (kind, status, code) => {
    const portal = await aPortalWithDeal()
    portal.faults.next({ kind })
    const answer = await call(portal, 'crm.deal.contact.items.get', { id: 1 })
    expect([answer.status, answer.body.error]).toEqual([status, code])
    expect(answer.body).not.toHaveProperty('time')
  })

  test('inside a batch they befall one command', async () => {
    const portal = await aPortalWithDeal()
    portal.faults.next({ kind: 'error', status: 400, code: '', description: 'Broken.', method: 'crm.item.get' })
    const cmd = { time: 'server.time', deal: 'crm.item.get?entityTypeId=2&id=1' }
    expect((await call(portal, 'batch', { cmd })).result).toMatchObject({
      result_error: { deal: { error: '', error_description: 'Broken.' } },
    })
  })

  test('a fault of the way befalls the batch that carries its method', async () => {
    const portal = await aPortalWithDeal()
    portal.faults.next({ kind: 'html-502-after', method: 'crm.deal.contact.add' })
    const body = JSON.stringify({ cmd: { add: 'crm.deal.contact.add?id=1&fields[CONTACT_ID]=5' } })
    const headers = { 'content-type': 'application/json' }
    expect((await fetch(`${portal.webhookUrl}batch`, { method: 'POST', headers, body })).status).toBe(502)
    expect(portal.data.links(1)).toHaveLength(1)
  })

  test('after some, several times, always, never again', async () => {
    const portal = await aPortalWithDeal()
    const statuses = async (count: number): Promise<number[]> => {
      const all: number[] = []
      for (let at = 0; at < count; at += 1) all.push((await call(portal, 'server.time')).status)
      return all
    }
    portal.faults.next({ kind: 'json-500', skip: 1, times: 2 })
    expect(await statuses(4)).toEqual([200, 500, 500, 200])
    expect(portal.faults.pending).toEqual([])
    portal.faults.always({ kind: 'overload' })
    expect(await statuses(3)).toEqual([503, 503, 503])
    portal.faults.clear()
    expect(await statuses(1)).toEqual([200])
  })
})

test('meanwhile a person changes the deal between a read and a write', async () => {
  const portal = await aPortalWithDeal()
  portal.faults.next({ kind: 'meanwhile', method: 'crm.deal.contact.add', act: () => portal.data.linkContact(1, 5) })
  expect(await (await addContact(portal)).json()).toMatchObject({ result: false })
})

test('meanwhile the deal is deleted', async () => {
  const portal = await aPortalWithDeal()
  portal.faults.next({ kind: 'meanwhile', act: () => portal.data.deleteDeal(1) })
  expect((await call(portal, 'crm.item.get', { entityTypeId: 2, id: 1 })).body.error).toBe('NOT_FOUND')
})

test('descriptions can be in another language; codes stay', async () => {
  const portal = await aPortal({ behaviour: { language: 'de' } })
  expect(errorOf(await call(portal, 'crm.deal.contact.items.get', { id: 404 }))).toEqual([400, '', 'Nicht gefunden.'])
  const { result } = await call(portal, 'batch', { cmd: { get: 'crm.deal.contact.items.get?id=404' } })
  expect(result).toMatchObject({ result_error: { get: { error_description: 'Nicht gefunden.' } } })
})
