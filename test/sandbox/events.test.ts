import { describe, expect, test, vi } from 'vitest'
import { patiently } from '../support/patiently.ts'
import { aHandler, aPortal, call } from './client.ts'

test('an event is a form with encoded brackets, every value a string, and no tokens of a user', async () => {
  const handler = await aHandler()
  const portal = await aPortal({
    clock: () => 1_788_091_502_900,
    applicationToken: 'APP',
    memberId: 'a'.repeat(32),
    domain: 'acme.example.test',
    handlerUrl: handler.url,
  })
  const id = portal.data.addDeal()
  await portal.drained()
  const [event] = handler.received
  expect(event?.raw).toContain(`data%5BFIELDS%5D%5BID%5D=${id}&`)
  expect(event?.headers).toMatchObject({
    'content-type': expect.stringMatching(/^application\/x-www-form-urlencoded/),
    'user-agent': 'Bitrix24 Webhook Engine',
  })
  expect(Object.fromEntries(event?.form ?? [])).toEqual({
    event: 'ONCRMDEALADD',
    event_handler_id: '330',
    'data[FIELDS][ID]': String(id),
    ts: '1788091502',
    'auth[domain]': 'acme.example.test',
    'auth[client_endpoint]': 'https://acme.example.test/rest/',
    'auth[server_endpoint]': 'https://oauth.bitrix.info/rest/',
    'auth[member_id]': 'a'.repeat(32),
    'auth[application_token]': 'APP',
  })
  expect(portal.deliveries).toEqual([{ at: 1_788_091_502_900, event: 'ONCRMDEALADD', dealId: id, status: 200 }])
})

describe('which changes raise which events', () => {
  test('people and REST alike', async () => {
    const handler = await aHandler()
    const portal = await aPortal({ handlerUrl: handler.url, behaviour: { eventConcurrency: 1 } })
    portal.data.addDeal()
    portal.data.updateDeal(1, { title: 'By hand' })
    portal.data.linkContact(1, 5)
    portal.data.setPrimary(1, 5)
    portal.data.unlinkContact(1, 5)
    await call(portal, 'crm.item.update', { entityTypeId: 2, id: 1, fields: { title: 'By hand' } })
    await call(portal, 'crm.item.update', { entityTypeId: 2, id: 1, fields: { title: 'By REST' } })
    await call(portal, 'crm.deal.update', { id: 1, fields: { STAGE_ID: 'PREPARATION' } })
    await call(portal, 'crm.item.delete', { entityTypeId: 2, id: 1 })
    await portal.drained()
    expect(handler.names()).toEqual([
      'ONCRMDEALADD 1',
      ...Array.from({ length: 5 }, () => 'ONCRMDEALUPDATE 1'),
      'ONCRMDEALDELETE 1',
    ])
  })

  test('a funnel move raises nothing that a webhook could hear; a stage change inside a funnel does', async () => {
    const handler = await aHandler()
    const portal = await aPortal({ subscriptions: ['ONCRMDEALUPDATE', 'ONCRMDEALMOVETOCATEGORY'] })
    portal.data.addCategory({ id: 4, name: 'Service', sort: 200 })
    portal.data.addDeal()
    portal.setHandler(handler.url)
    portal.data.moveToCategory(1, 4)
    await call(portal, 'crm.item.update', { entityTypeId: 2, id: 1, fields: { categoryId: 0 } })
    await portal.drained()
    expect(handler.names()).toEqual([])
    portal.data.updateDeal(1, { stageId: 'EXECUTING' })
    await portal.drained()
    expect(handler.names()).toEqual(['ONCRMDEALUPDATE 1'])
  })

  test('deleting or merging contacts changes links and raises no deal event', async () => {
    const handler = await aHandler()
    const portal = await aPortal()
    for (const _ of [1, 2, 3]) portal.data.addContact()
    portal.data.addDeal()
    portal.data.setLinks(1, [{ contactId: 1 }, { contactId: 2 }])
    portal.setHandler(handler.url)
    portal.data.mergeContacts(1, 3)
    expect(portal.data.deal(1)).toMatchObject({ contactId: 3, contactIds: [3, 2] })
    portal.data.deleteContact(3)
    expect(portal.data.deal(1)).toMatchObject({ contactId: 2, contactIds: [2] })
    await portal.drained()
    expect(handler.names()).toEqual([])
  })

  test('other records, if ticked', async () => {
    const handler = await aHandler()
    const portal = await aPortal({ handlerUrl: handler.url, subscriptions: ['ONCRMCONTACTADD', 'ONCRMCOMPANYUPDATE'] })
    portal.data.linkCompanyContact(portal.data.addCompany(), portal.data.addContact())
    await portal.drained()
    expect(handler.names().sort()).toEqual(['ONCRMCOMPANYUPDATE 1', 'ONCRMCONTACTADD 1'])
  })
})

