import { describe, expect, test } from 'vitest'
import type { Sandbox } from '../../src/sandbox/portal.ts'
import { answerOf, aPortal, call, errorOf } from './client.ts'

const deals = { entityTypeId: 2 }

const listed = async (portal: Sandbox, params: object): Promise<Record<string, unknown>[]> => {
  const { body, result } = await call(portal, 'crm.item.list', { ...deals, ...params })
  if (body.error !== undefined) throw new Error(String(body.error_description))
  return (result as { items: Record<string, unknown>[] }).items
}

const idsOf = async (portal: Sandbox, filter: object): Promise<unknown[]> =>
  (await listed(portal, { select: ['id'], filter })).map(({ id }) => id)

describe('crm.item.get', () => {
  test('gives numbers, Y/N and times in server offset', async () => {
    const portal = await aPortal({ clock: () => Date.parse('2026-08-30T08:06:41.900Z') })
    const companyId = portal.data.addCompany({ title: 'Acme' })
    const id = portal.data.addDeal({ title: 'Spare parts', companyId, opportunity: 1250.5, begindate: '2026-08-29' })
    portal.data.linkContact(id, 530)
    const { result } = await call(portal, 'crm.item.get', { ...deals, id: String(id) })
    expect(result).toMatchObject({
      item: {
        id,
        entityTypeId: 2,
        title: 'Spare parts',
        categoryId: 0,
        stageId: 'NEW',
        stageSemanticId: 'P',
        closed: 'N',
        companyId,
        contactId: 530,
        contactIds: [530],
        observers: [],
        opportunity: 1250.5,
        leadId: null,
        begindate: '2026-08-29T00:00:00+02:00',
        updatedTime: '2026-08-30T10:06:41+02:00',
      },
    })
  })

  test.each([
    [{ entityTypeId: 2, id: 404 }, [400, 'NOT_FOUND', 'Element not found']],
    [{ entityTypeId: 5, id: 1 }, [400, 'NOT_FOUND', 'SPA not found']],
    [{ entityTypeId: 2 }, [400, '100', 'Could not find value for parameter {id}']],
    [{ ENTITYTYPEID: 2, id: 1 }, [400, '100', 'Could not find value for parameter {entityTypeId}']],
  ])('%j is refused', async (params, error) => {
    expect(errorOf(await call(await aPortal(), 'crm.item.get', params))).toEqual(error)
  })

  test('an unreadable deal is denied, not missing; someone outside the intranet may nothing', async () => {
    const portal = await aPortal()
    const id = portal.data.addDeal()
    portal.data.setReadable('deal', id, false)
    expect((await call(portal, 'crm.item.get', { ...deals, id })).body.error).toBe('ACCESS_DENIED')
    portal.data.setIntranetUser(false)
    const answer = await call(portal, 'crm.item.get', { ...deals, id })
    expect([answer.status, answer.body.error]).toEqual([403, 'allowed_only_intranet_user'])
  })

  test('a contact has its phones and mails in fm, and the first of a kind under a flat name', async () => {
    const portal = await aPortal()
    const id = portal.data.addContact({ name: 'Anna', phones: ['+1 1', '+1 2'], emails: ['a@example.test'] })
    const { result } = await call(portal, 'crm.item.get', { entityTypeId: 3, id })
    const { item } = result as { item: Record<string, unknown> }
    expect(item).toMatchObject({ phoneWork: '+1 1', emailWork: 'a@example.test', hasPhone: 'Y' })
    expect(item.fm).toHaveLength(3)
  })
})

