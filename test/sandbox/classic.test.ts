import { describe, expect, test } from 'vitest'
import { aPortal, call, errorOf } from './client.ts'

test('crm.deal.get: upper-case names, strings, no list of contacts; its parameter in any case', async () => {
  const portal = await aPortal()
  portal.data.addCustomField({ entity: 'deal', name: 'UF_CRM_1', type: 'boolean', title: 'Signed' })
  const id = portal.data.addDeal({ title: 'Pump', opportunity: 1250.5, UF_CRM_1: 'Y' })
  portal.data.linkContact(id, 517)
  for (const params of [{ id }, { ID: String(id) }]) {
    const deal = (await call(portal, 'crm.deal.get', params)).result
    expect(deal).toMatchObject({
      ID: '1',
      TITLE: 'Pump',
      OPPORTUNITY: '1250.50',
      CATEGORY_ID: '0',
      CONTACT_ID: '517',
      LEAD_ID: null,
      STAGE_ID: 'NEW',
      CREATED_BY_ID: '2',
      UF_CRM_1: '1',
    })
    expect(deal).not.toHaveProperty('CONTACT_IDS')
  }
})

test('crm.deal.list: result is the array; CONTACT_ID means the primary only; unknown names are passed over', async () => {
  const portal = await aPortal()
  portal.data.addDeal({ title: 'A' })
  portal.data.addDeal({ title: 'B' })
  portal.data.setLinks(1, [{ contactId: 5 }, { contactId: 6 }])
  portal.data.setLinks(2, [{ contactId: 6 }])
  const list = async (params: object) => (await call(portal, 'crm.deal.list', params)).body
  expect(await list({ filter: { CONTACT_ID: 6 }, select: ['TITLE'] })).toMatchObject({
    result: [{ ID: '2', TITLE: 'B' }],
    total: 1,
  })
  expect(await list({ filter: { COLOUR: 1 }, order: { ID: 'DESC' }, select: ['ID'] })).toMatchObject({
    result: [{ ID: '2' }, { ID: '1' }],
  })
  expect(await list({ filter: 5 })).toMatchObject({ error: '', error_description: "Parameter 'filter' must be array." })
})

describe('writes', () => {
  test('add, update and delete answer id, true and true', async () => {
    const portal = await aPortal()
    portal.data.addCategory({ id: 4, name: 'Service', sort: 200 })
    const fields = { TITLE: 'Pump', CONTACT_IDS: [5, 6], CATEGORY_ID: 4 }
    expect((await call(portal, 'crm.deal.add', { fields })).result).toBe(1)
    expect(portal.data.deal(1)).toMatchObject({ title: 'Pump', contactIds: [5, 6], stageId: 'C4:NEW' })
    const update = { ID: 1, FIELDS: { CATEGORY_ID: 0, TITLE: 'Valve' } }
    expect((await call(portal, 'crm.deal.update', update)).result).toBe(true)
    expect(portal.data.deal(1), 'the funnel stays').toMatchObject({ title: 'Valve', categoryId: 4 })
    expect((await call(portal, 'crm.deal.delete', { id: 1 })).result).toBe(true)
    expect(portal.data.deal(1)).toBeUndefined()
  })

  test('contacts with phones and mails, changed by id', async () => {
    const portal = await aPortal()
    const fields = { NAME: 'Anna', PHONE: [{ VALUE: '+1 555', VALUE_TYPE: 'MOBILE' }], COMPANY_ID: 3 }
    await call(portal, 'crm.contact.add', { fields })
    const contact = async () => (await call(portal, 'crm.contact.get', { id: 1 })).result as Record<string, unknown>
    const [phone] = (await contact()).PHONE as Record<string, string>[]
    expect(phone).toMatchObject({ VALUE: '+1 555', VALUE_TYPE: 'MOBILE', TYPE_ID: 'PHONE' })
    const changed = { PHONE: [{ ID: phone?.ID, VALUE: '+1 556' }], EMAIL: [{ VALUE: 'a@example.test' }] }
    await call(portal, 'crm.contact.update', { id: 1, fields: changed })
    expect(await contact()).toMatchObject({
      PHONE: [{ VALUE: '+1 556', VALUE_TYPE: 'MOBILE' }],
      EMAIL: [{ VALUE: 'a@example.test' }],
      COMPANY_ID: '3',
    })
    await call(portal, 'crm.contact.update', { id: 1, fields: { PHONE: [{ ID: phone?.ID, DELETE: 'Y' }] } })
    expect(await contact()).not.toHaveProperty('PHONE')
  })
})

test.each([
  ['crm.deal.get', {}, 'ID is not defined or invalid'],
  ['crm.deal.get', { id: 404 }, 'Not found'],
  ['crm.deal.update', { id: 404, fields: {} }, 'Not found'],
  ['crm.deal.add', {}, "Parameter 'fields' must be array."],
  ['crm.deal.delete', { id: -1 }, 'ID is not defined or invalid'],
])('%s %j has an empty code', async (method, params, description) => {
  expect(errorOf(await call(await aPortal(), method, params))).toEqual([400, '', description])
})

test('rights', async () => {
  const portal = await aPortal()
  portal.data.addDeal()
  portal.data.setModifiable('deal', 1, false)
  expect(errorOf(await call(portal, 'crm.deal.update', { id: 1, fields: {} }))).toEqual([400, '', 'Access denied'])
  portal.data.setReadable('deal', 1, false)
  expect(errorOf(await call(portal, 'crm.deal.get', { id: 1 }))).toEqual([400, '', 'Access denied'])
  expect((await call(portal, 'crm.deal.list')).result).toEqual([])
})

test('crm.lead.get has its own names for the stage; crm.deal.fields describes by upper-case names', async () => {
  const portal = await aPortal()
  portal.data.addLead({ title: 'Fair' })
  expect((await call(portal, 'crm.lead.get', { id: 1 })).result).toMatchObject({ STATUS_ID: 'NEW' })
  expect((await call(portal, 'crm.deal.fields')).result).toMatchObject({ STAGE_ID: { type: 'crm_status' } })
})
