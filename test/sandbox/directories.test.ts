import { describe, expect, test } from 'vitest'
import { aPortal, call, errorOf } from './client.ts'

test('crm.category.list: numbers, the default funnel is 0, only readable ones', async () => {
  const portal = await aPortal()
  portal.data.addCategory({ id: 4, name: 'Service', sort: 200 })
  const { body } = await call(portal, 'crm.category.list', { entityTypeId: 2 })
  expect(body).toMatchObject({
    result: {
      categories: [
        { id: 0, name: 'General', isDefault: 'Y', entityTypeId: 2 },
        { id: 4, name: 'Service', isDefault: 'N', sort: 200 },
      ],
    },
    total: 2,
  })
  portal.data.setCategoryReadable(4, false)
  expect((await call(portal, 'crm.category.list', { entityTypeId: 2 })).body.total).toBe(1)
  expect((await call(portal, 'crm.category.list', { entityTypeId: 4 })).body.error).toBe('ENTITY_TYPE_NOT_SUPPORTED')
})

test('crm.status.list: strings; stages of a funnel with its prefix', async () => {
  const portal = await aPortal()
  portal.data.addCategory({ id: 4, name: 'Service', sort: 200 })
  const filter = { ENTITY_ID: 'DEAL_STAGE_4' }
  const { result } = await call(portal, 'crm.status.list', { filter, order: { SORT: 'DESC' } })
  const rows = result as Record<string, unknown>[]
  expect(rows.at(-1)).toMatchObject({
    ID: expect.any(String),
    STATUS_ID: 'C4:NEW',
    SORT: '10',
    SEMANTICS: null,
    CATEGORY_ID: '4',
    EXTRA: { SEMANTICS: 'process' },
  })
  expect(rows.map(({ SEMANTICS }) => SEMANTICS)).toEqual(['F', 'F', 'S', null, null, null, null, null])
  expect(rows[0]).toMatchObject({ EXTRA: { SEMANTICS: 'apology' } })
})

describe('crm.stagehistory.list', () => {
  test('tells creation, stages and funnel changes', async () => {
    const portal = await aPortal()
    portal.data.addCategory({ id: 4, name: 'Service', sort: 200 })
    const id = portal.data.addDeal()
    portal.data.updateDeal(id, { stageId: 'EXECUTING' })
    portal.data.moveToCategory(id, 4)
    portal.data.updateDeal(id, { stageId: 'C4:WON' })
    const list = async (filter: object) =>
      (await call(portal, 'crm.stagehistory.list', { entityTypeId: 2, filter, order: { ID: 'ASC' } })).body
    const all = (await list({ OWNER_ID: id })).result as { items: Record<string, unknown>[] }
    expect(all.items.map(({ TYPE_ID, STAGE_ID }) => [TYPE_ID, STAGE_ID])).toEqual([
      [1, 'NEW'],
      [2, 'EXECUTING'],
      [5, 'C4:NEW'],
      [3, 'C4:WON'],
    ])
    expect(await list({ TYPE_ID: 5, '>ID': 0 })).toMatchObject({
      result: { items: [{ OWNER_ID: id, CATEGORY_ID: 4, STAGE_SEMANTIC_ID: 'P' }] },
      total: 1,
    })
    expect((await list({ COLOUR: 1 })).error).toBe('INVALID_ARG_VALUE')
  })

  test('an object without stages gives the numeric code 0', async () => {
    const answer = await call(await aPortal(), 'crm.stagehistory.list', { entityTypeId: 4 })
    expect(errorOf(answer)).toEqual([400, 0, 'COMPANY entity is not supported'])
  })
})

test('user.get: string ids, boolean flags', async () => {
  const portal = await aPortal()
  portal.data.addUser({ id: 17, name: 'Ada', lastName: 'Byron', email: 'ada@example.test' })
  const get = async () => (await call(portal, 'user.get', { filter: { ID: [17] } })).result
  expect(await get()).toMatchObject([{ ID: '17', NAME: 'Ada', ACTIVE: true }])
  expect(await get()).not.toMatchObject([{ EMAIL: 'ada@example.test' }])
  portal.data.setScopes(['user'])
  expect(await get()).toMatchObject([{ EMAIL: 'ada@example.test' }])
})

test('crm.enum.ownertype', async () => {
  expect((await call(await aPortal(), 'crm.enum.ownertype')).result).toContainEqual({
    ID: 2,
    NAME: 'Deal',
    SYMBOL_CODE: 'DEAL',
    SYMBOL_CODE_SHORT: 'D',
  })
})

describe('crm.duplicate.findbycomm', () => {
  const find = async (portal: Awaited<ReturnType<typeof aPortal>>, params: object) =>
    await call(portal, 'crm.duplicate.findbycomm', params)

  test('finds by phone whatever its punctuation, and by mail whatever its case', async () => {
    const portal = await aPortal()
    portal.data.addContact({ phones: ['+49 (555) 0142'], emails: ['Anna@Example.test'] })
    portal.data.addCompany({ phones: ['0049 555 0142 ext. 7'] })
    expect((await find(portal, { type: 'PHONE', values: ['49-555-0142'] })).result).toEqual({
      CONTACT: [1],
      COMPANY: [1],
    })
    const mail = { type: 'EMAIL', values: ['anna@example.test'], entity_type: 'CONTACT' }
    expect((await find(portal, mail)).result).toEqual({ CONTACT: [1] })
    portal.data.setReadable('contact', 1, false)
    expect((await find(portal, mail)).result).toEqual([])
    portal.behaviour.noDuplicates = 'object'
    expect((await find(portal, mail)).result).toEqual({})
  })

  test('twenty hits of one type end the search; only twenty values count', async () => {
    const portal = await aPortal()
    for (let count = 0; count < 20; count += 1) portal.data.addLead({ emails: ['x@example.test'] })
    portal.data.addContact({ emails: ['x@example.test'] })
    const { result } = await find(portal, { type: 'EMAIL', values: ['x@example.test'] })
    expect(Object.keys(result as object)).toEqual(['LEAD'])
    const values = [...Array.from({ length: 20 }, (_, at) => `${at}@example.test`), 'x@example.test']
    expect((await find(portal, { type: 'EMAIL', values })).result).toEqual([])
  })

  test.each([
    [{}, 'Communication type is not defined'],
    [{ type: 'FAX', values: ['1'] }, "Communication type 'FAX' is not supported in current context"],
    [{ type: 'EMAIL' }, 'Communication values is not defined'],
  ])('%j is refused', async (params, code) => {
    const answer = await find(await aPortal(), params)
    expect([answer.status, answer.body.error]).toEqual([400, code])
  })
})
