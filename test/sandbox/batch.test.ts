import { describe, expect, test } from 'vitest'
import type { Sandbox } from '../../src/sandbox/portal.ts'
import { answerOf, aPortal, call } from './client.ts'

type Maps = Record<'result' | 'result_error' | 'result_total' | 'result_next' | 'result_time', unknown>

const batch = async (portal: Sandbox, cmd: unknown, halt: unknown = 0): Promise<Maps> => {
  const answer = await call(portal, 'batch', { halt, cmd })
  expect(answer.status).toBe(200)
  return answer.result as Maps
}

const aPortalWithDeal = async (): Promise<Sandbox> => {
  const portal = await aPortal()
  const companyId = portal.data.addCompany({ title: 'Acme' })
  portal.data.linkCompanyContact(companyId, portal.data.addContact(), { primary: true })
  portal.data.addDeal({ companyId })
  return portal
}

test('five maps keyed as cmd is; an empty one is an array', async () => {
  const portal = await aPortalWithDeal()
  const maps = await batch(portal, {
    links: 'crm.deal.contact.items.get?id=1',
    list: 'crm.item.list?entityTypeId=2&select[]=id',
    missing: 'crm.deal.contact.items.get?id=404',
  })
  expect(maps).toMatchObject({
    result: { links: [], list: { items: [{ id: 1 }] } },
    result_error: { missing: { error: '', error_description: 'Not found.' } },
    result_total: { list: 1 },
    result_next: [],
  })
  expect(Object.keys(maps.result_time as object)).toEqual(['links', 'list'])
})

test('gapless numeric keys make arrays, gaps objects', async () => {
  const portal = await aPortalWithDeal()
  const maps = await batch(portal, ['crm.deal.contact.items.get?id=1', 'no.such.method', 'server.time'])
  expect(maps.result_error).toEqual({
    1: { error: 'ERROR_METHOD_NOT_FOUND', error_description: 'Method not found!' },
  })
  expect(Object.keys(maps.result as object)).toEqual(['0', '2'])
  expect((await batch(portal, ['crm.deal.contact.items.get?id=1'])).result).toEqual([[]])
})

test('false is a result', async () => {
  const portal = await aPortalWithDeal()
  const maps = await batch(portal, { no: 'crm.deal.contact.delete?id=1&fields%5BCONTACT_ID%5D=9' })
  expect(maps.result).toEqual({ no: false })
})

test('halt stops at the first error; what was done stays done', async () => {
  const portal = await aPortalWithDeal()
  const cmd = {
    add: 'crm.deal.contact.add?id=1&fields[CONTACT_ID]=1',
    fails: 'crm.deal.contact.items.get?id=404',
    never: 'server.time',
  }
  const halted = await batch(portal, cmd, '1')
  expect(Object.keys(halted.result as object)).toEqual(['add'])
  expect(Object.keys(halted.result_error as object)).toEqual(['fails'])
  expect(portal.data.links(1)).toHaveLength(1)
  expect(Object.keys((await batch(portal, cmd, false)).result as object)).toEqual(['add', 'never'])
})

describe('references', () => {
  test('read from results of earlier commands', async () => {
    const portal = await aPortalWithDeal()
    const maps = await batch(portal, {
      deal: 'crm.item.get?entityTypeId=2&id=1',
      rows: 'crm.company.contact.items.get?id=$result[deal][item][companyId]',
      encoded: 'crm.contact.company.items.get?id=%24result%5Brows%5D%5B0%5D%5BCONTACT_ID%5D',
      inside: 'crm.item.list?entityTypeId=4&select[]=title&filter[%25title]=A$result[deal][item][companyId]',
    })
    expect(maps.result).toMatchObject({
      rows: [{ CONTACT_ID: 1 }],
      encoded: [{ COMPANY_ID: 1, IS_PRIMARY: 'Y' }],
      inside: { items: [] },
    })
  })

  test('a whole reference may stand for an array', async () => {
    const portal = await aPortalWithDeal()
    portal.data.linkContact(1, 1)
    const { result } = await batch(portal, {
      deal: 'crm.item.get?entityTypeId=2&id=1',
      contacts: 'crm.item.list?entityTypeId=3&select[]=id&filter[@id]=$result[deal][item][contactIds]',
    })
    expect(result).toMatchObject({ contacts: { items: [{ id: 1 }] } })
  })

  test('a missing path is the empty string', async () => {
    const portal = await aPortalWithDeal()
    const { result_error } = await batch(portal, { one: 'crm.deal.contact.items.get?id=$result[none][x]' })
    expect(result_error).toMatchObject({
      one: { error: '', error_description: 'The parameter ownerEntityID is invalid or not defined.' },
    })
  })
})

test('a batch in a batch and the 51st command are refused one by one', async () => {
  const portal = await aPortal()
  expect((await batch(portal, { inner: 'batch?cmd[a]=server.time' })).result_error).toMatchObject({
    inner: { error: 'ERROR_BATCH_METHOD_NOT_ALLOWED' },
  })
  const many = await batch(portal, Object.fromEntries(Array.from({ length: 52 }, (_, at) => [`c${at}`, 'server.time'])))
  expect(Object.keys(many.result as object)).toHaveLength(50)
  expect(many.result_error).toMatchObject({ c51: { error: 'ERROR_BATCH_LENGTH_EXCEEDED' } })
})

test('as a form, a command is encoded twice', async () => {
  const portal = await aPortalWithDeal()
  const form = new URLSearchParams({ halt: '0', 'cmd[add]': 'crm.deal.contact.add?id=1&fields%5BCONTACT_ID%5D=1' })
  const answer = await answerOf(await fetch(`${portal.webhookUrl}batch.json`, { method: 'POST', body: form }))
  expect(answer.result).toMatchObject({ result: { add: true } })
  expect(portal.requests.map(({ method, inBatch }) => [method, inBatch])).toEqual([
    ['crm.deal.contact.add', true],
    ['batch', false],
  ])
})

test('parameters of a batch that are nothing are no commands', async () => {
  const portal = await aPortal()
  expect(await batch(portal, undefined)).toMatchObject({ result: [], result_error: [] })
})
