import { expect, test } from 'vitest'
import { createDealPortals } from '../../src/portal/deal-portals.ts'
import { createDurations, plannedSeconds } from '../../src/portal/durations.ts'
import type { Sandbox } from '../../src/sandbox/portal.ts'
import { aSandbox } from './portals.ts'

const add = 'crm.deal.contact.add'

/** How many contacts each request so far added. */
const writesByRequest = (sandbox: Sandbox) =>
  sandbox.requests
    .filter(({ method }) => method === 'batch')
    .map(({ params }) => Object.values(params.cmd ?? {}).filter((command) => String(command).startsWith(add)).length)
    .filter((writes) => writes > 0)

/** A portal on which an `add` takes so long, and a way to link a contact to so many deals at once. */
async function aPortalWith(secondsOfAdd: number) {
  const cost: Record<string, number> = { [add]: secondsOfAdd }
  const { sandbox, client } = await aSandbox({ limits: { operatingCost: cost } })
  const portals = createDealPortals(client)
  const contactId = sandbox.data.addContact()
  const link = (deals: number) =>
    Promise.all(
      Array.from({ length: deals }, async () => {
        const dealId = sandbox.data.addDeal()
        const portal = portals.forRun('live')
        const change = { type: 'link', link: { contactId, sort: 10, isPrimary: false } } as const
        const { answers, links } = await portal.carryOut(dealId, [portal.callFor(dealId, change)])
        expect([answers, links?.length]).toEqual([[{ result: true, error: null }], 1])
      }),
    )
  return { sandbox, client, cost, link }
}

test('writes begin with about ten in a request, and fill it once answers show that they are quick', async () => {
  const { sandbox, link } = await aPortalWith(0.05)
  await link(9)
  expect(writesByRequest(sandbox)).toEqual([9])
  await link(60)
  expect(writesByRequest(sandbox).slice(1), 'each with its reading back').toEqual([25, 25, 10])
})

test('a portal whose writes take long gets few at once, and more again as they become quicker', async () => {
  const { sandbox, cost, link } = await aPortalWith(4)
  await link(9)
  await link(9)
  expect(writesByRequest(sandbox).slice(1)).toEqual([3, 3, 3])
  cost[add] = 0.1
  await link(60)
  const [first = 0, ...later] = writesByRequest(sandbox).slice(4)
  expect(first).toBeLessThanOrEqual(3)
  expect(Math.max(...later)).toBeGreaterThan(first)
})

test('one write that takes longer than is planned for a request goes alone, and goes', async () => {
  const { sandbox, link } = await aPortalWith(plannedSeconds * 2)
  await link(1)
  await link(3)
  expect(writesByRequest(sandbox)).toEqual([1, 1, 1, 1])
})

test('a request that did not end in time makes the next ones smaller', async () => {
  const { sandbox, client } = await aSandbox({}, { timeoutMs: 200 })
  const before = client.durations.expected(add)
  sandbox.faults.next({ kind: 'timeout-before', method: add })
  const command = { method: add, params: { id: sandbox.data.addDeal(), fields: { CONTACT_ID: 1 } } }
  await expect(client.batch({ a: command, b: command })).rejects.toMatchObject({ code: 'TIMEOUT' })
  expect(client.durations.expected(add)).toBeGreaterThan(before)
})

test('slower calls count at once, quicker ones by and by; methods are told apart', () => {
  const { expected, learn, learnOverrun } = createDurations()
  expect(expected(add)).toBeGreaterThan(expected('crm.item.list'))
  learn(add, 0.1)
  expect(expected(add), 'better than a guess').toBe(0.1)
  learn(add, 3)
  expect(expected(add)).toBe(3)
  for (let count = 0; count < 20; count += 1) learn(add, 0.1)
  expect(expected(add)).toBeLessThan(0.2)
  expect(expected('crm.deal.contact.delete')).toBe(1.3)
  learnOverrun(Array.from({ length: 10 }, () => add))
  expect(expected(add), 'ten of them took the minute after which the portal cuts a request').toBe(6)
})

test('a portal that answered nothing for an hour is soon asked for much at once again', () => {
  const { expected, learn, learnOverrun } = createDurations()
  for (let count = 0; count < 60; count += 1) learnOverrun(['crm.item.list', 'crm.item.list'])
  expect(expected('crm.item.list'), 'no call takes longer than the minute after which it is cut').toBe(60)
  for (let count = 0; count < 25; count += 1) learn('crm.item.list', 0.1)
  expect(expected('crm.item.list')).toBeLessThan(1)
})
