import { afterAll, beforeAll, beforeEach, describe, expect, test } from 'vitest'
import type { Action } from '../../../src/core/rules/rule.ts'
import { aRule, aService, type RunningService } from '../../support/service.ts'

let service: RunningService
let [anna, ben, cleo] = [0, 0, 0]
beforeAll(async () => {
  service = await aService()
  const { data } = service.sandbox
  ;[anna, ben, cleo] = [data.addContact(), data.addContact(), data.addContact()]
})
beforeEach(async () => {
  await service.quiet()
  service.sandbox.faults.clear()
})
afterAll(() => service.close())

const ids = (...contactIds: number[]) => ({ from: 'ids' as const, ids: contactIds })

/** Both answers that the documentation gives for the links of a deal that is not there. */
describe.each(['error', 'empty'] as const)('the portal answers for a deal that is gone with: %s', (missingOwner) => {
  beforeEach(() => {
    service.sandbox.behaviour.missingOwner = missingOwner
  })

  test('gone between its event and the read: skipped', async () => {
    await service.obey(aRule({ actions: [{ type: 'attach', contacts: ids(anna) }] }))
    const dealId = service.sandbox.data.addDeal()
    service.sandbox.data.deleteDeal(dealId)
    await service.quiet()
    for (const run of await service.runsOf(dealId)) {
      expect(run).toMatchObject({ status: 'skipped', attempt: 1, operations: [], linksBefore: [], linksAfter: [] })
      expect(run.error).toMatchObject({ code: 'deal-gone', message: expect.stringContaining(`Deal ${dealId}`) })
    }
    const events = await service.eventsOf(dealId)
    const listenedTo = events.filter(({ event }) => event === 'ONCRMDEALADD')
    expect(listenedTo).toMatchObject([{ status: 'done' }])
  })

  test.each<{ call: string; action: () => Action }>([
    { call: 'crm.deal.contact.add', action: () => ({ type: 'attach', contacts: ids(cleo) }) },
    { call: 'crm.deal.contact.delete', action: () => ({ type: 'detach', contacts: ids(anna) }) },
    { call: 'crm.deal.contact.items.set', action: () => ({ type: 'setPrimary', contacts: ids(ben) }) },
    { call: 'crm.deal.contact.items.delete', action: () => ({ type: 'clear' }) },
  ])('gone between the read and $call: skipped', async ({ call, action }) => {
    await service.obey(aRule({ on: ['ONCRMDEALADD'], actions: [action()] }))
    const { data, faults } = service.sandbox
    let dealId = 0
    faults.next({ kind: 'meanwhile', method: call, act: () => data.deleteDeal(dealId) })
    dealId = data.addDeal({ contactIds: [anna, ben] })
    const run = await service.waitForRun(dealId)
    expect(run).toMatchObject({ status: 'skipped', attempt: 1, error: { code: 'deal-gone' } })
    expect(run.operations).toMatchObject([{ method: call }])
    expect(faults.pending).toEqual([])
  })
})

test('a deal of the highest number that an event can name is as gone as any other', async () => {
  await service.obey(aRule({ actions: [{ type: 'attach', contacts: ids(anna) }] }))
  expect(await service.runNow(Number.MAX_SAFE_INTEGER)).toMatchObject({
    status: 'skipped',
    error: { code: 'deal-gone' },
  })
})
