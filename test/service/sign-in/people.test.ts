import { afterAll, beforeAll, beforeEach, describe, expect, test } from 'vitest'
import type { Action } from '../../../src/core/rules/rule.ts'
import { aRule, aService, linksInWords, type RunningService, writesOn } from '../../support/service.ts'

let service: RunningService
let [anna, ben, cleo] = [0, 0, 0]
beforeAll(async () => {
  service = await aService()
  const { data } = service.sandbox
  ;[anna, ben, cleo] = [data.addContact(), data.addContact(), data.addContact()]
})
beforeEach(() => service.quiet())
afterAll(() => service.close())

const ids = (...contactIds: number[]) => ({ from: 'ids' as const, ids: contactIds })
const linksOf = (dealId: number) => linksInWords(service.sandbox.data.links(dealId))

describe('a person changes the links at the same moment', () => {
  test('a contact that is linked during our add stays', async () => {
    await service.obey(aRule({ on: ['ONCRMDEALADD'], actions: [{ type: 'attach', contacts: ids(ben) }] }))
    const { data, faults } = service.sandbox
    const dealId = data.addDeal({ contactIds: [anna] })
    faults.next({ kind: 'meanwhile', method: 'crm.deal.contact.add', act: () => data.linkContact(dealId, cleo) })
    const run = await service.waitForRun(dealId)
    expect(run).toMatchObject({ status: 'applied', error: null })
    expect(linksInWords(run.linksBefore)).toBe(`${anna}*`)
    expect(new Set(linksOf(dealId).split(' '))).toEqual(new Set([`${anna}*`, `${ben}`, `${cleo}`]))
    expect(linksInWords(run.linksAfter)).toBe(linksOf(dealId))
  })

  test.each<{ name: string; action: () => Action; links: () => string }>([
    {
      name: 'a contact that is linked between our read and a set of all links stays',
      action: () => ({ type: 'setPrimary', contacts: ids(ben) }),
      links: () => `${anna} ${ben}* ${cleo}`,
    },
    {
      name: 'a contact that is linked between our read and a replacement is seen before it goes',
      action: () => ({ type: 'replace', contacts: ids(ben, anna) }),
      links: () => `${ben} ${anna}*`,
    },
  ])('$name', async ({ action, links }) => {
    await service.obey(aRule({ on: ['ONCRMDEALADD'], actions: [action()] }))
    const { data, faults } = service.sandbox
    const dealId = data.addDeal({ contactIds: [anna, ben] })
    const readAgain = { method: 'crm.deal.contact.items.get', skip: 1 }
    faults.next({ kind: 'meanwhile', ...readAgain, act: () => data.linkContact(dealId, cleo) })
    const run = await service.waitForRun(dealId)
    expect(run).toMatchObject({ status: 'applied', error: null })
    expect(linksOf(dealId)).toBe(links())
    expect(linksInWords(run.linksAfter)).toBe(links())
  })

  test('a contact that is removed during our add of another stays removed', async () => {
    await service.obey(aRule({ on: ['ONCRMDEALADD'], actions: [{ type: 'attach', contacts: ids(cleo) }] }))
    const { data, faults } = service.sandbox
    const dealId = data.addDeal({ contactIds: [anna, ben] })
    faults.next({ kind: 'meanwhile', method: 'crm.deal.contact.add', act: () => data.unlinkContact(dealId, ben) })
    expect(await service.waitForRun(dealId)).toMatchObject({ status: 'applied', error: null })
    expect(linksOf(dealId)).toBe(`${anna}* ${cleo}`)
    expect(writesOn(service.sandbox, dealId)).toEqual(['add'])
  })
})

describe('people win', () => {
  const effectOf = async (dealId: number) => (await newestRun(dealId)).rules[0]?.actions[0]?.effect
  const newestRun = async (dealId: number) => {
    await service.quiet()
    const run = (await service.runsOf(dealId)).at(-1)
    if (run === undefined) throw new Error(`deal ${dealId} has no run`)
    return run
  }

  test('a contact that a person removed is not attached again, until a person does or the rule insists', async () => {
    const rule = aRule({ actions: [{ type: 'attach', contacts: ids(ben) }] })
    await service.obey(rule)
    const { data } = service.sandbox
    const dealId = data.addDeal({ contactIds: [anna] })
    expect(await effectOf(dealId)).toBe('applied')

    data.unlinkContact(dealId, ben)
    expect(await effectOf(dealId)).toBe('yielded')
    data.updateDeal(dealId, { title: 'Something else' })
    expect(await effectOf(dealId)).toBe('yielded')
    expect(linksOf(dealId)).toBe(`${anna}*`)
    const story = await service.api('GET', `/api/deals/${dealId}`)
    expect(story.body).toMatchObject({ yielded: [{ contactId: ben, kind: 'attached', state: 'undone' }] })

    data.linkContact(dealId, ben)
    expect(await effectOf(dealId)).toBe('already')
    expect((await service.api('GET', `/api/deals/${dealId}`)).body).toMatchObject({ yielded: [] })

    data.unlinkContact(dealId, ben)
    expect(await effectOf(dealId)).toBe('yielded')
    await service.obey({ ...rule, actions: [{ type: 'attach', contacts: ids(ben), insist: true }] })
    data.updateDeal(dealId, { title: 'Something else again' })
    expect(await effectOf(dealId)).toBe('applied')
    expect(linksOf(dealId)).toBe(`${anna}* ${ben}`)
  })

  test('a contact that a person linked again is not removed again', async () => {
    await service.obey(aRule({ actions: [{ type: 'detach', contacts: ids(ben) }] }))
    const { data } = service.sandbox
    const dealId = data.addDeal({ contactIds: [anna, ben] })
    expect(await effectOf(dealId)).toBe('applied')
    data.linkContact(dealId, ben)
    expect(await effectOf(dealId)).toBe('yielded')
    expect(linksOf(dealId)).toBe(`${anna}* ${ben}`)
    data.unlinkContact(dealId, ben)
    expect(await effectOf(dealId)).toBe('already')
  })

  test('a primary that a person moved is not moved back', async () => {
    await service.obey(aRule({ actions: [{ type: 'setPrimary', contacts: ids(ben) }] }))
    const { data } = service.sandbox
    const dealId = data.addDeal({ contactIds: [anna, ben] })
    expect(await effectOf(dealId)).toBe('applied')
    data.setPrimary(dealId, anna)
    expect(await effectOf(dealId)).toBe('yielded')
    expect(linksOf(dealId)).toBe(`${anna}* ${ben}`)
    data.setPrimary(dealId, ben)
    expect(await effectOf(dealId)).toBe('already')
  })
})
