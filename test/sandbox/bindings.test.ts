import { expect, test } from 'vitest'
import { aPortal, call, errorOf } from './client.ts'

const rowsOf = (result: unknown): unknown[] => (result as Record<string, unknown>[]).map((row) => Object.values(row))

test('a company can have two primaries with equal sort', async () => {
  const portal = await aPortal()
  const id = portal.data.addCompany()
  portal.data.linkCompanyContact(id, 512, { primary: true })
  portal.data.linkCompanyContact(id, 517, { primary: true })
  const { result } = await call(portal, 'crm.company.contact.items.get', { id })
  expect(result).toEqual([
    { CONTACT_ID: 512, SORT: 10, ROLE_ID: 0, IS_PRIMARY: 'Y' },
    { CONTACT_ID: 517, SORT: 10, ROLE_ID: 0, IS_PRIMARY: 'Y' },
  ])
})

test('so it comes about: contacts that each name it as their main company', async () => {
  const portal = await aPortal()
  portal.data.addCompany()
  for (const id of [1, 2]) {
    portal.data.addContact()
    await call(portal, 'crm.contact.company.add', { id, fields: { COMPANY_ID: 1 } })
  }
  expect(rowsOf((await call(portal, 'crm.company.contact.items.get', { id: 1 })).result)).toEqual([
    [1, 10, 0, 'Y'],
    [2, 10, 0, 'Y'],
  ])
  const { result } = await call(portal, 'crm.item.get', { entityTypeId: 3, id: 1 })
  expect(result).toMatchObject({ item: { companyId: 1, companyIds: [1] } })
  expect((await call(portal, 'crm.contact.company.items.get', { id: 2 })).result).toEqual([
    { COMPANY_ID: 1, SORT: 10, ROLE_ID: 0, IS_PRIMARY: 'Y' },
  ])
})

test('the company side keeps one primary; set keeps the sort of those that were there', async () => {
  const portal = await aPortal()
  const id = portal.data.addCompany()
  const add = (fields: object) => call(portal, 'crm.company.contact.add', { id, fields })
  await add({ CONTACT_ID: 1, SORT: 40 })
  await add({ CONTACT_ID: 2, IS_PRIMARY: 'Y' })
  await call(portal, 'crm.company.contact.items.set', { id, items: [{ CONTACT_ID: 3 }, { CONTACT_ID: 1 }] })
  expect(rowsOf((await call(portal, 'crm.company.contact.items.get', { id })).result)).toEqual([
    [1, 40, 0, 'N'],
    [3, 60, 0, 'Y'],
  ])
  expect((await call(portal, 'crm.company.contact.delete', { id, fields: { CONTACT_ID: 3 } })).result).toBe(true)
  expect(portal.data.companyLinks(id)).toMatchObject([{ contactId: 1, isPrimary: true }])
})

test('an unknown company or contact has no links and is no error', async () => {
  const portal = await aPortal()
  expect((await call(portal, 'crm.company.contact.items.get', { id: 404 })).result).toEqual([])
  expect((await call(portal, 'crm.contact.company.items.get', { id: 404 })).result).toEqual([])
})

test('an unreadable company is denied', async () => {
  const portal = await aPortal()
  const id = portal.data.addCompany()
  portal.data.setReadable('company', id, false)
  const answer = await call(portal, 'crm.company.contact.items.get', { id })
  expect(errorOf(answer)).toEqual([403, 'ACCESS_DENIED', 'Access denied!'])
})

test('leads have contacts as deals do, with codes of their own', async () => {
  const portal = await aPortal()
  const id = portal.data.addLead({ title: 'Fair' })
  portal.data.linkLeadContact(id, 7)
  expect(rowsOf((await call(portal, 'crm.lead.contact.items.get', { id })).result)).toEqual([[7, 10, 0, 'Y']])
  expect((await call(portal, 'crm.lead.contact.items.get', { id: 404 })).body.error).toBe('NOT_FOUND')
  const { result } = await call(portal, 'crm.item.get', { entityTypeId: 1, id })
  expect(result).toMatchObject({ item: { contactId: 7, contactIds: [7], stageId: 'NEW' } })
})

test('setting the company of a deal through REST brings no contacts along', async () => {
  const portal = await aPortal()
  const companyId = portal.data.addCompany()
  portal.data.linkCompanyContact(companyId, portal.data.addContact(), { primary: true })
  const id = portal.data.addDeal()
  await call(portal, 'crm.item.update', { entityTypeId: 2, id, fields: { companyId } })
  expect(portal.data.links(id)).toEqual([])
  portal.data.deleteCompany(companyId)
  expect(portal.data.deal(id)?.companyId).toBe(0)
})
