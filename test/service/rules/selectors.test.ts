import { afterAll, beforeAll, beforeEach, expect, test } from 'vitest'
import type { Action } from '../../../src/core/rules/rule.ts'
import { aRule, aService, linksInWords, type RunningService, writesOn } from '../../support/service.ts'

let service: RunningService
beforeAll(async () => {
  service = await aService()
  const { data } = service.sandbox
  const custom = { entity: 'deal', isMultiple: false } as const
  data.addCustomField({ ...custom, name: 'UF_CRM_PHONE', type: 'string', title: 'Phone of the caller' })
  data.addCustomField({ ...custom, name: 'UF_CRM_HELPERS', type: 'crm', title: 'Helpers', isMultiple: true })
})
beforeEach(() => service.quiet())
afterAll(() => service.close())

const attach = (contacts: Extract<Action, { type: 'attach' }>['contacts']): Action => ({ type: 'attach', contacts })
const linksOf = (dealId: number) => linksInWords(service.sandbox.data.links(dealId))

test('a contact that does not exist is never linked, though Bitrix24 would', async () => {
  const { data } = service.sandbox
  const anna = data.addContact()
  await service.obey(aRule({ actions: [attach({ from: 'ids', ids: [999_999, anna] })] }))
  const dealId = data.addDeal()
  const run = await service.waitForRun(dealId)
  expect(run.rules[0]?.actions[0]?.contacts).toEqual([
    { contactId: anna, effect: 'applied', by: null },
    { contactId: 999_999, effect: 'not-found', by: null },
  ])
  expect(linksOf(dealId)).toBe(`${anna}*`)
  expect(writesOn(service.sandbox, dealId)).toEqual(['add'])
})

test('a contact that may not be read is not linked', async () => {
  const { data } = service.sandbox
  const hidden = data.addContact()
  data.setReadable('contact', hidden, false)
  await service.obey(aRule({ actions: [attach({ from: 'ids', ids: [hidden] })] }))
  const dealId = data.addDeal()
  const run = await service.waitForRun(dealId)
  expect(run).toMatchObject({ status: 'unchanged', operations: [], rules: [{ actions: [{ effect: 'not-found' }] }] })
  expect(linksOf(dealId)).toBe('')
})

test('of two primary contacts of a company the first by sort counts', async () => {
  const { data } = service.sandbox
  const [anna, ben] = [data.addContact(), data.addContact()]
  const companyId = data.addCompany()
  data.linkCompanyContact(companyId, anna, { primary: true, sort: 20 })
  data.linkCompanyContact(companyId, ben, { primary: true, sort: 10 })
  await service.obey(aRule({ actions: [attach({ from: 'company', select: 'primary' })] }))
  const dealId = data.addDeal({ companyId })
  await service.waitForRun(dealId)
  expect(linksOf(dealId)).toBe(`${ben}*`)
})

test('all contacts of a company, narrowed by a condition on them', async () => {
  const { data } = service.sandbox
  const companyId = data.addCompany()
  const [anna, ben] = [data.addContact({ post: 'Buyer' }), data.addContact({ post: 'Driver' })]
  for (const contactId of [anna, ben]) data.linkCompanyContact(companyId, contactId)
  const buyers = { fact: 'contact' as const, path: '$.post', operator: 'equal', value: 'Buyer' }
  await service.obey(aRule({ actions: [attach({ from: 'company', select: 'all', where: { all: [buyers] } })] }))
  const dealId = data.addDeal({ companyId })
  await service.waitForRun(dealId)
  expect(linksOf(dealId)).toBe(`${anna}*`)
})

test('contacts that have the phone number of a field of the deal', async () => {
  const { data } = service.sandbox
  const anna = data.addContact({ phones: ['+49 30 1234567'] })
  data.addContact({ phones: ['+49 30 7654321'] })
  await service.obey(aRule({ actions: [attach({ from: 'match', by: 'phone', field: 'UF_CRM_PHONE' })] }))
  const dealId = data.addDeal({ UF_CRM_PHONE: '+49301234567' })
  await service.waitForRun(dealId)
  expect(linksOf(dealId)).toBe(`${anna}*`)
})

test('contacts of the lead that the deal came from, in their order', async () => {
  const { data } = service.sandbox
  const [anna, ben] = [data.addContact(), data.addContact()]
  const leadId = data.addLead()
  data.linkLeadContact(leadId, anna, { sort: 20 })
  data.linkLeadContact(leadId, ben, { sort: 10 })
  await service.obey(aRule({ actions: [attach({ from: 'lead' })] }))
  const dealId = data.addDeal({ leadId })
  await service.waitForRun(dealId)
  expect(linksOf(dealId)).toBe(`${ben}* ${anna}`)
})

test('contacts that a custom field names, other kinds passed over', async () => {
  const { data } = service.sandbox
  const [anna, ben] = [data.addContact(), data.addContact()]
  await service.obey(aRule({ actions: [attach({ from: 'field', field: 'UF_CRM_HELPERS' })] }))
  const dealId = data.addDeal({ UF_CRM_HELPERS: [`C_${anna}`, 'CO_1', `C_${ben}`] })
  await service.waitForRun(dealId)
  expect(linksOf(dealId)).toBe(`${anna}* ${ben}`)
})
