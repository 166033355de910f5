import { describe, expect, test, vi } from 'vitest'
import { startLife } from '../../src/sandbox/life.ts'
import { patiently } from '../support/patiently.ts'
import { aHandler, aPortal, call } from './client.ts'

describe('the sample portal', () => {
  test('has companies, contacts, deals, leads, funnels and custom fields', async () => {
    const { data } = await aPortal({ seed: 'sample' })
    expect(data.ids('company')).toHaveLength(8)
    expect(data.ids('contact')).toHaveLength(25)
    expect(data.ids('deal')).toHaveLength(20)
    expect(data.ids('lead')).toHaveLength(3)
    expect(data.deal(2)).toMatchObject({ companyId: 1, contactIds: [1, 2], UF_CRM_1700000000: 'C_2' })
    expect(data.companyLinks(5).filter((link) => link.isPrimary)).toHaveLength(2)
  })

  test('has only contacts and companies that exist in its links', async () => {
    const { data } = await aPortal({ seed: 'sample' })
    for (const id of data.ids('deal')) {
      for (const { contactId } of data.links(id)) expect(data.contact(contactId), `deal ${id}`).toBeDefined()
      const companyId = Number(data.deal(id)?.companyId)
      if (companyId !== 0) expect(data.company(companyId), `deal ${id}`).toBeDefined()
    }
  })

  test('begins without events', async () => {
    const handler = await aHandler()
    const portal = await aPortal({ seed: 'sample', handlerUrl: handler.url })
    await portal.drained()
    expect(handler.received).toEqual([])
  })

  test('finds the contact of a deal by the phone in its field', async () => {
    const portal = await aPortal({ seed: 'sample' })
    const values = [portal.data.deal(8)?.UF_CRM_1700000001]
    const { result } = await call(portal, 'crm.duplicate.findbycomm', { type: 'PHONE', values, entity_type: 'CONTACT' })
    expect(result).toEqual({ CONTACT: [14] })
  })
})

describe('a seed of one’s own', () => {
  test('with links and fixed ids; later records go on counting', async () => {
    const portal = await aPortal({
      seed: {
        contacts: [{ id: 512, name: 'Anna' }],
        companies: [{ id: 61, title: 'Acme', links: [{ contactId: 512, primary: true }] }],
        deals: [{ id: 9314, companyId: 61, links: [{ contactId: 512, sort: 30 }] }],
      },
    })
    expect(portal.data.links(9314)).toEqual([{ contactId: 512, sort: 30, roleId: 0, isPrimary: true }])
    expect(portal.data.addDeal()).toBe(9315)
  })

  test('an unknown field is a mistake in the seed', async () => {
    const { data } = await aPortal()
    expect(() => data.addDeal({ colour: 'red' })).toThrow('deal has no field colour')
  })
})

describe('life', () => {
  test('begins with a new deal of a company with contacts, itself without', async () => {
    const handler = await aHandler()
    const portal = await aPortal({ seed: 'sample', handlerUrl: handler.url })
    const stop = startLife(portal, { firstAfterMs: 1, intervalMs: 60_000 })
    await vi.waitFor(() => expect(handler.names()).toEqual(['ONCRMDEALADD 21']), patiently)
    const deal = portal.data.deal(21)
    expect(portal.data.companyLinks(Number(deal?.companyId))).not.toEqual([])
    expect(deal?.contactIds).toEqual([])
    stop()
  })

  test('comes within two seconds by default, and stops', () => {
    vi.useFakeTimers()
    try {
      const addDeal = vi.fn(() => 1)
      const data = { addDeal, ids: () => [1], companyLinks: () => [{}], company: () => ({ title: 'Acme' }) }
      const stop = startLife({ data: data as never }, { random: () => 0.99 })
      vi.advanceTimersByTime(2_000)
      expect(addDeal).toHaveBeenCalledTimes(1)
      vi.advanceTimersByTime(30_000)
      expect(addDeal).toHaveBeenCalledTimes(4)
      stop()
      vi.advanceTimersByTime(60_000)
      expect(addDeal).toHaveBeenCalledTimes(4)
    } finally {
      vi.useRealTimers()
    }
  })

  test('does all kinds of things, and its deals do not pile up', async () => {
    const portal = await aPortal({ seed: 'sample' })
    vi.useFakeTimers()
    try {
      let seed = 7
      const random = (): number => {
        seed = (seed * 16_807) % 2_147_483_647
        return seed / 2_147_483_647
      }
      const stop = startLife(portal, { random, intervalMs: 10 })
      vi.advanceTimersByTime(20_000)
      stop()
    } finally {
      vi.useRealTimers()
    }
    expect(portal.data.ids('deal').length).toBeLessThanOrEqual(45)
    expect(portal.data.ids('deal').some((id) => portal.data.links(id).length > 1)).toBe(true)
    expect(
      (await call(portal, 'crm.stagehistory.list', { entityTypeId: 2, filter: { TYPE_ID: 3 } })).body.total,
    ).toBeGreaterThan(5)
  })
})