describe('the queue', () => {
  test('makes one attempt, whatever the answer', async () => {
    const handler = await aHandler(() => 500)
    const portal = await aPortal({ handlerUrl: handler.url })
    portal.data.addDeal()
    await portal.drained()
    expect(handler.received).toHaveLength(1)
    expect(portal.deliveries).toMatchObject([{ status: 500 }])
  })

  test('loses events of a handler that is not there, or does not answer in time', async () => {
    const portal = await aPortal({ handlerUrl: 'http://127.0.0.1:1/' })
    portal.data.addDeal()
    await portal.drained()
    const silent = await aHandler(() => new Promise<number>(() => {}))
    portal.setHandler(silent.url)
    portal.behaviour.handlerTimeoutMs = 50
    portal.data.addDeal()
    await portal.drained()
    expect(portal.deliveries.map(({ status }) => status)).toEqual(['unreachable', 'timeout'])
  })

  test('carries a burst of a thousand, in any order and some twice', async () => {
    const handler = await aHandler()
    const portal = await aPortal({
      handlerUrl: handler.url,
      // What a handler that is slow brings about has a test of its own; on a busy machine this one may be.
      behaviour: { eventOrder: 'random', eventDuplicateShare: 0.05, eventConcurrency: 50, slowPauseMs: 0 },
    })
    for (let count = 0; count < 1_000; count += 1) portal.data.addDeal()
    await portal.drained()
    const ids = handler.received.map(({ form }) => Number(form.get('data[FIELDS][ID]')))
    expect(new Set(ids).size).toBe(1_000)
    expect(ids.length).toBeGreaterThan(1_000)
    expect(ids).not.toEqual([...ids].sort((left, right) => left - right))
  })

  test('a copy has the same ts', async () => {
    const handler = await aHandler()
    const portal = await aPortal({ handlerUrl: handler.url, behaviour: { eventDuplicateShare: 1 } })
    portal.data.addDeal()
    await portal.drained()
    expect(handler.received).toHaveLength(2)
    expect(handler.received[0]?.raw).toBe(handler.received[1]?.raw)
  })

  test('can lose events on its own', async () => {
    const handler = await aHandler()
    const portal = await aPortal({ handlerUrl: handler.url, behaviour: { eventLossShare: 1 } })
    portal.data.addDeal()
    await portal.drained()
    expect(handler.received).toEqual([])
    expect(portal.deliveries).toMatchObject([{ status: 'lost' }])
  })

  test('waits before later events when the handler is slow', async () => {
    const at: number[] = []
    const handler = await aHandler(async () => {
      at.push(performance.now())
      await new Promise((resolve) => setTimeout(resolve, 40))
      return 200
    })
    const behaviour = { slowAnswerMs: 20, slowPauseMs: 100, eventConcurrency: 1 }
    const portal = await aPortal({ handlerUrl: handler.url, behaviour })
    portal.data.addDeal()
    portal.data.addDeal()
    await portal.drained()
    expect((at[1] ?? 0) - (at[0] ?? 0)).toBeGreaterThan(130)
  })

  test('delays events', async () => {
    const handler = await aHandler()
    const portal = await aPortal({ handlerUrl: handler.url, behaviour: { eventDelayMs: 60 } })
    const startedAt = performance.now()
    portal.data.addDeal()
    await vi.waitFor(() => expect(handler.received).toHaveLength(1), { ...patiently, interval: 5 })
    expect(performance.now() - startedAt).toBeGreaterThan(55)
  })
})

test('any event can be sent, also of a deal that is gone', async () => {
  const handler = await aHandler()
  const portal = await aPortal({ handlerUrl: handler.url })
  const delivery = await portal.sendEvent('ONCRMDEALUPDATE', 9301, { EXTRA: 'x' })
  expect(delivery).toMatchObject({ event: 'ONCRMDEALUPDATE', dealId: 9301, status: 200 })
  expect(handler.received[0]?.form.get('data[FIELDS][EXTRA]')).toBe('x')
})

test('closing forgets events that wait', async () => {
  const handler = await aHandler()
  const portal = await aPortal({ handlerUrl: handler.url, behaviour: { eventDelayMs: 60_000 } })
  portal.data.addDeal()
  await portal.close()
  await portal.drained()
  expect(handler.received).toEqual([])
})