describe('crm.item.list', () => {
  const aPortalWithDeals = async (): Promise<Sandbox> => {
    const portal = await aPortal()
    portal.data.addDeal({ title: 'Apple', opportunity: 10, companyId: 7 })
    portal.data.addDeal({ title: 'Banana split', opportunity: 20 })
    portal.data.addDeal({ title: 'Cherry', opportunity: 30, companyId: 8 })
    portal.data.linkContact(1, 100)
    portal.data.linkContact(1, 101)
    portal.data.linkContact(2, 101)
    return portal
  }

  test.each([
    [{ title: 'apple' }, [1]],
    [{ '=opportunity': '20' }, [2]],
    [{ '!opportunity': 20 }, [1, 3]],
    [{ '!=title': 'Cherry' }, [1, 2]],
    [{ '>opportunity': 20 }, [3]],
    [{ '>=opportunity': 20 }, [2, 3]],
    [{ '<opportunity': 20 }, [1]],
    [{ '<=opportunity': 20 }, [1, 2]],
    [{ '@id': [1, 3, 99] }, [1, 3]],
    [{ id: [2, 3] }, [2, 3]],
    [{ '!@id': [1, 3] }, [2]],
    [{ '%title': 'an' }, [2]],
    [{ '!%title': 'an' }, [1, 3]],
    [{ '=%title': 'b%split' }, [2]],
    [{ '%=title': 'app%' }, [1]],
    [{ '!=%title': '%e%' }, [2]],
    [{ companyId: null }, [2]],
    [{ '>companyId': 0 }, [1, 3]],
    [{ contactIds: 101 }, [1, 2]],
    [{ '@contactIds': [100, 7] }, [1]],
    [{ contactId: 101 }, [2]],
    [{ '>=updatedTime': '2020-01-01T00:00:00Z', '>id': 1 }, [2, 3]],
    [{ '<updatedTime': '2020-01-01' }, []],
    [{ '0': { logic: 'OR', '0': { id: 1 }, '1': { '>opportunity': 25 } }, companyId: [7] }, [1]],
    [{ logic: 'OR', title: 'Apple', opportunity: 30 }, [1, 3]],
  ])('filter %j', async (filter, ids) => {
    expect(await idsOf(await aPortalWithDeals(), filter)).toEqual(ids)
  })

  test('answers no more than asked for, in the order asked for', async () => {
    const portal = await aPortalWithDeals()
    expect(await listed(portal, { select: ['title', 'contactIds'], order: { opportunity: 'DESC' } })).toEqual([
      { id: 3, title: 'Cherry', contactIds: [] },
      { id: 2, title: 'Banana split', contactIds: [101] },
      { id: 1, title: 'Apple', contactIds: [100, 101] },
    ])
  })

  test('links and multifields come only by name or *', async () => {
    const portal = await aPortalWithDeals()
    const [bare] = await listed(portal, {})
    expect(bare).not.toHaveProperty('contactIds')
    const [full] = await listed(portal, { select: ['*'] })
    expect(full).toHaveProperty('contactIds', [100, 101])
  })

  test.each([2, 4])('contactIds may be missing although asked for, in lists of type %i', async (entityTypeId) => {
    const portal = await aPortal({ behaviour: { listsLeaveOutContactIds: true } })
    const companyId = portal.data.addCompany({ title: 'Acme' })
    portal.data.linkCompanyContact(companyId, 101)
    portal.data.linkContact(portal.data.addDeal({ title: 'Acme', companyId }), 101)
    const asked = { entityTypeId, filter: { contactIds: 101 } }
    const rows = async (select: string[]) => (await call(portal, 'crm.item.list', { ...asked, select })).result
    expect(await rows(['title', 'contactIds'])).toEqual({ items: [{ id: 1, title: 'Acme' }] })
    expect(await rows(['*'])).not.toHaveProperty('items.0.contactIds')
    const { result } = await call(portal, 'crm.item.get', { entityTypeId, id: 1 })
    expect(result).toHaveProperty('item.contactIds', [101])
  })

  test('pages of 50 with next and total; start -1 counts nothing', async () => {
    const portal = await aPortal()
    for (let count = 0; count < 120; count += 1) portal.data.addDeal()
    const page = async (start: number) =>
      (await call(portal, 'crm.item.list', { ...deals, select: ['id'], start })).body
    expect(await page(0)).toMatchObject({ total: 120, next: 50 })
    expect(await page(50)).toMatchObject({ total: 120, next: 100 })
    expect(await page(100)).not.toHaveProperty('next')
    const uncounted = await page(-1)
    expect(uncounted).toMatchObject({ total: 0 })
    expect(uncounted).not.toHaveProperty('next')
    expect((uncounted.result as { items: unknown[] }).items).toHaveLength(50)
  })

  test('unreadable rows are silently missing', async () => {
    const portal = await aPortalWithDeals()
    portal.data.setReadable('deal', 2, false)
    expect((await call(portal, 'crm.item.list', { ...deals, select: ['id'] })).body.total).toBe(2)
    expect(await idsOf(portal, { '@id': [2, 3] })).toEqual([3])
  })

  test.each([
    [{ filter: { colour: 1 } }, "Invalid filter: field 'colour' is not allowed in filter"],
    [{ filter: { '>id': 'many' } }, "Invalid filter: field 'id' has invalid value"],
    [{ filter: { '>=updatedTime': 'yesterday' } }, "Invalid filter: field 'updatedTime' has invalid value"],
    [{ order: { colour: 'ASC' } }, "Invalid order: field 'colour' is not allowed in order"],
    [{ order: { id: 'UP' } }, "Invalid order: allowed sort directions are ASC, DESC. But got 'UP' for field 'id'"],
  ])('%j is refused', async (params, description) => {
    const answer = await call(await aPortal(), 'crm.item.list', { ...deals, ...params })
    expect(errorOf(answer)).toEqual([400, 'INVALID_ARG_VALUE', description])
  })
})

