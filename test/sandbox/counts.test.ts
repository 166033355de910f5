import { expect, test } from 'vitest'
import { aHandler, aPortal, call } from './client.ts'

test('requests, commands of batches and refusals are counted by method and by error', async () => {
  const portal = await aPortal({ clock: () => 0, limits: { bucketSize: 3, drainPerSecond: 1 } })
  const id = portal.data.addDeal()
  const cmd = [`crm.deal.contact.items.get?id=${id}`, 'crm.deal.contact.items.get?id=404', 'server.time']
  await call(portal, 'batch', { cmd })
  await call(portal, 'Server.Time')
  await call(portal, 'no.such.method')
  for (let count = 0; count < 3; count += 1) await call(portal, 'server.time')
  expect(portal.counts).toMatchObject({
    requests: 6,
    commands: 3,
    refused: { '': 1, ERROR_METHOD_NOT_FOUND: 1, QUERY_LIMIT_EXCEEDED: 2 },
    methods: {
      batch: { requests: 1, commands: 0, failed: 0 },
      'crm.deal.contact.items.get': { requests: 0, commands: 2, failed: 1 },
      'server.time': { requests: 4, commands: 1, failed: 2 },
      unknown: { requests: 1, commands: 0, failed: 1 },
    },
  })
})

test('a request that something on the way swallowed counts', async () => {
  const portal = await aPortal()
  portal.faults.next({ kind: 'error-under-200' })
  await call(portal, 'server.time')
  expect(portal.counts).toMatchObject({ requests: 1, refused: { 'error-under-200': 1 } })
})

test('counts go on where the logs forget', async () => {
  const portal = await aPortal()
  const cmd = Array.from({ length: 50 }, () => 'server.time')
  for (let count = 0; count < 110; count += 1) await call(portal, 'batch', { cmd })
  expect(portal.requests).toHaveLength(5_000)
  expect(portal.counts).toMatchObject({ requests: 110, commands: 5_500 })
})

test('events are counted by what became of them', async () => {
  const handler = await aHandler(() => (handler.received.length > 1 ? 503 : 200))
  const portal = await aPortal({ handlerUrl: handler.url, behaviour: { eventConcurrency: 1 } })
  for (let count = 0; count < 3; count += 1) portal.data.addDeal()
  expect(portal.counts).toMatchObject({ events: 3, deliveries: {} })
  await portal.drained()
  expect(portal.counts).toMatchObject({ events: 3, deliveries: { 200: 1, 503: 2 } })
  portal.behaviour.eventDuplicateShare = 1
  portal.data.updateDeal(1, { title: 'New' })
  portal.behaviour.eventLossShare = 1
  portal.data.updateDeal(1, { title: 'Newer' })
  await portal.sendEvent('ONCRMDEALUPDATE', 1)
  await portal.drained()
  expect(portal.counts).toMatchObject({ events: 7, deliveries: { 200: 1, 503: 5, lost: 1 } })
})