describe('custom fields have two names', () => {
  const aPortalWithFields = async (): Promise<Sandbox> => {
    const portal = await aPortal()
    const field = (name: string) => ({ entity: 'deal', name, title: name }) as const
    portal.data.addCustomField({ ...field('UF_CRM_1747309879'), type: 'crm' })
    portal.data.addCustomField({ ...field('UF_CRM_3_DIGIT'), type: 'string' })
    portal.data.addCustomField({ ...field('UF_CRM_3_DIGIT10'), type: 'boolean' })
    portal.data.addCustomField({ ...field('UF_CRM_3_1747309727'), type: 'enumeration', isMultiple: true })
    portal.data.addDeal({ UF_CRM_1747309879: 'C_530', UF_CRM_3_DIGIT10: 'Y', UF_CRM_3_1747309727: [41, 42] })
    return portal
  }

  test('camelCase by default, original ones with useOriginalUfNames', async () => {
    const portal = await aPortalWithFields()
    const values = ['C_530', null, 'Y', [41, 42]]
    const camel = ['ufCrm_1747309879', 'ufCrm3Digit', 'ufCrm_3_DIGIT10', 'ufCrm3_1747309727']
    const [item] = await listed(portal, { select: camel, filter: { ufCrm_1747309879: 'C_530' } })
    expect(camel.map((name) => item?.[name])).toEqual(values)
    const upper = ['UF_CRM_1747309879', 'UF_CRM_3_DIGIT', 'UF_CRM_3_DIGIT10', 'UF_CRM_3_1747309727']
    const filter = { UF_CRM_3_DIGIT10: 1, UF_CRM_3_1747309727: 42 }
    const [same] = await listed(portal, { select: upper, filter, useOriginalUfNames: 'Y' })
    expect(upper.map((name) => same?.[name])).toEqual(values)
    expect((await call(portal, 'crm.item.list', { ...deals, filter })).body.error).toBe('INVALID_ARG_VALUE')
  })

  test('crm.item.fields describes them, with real booleans', async () => {
    const portal = await aPortalWithFields()
    const { result } = await call(portal, 'crm.item.fields', { ...deals, useOriginalUfNames: 'Y' })
    expect(result).toMatchObject({
      fields: {
        title: { type: 'string', isDynamic: false, isMultiple: false, upperName: 'TITLE' },
        contactId: { isDeprecated: true },
        UF_CRM_3_1747309727: {
          type: 'enumeration',
          isDynamic: true,
          isMultiple: true,
          upperName: 'UF_CRM_3_1747309727',
        },
      },
    })
  })

  test('a multiple field wants a list; an empty list of choices silently changes nothing', async () => {
    const portal = await aPortalWithFields()
    const update = (value: unknown) =>
      call(portal, 'crm.item.update', { ...deals, id: 1, fields: { ufCrm3_1747309727: value } })
    expect(errorOf(await update(41))).toEqual([
      400,
      100,
      'Expected iterable value for multiple field, but got integer instead',
    ])
    await update([])
    expect(portal.data.deal(1)?.UF_CRM_3_1747309727).toEqual([41, 42])
  })
})

describe('crm.item.add, update and delete', () => {
  test('add answers the whole item', async () => {
    const portal = await aPortal()
    const { result } = await call(portal, 'crm.item.add', { ...deals, fields: { title: 'New', contactIds: [5, 6] } })
    expect(result).toMatchObject({ item: { id: 1, title: 'New', contactId: 5, contactIds: [5, 6], createdBy: 1 } })
  })

  test('contactIds replaces the links, by position, the first primary', async () => {
    const portal = await aPortal()
    const id = portal.data.addDeal()
    portal.data.setLinks(id, [{ contactId: 1, sort: 7 }, { contactId: 2 }])
    await call(portal, 'crm.item.update', { ...deals, id, fields: { contactIds: [2, 3] } })
    expect(portal.data.links(id)).toEqual([
      { contactId: 2, sort: 10, roleId: 0, isPrimary: true },
      { contactId: 3, sort: 20, roleId: 0, isPrimary: false },
    ])
  })

  test('delete answers an empty array; then the item is not found', async () => {
    const portal = await aPortal()
    const id = portal.data.addDeal()
    expect((await call(portal, 'crm.item.delete', { ...deals, id })).result).toEqual([])
    expect(errorOf(await call(portal, 'crm.item.delete', { ...deals, id }))).toEqual([
      400,
      'NOT_FOUND',
      'Item not found',
    ])
  })

  test('a stage of another funnel is not valid; a new funnel begins with its first stage', async () => {
    const portal = await aPortal()
    portal.data.addCategory({ id: 4, name: 'Service', sort: 200 })
    const id = portal.data.addDeal()
    const update = (fields: object) => call(portal, 'crm.item.update', { ...deals, id, fields })
    expect((await update({ stageId: 'C4:NEW' })).body.error).toBe('CRM_FIELD_ERROR_VALUE_NOT_VALID')
    expect((await update({ categoryId: 4 })).result).toMatchObject({ item: { categoryId: 4, stageId: 'C4:NEW' } })
    expect((await update({ stageId: 'C4:WON' })).result).toMatchObject({ item: { closed: 'Y', stageSemanticId: 'S' } })
  })
})

test('forms and queries carry the same calls with strings', async () => {
  const portal = await aPortal()
  portal.data.addDeal({ title: 'Apple' })
  const query = 'entityTypeId=2&select%5B%5D=title&filter[%3E%3Did]=1&order[id]=DESC&start=-1'
  for (const suffix of ['', '.json', '/', '.json/']) {
    const get = await answerOf(await fetch(`${portal.webhookUrl}crm.item.list${suffix}?${query}`))
    expect(get.result).toEqual({ items: [{ id: 1, title: 'Apple' }] })
  }
  const post = await fetch(`${portal.webhookUrl}crm.item.list?bx24_request_id=x&bx24_sdk_ver=2.2.0`, {
    method: 'POST',
    body: new URLSearchParams(query),
  })
  expect((await answerOf(post)).result).toEqual({ items: [{ id: 1, title: 'Apple' }] })
  const multipart = new FormData()
  for (const [name, value] of new URLSearchParams(query)) multipart.append(name, value)
  const posted = await fetch(`${portal.webhookUrl}crm.item.list`, { method: 'POST', body: multipart })
  expect((await answerOf(posted)).result).toEqual({ items: [{ id: 1, title: 'Apple' }] })
})
