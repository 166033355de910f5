import { describe, expect, test } from 'vitest'
import type { Sandbox } from '../../src/sandbox/portal.ts'
import { aHandler, aPortal, call, errorOf } from './client.ts'

const row = (contactId: number, sort: number, isPrimary: 'Y' | 'N') => ({
  CONTACT_ID: contactId,
  SORT: sort,
  ROLE_ID: 0,
  IS_PRIMARY: isPrimary,
})

async function aDealWith(...contacts: number[]): Promise<{ portal: Sandbox; id: number }> {
  const portal = await aPortal()
  for (const _ of [1, 2, 3, 4]) portal.data.addContact()
  const id = portal.data.addDeal()
  for (const contactId of contacts) portal.data.linkContact(id, contactId)
  return { portal, id }
}

const linksOf = async (portal: Sandbox, id: number): Promise<unknown> =>
  (await call(portal, 'crm.deal.contact.items.get', { id })).result

describe('crm.deal.contact.add', () => {
  const add = (portal: Sandbox, id: number, fields: object) => call(portal, 'crm.deal.contact.add', { id, fields })

  test('the first link is primary, even with IS_PRIMARY N, and gets sort 10', async () => {
    const { portal, id } = await aDealWith()
    expect((await add(portal, id, { CONTACT_ID: 3, IS_PRIMARY: 'N' })).result).toBe(true)
    expect(await linksOf(portal, id)).toEqual([row(3, 10, 'Y')])
  })

  test('a later link goes last: highest sort and ten', async () => {
    const { portal, id } = await aDealWith(1)
    await add(portal, id, { CONTACT_ID: 2, SORT: 35 })
    await add(portal, id, { CONTACT_ID: 3 })
    expect(await linksOf(portal, id)).toEqual([row(1, 10, 'Y'), row(2, 35, 'N'), row(3, 45, 'N')])
  })

  test('a new primary takes the flag from the old one', async () => {
    const { portal, id } = await aDealWith(1)
    await add(portal, id, { CONTACT_ID: 2, SORT: 5, IS_PRIMARY: 'Y' })
    expect(await linksOf(portal, id)).toEqual([row(2, 5, 'Y'), row(1, 10, 'N')])
    expect(portal.data.deal(id)).toMatchObject({ contactId: 2, contactIds: [2, 1] })
  })

  test('a linked contact gives false with status 200 and is neither promoted nor moved', async () => {
    const { portal, id } = await aDealWith(1, 2)
    const answer = await add(portal, id, { CONTACT_ID: 2, SORT: 1, IS_PRIMARY: 'Y' })
    expect([answer.status, answer.result]).toEqual([200, false])
    expect(await linksOf(portal, id)).toEqual([row(1, 10, 'Y'), row(2, 20, 'N')])
  })

  test('a contact that does not exist can be linked, unless switched off', async () => {
    const { portal, id } = await aDealWith()
    expect((await add(portal, id, { CONTACT_ID: 777 })).result).toBe(true)
    expect(portal.data.deal(id)?.contactId).toBe(777)
    portal.behaviour.phantomContactsAccepted = false
    expect((await add(portal, id, { CONTACT_ID: 778 })).status).toBe(400)
  })

  test('a contact that the owner may not read is refused and nothing changes', async () => {
    const { portal, id } = await aDealWith(1)
    portal.data.setReadable('contact', 2, false)
    expect(errorOf(await add(portal, id, { CONTACT_ID: 2 }))).toEqual([
      400,
      '',
      '[Contact #2] You do not have permission to view this item',
    ])
    expect(portal.data.links(id)).toHaveLength(1)
  })
})

describe('crm.deal.contact.delete', () => {
  test('the first of the rest becomes primary; sorts stay', async () => {
    const { portal, id } = await aDealWith(1, 2, 3)
    const answer = await call(portal, 'crm.deal.contact.delete', { id, fields: { CONTACT_ID: 1 } })
    expect(answer.result).toBe(true)
    expect(await linksOf(portal, id)).toEqual([row(2, 20, 'Y'), row(3, 30, 'N')])
  })

  test('a contact that is not linked gives false with status 200', async () => {
    const { portal, id } = await aDealWith(1)
    const answer = await call(portal, 'crm.deal.contact.delete', { id, fields: { CONTACT_ID: 9 } })
    expect([answer.status, answer.result]).toEqual([200, false])
  })
})

describe('crm.deal.contact.items.set', () => {
  const set = (portal: Sandbox, id: number, items: unknown) => call(portal, 'crm.deal.contact.items.set', { id, items })

  test('replaces the set; without a primary the first is, without sort the position counts', async () => {
    const { portal, id } = await aDealWith(1, 2)
    expect((await set(portal, id, [{ CONTACT_ID: 3 }, { CONTACT_ID: 1 }])).result).toBe(true)
    expect(await linksOf(portal, id)).toEqual([row(3, 10, 'Y'), row(1, 20, 'N')])
  })

  test('of several primaries the first wins; a repeated contact counts once', async () => {
    const { portal, id } = await aDealWith()
    await set(portal, id, [
      { CONTACT_ID: 1 },
      { CONTACT_ID: 2, IS_PRIMARY: 'Y' },
      { CONTACT_ID: 3, IS_PRIMARY: 'Y' },
      { CONTACT_ID: 2, SORT: 1 },
    ])
    expect(await linksOf(portal, id)).toEqual([row(1, 10, 'N'), row(2, 20, 'Y'), row(3, 30, 'N')])
  })

  test('an empty JSON array unlinks everybody; a form cannot say it', async () => {
    const { portal, id } = await aDealWith(1, 2)
    const form = await fetch(`${portal.webhookUrl}crm.deal.contact.items.set`, {
      method: 'POST',
      body: new URLSearchParams({ id: String(id) }),
    })
    expect(await form.json()).toEqual({ error: '', error_description: 'The parameter items must be array.' })
    expect((await set(portal, id, [])).result).toBe(true)
    expect(await linksOf(portal, id)).toEqual([])
  })

  test('an item without a contact is a core error and changes nothing', async () => {
    const { portal, id } = await aDealWith(1)
    expect(errorOf(await set(portal, id, [{ CONTACT_ID: 2 }, { SORT: 10 }]))).toEqual([500, 'ERROR_CORE', '-'])
    expect(await linksOf(portal, id)).toEqual([row(1, 10, 'Y')])
  })
})

test('crm.deal.contact.items.delete unlinks everybody, and is content when there is nobody', async () => {
  const { portal, id } = await aDealWith(1, 2)
  expect((await call(portal, 'crm.deal.contact.items.delete', { id })).result).toBe(true)
  expect((await call(portal, 'crm.deal.contact.items.delete', { id })).result).toBe(true)
  expect(portal.data.links(id)).toEqual([])
})

test('crm.deal.contact.fields needs no parameters', async () => {
  const { result } = await call(await aPortal(), 'crm.deal.contact.fields')
  expect(result).toMatchObject({ CONTACT_ID: { type: 'integer', isRequired: true }, IS_PRIMARY: { type: 'char' } })
})

describe('errors of the family have an empty code and texts of their own', () => {
  test.each([
    ['add', {}, "The parameter 'ownerEntityID' is invalid or not defined."],
    ['add', { id: 1 }, "The parameter 'fields' must be array."],
    ['add', { id: 1, fields: { CONTACT_ID: 0 } }, "The parameter 'fields' is not valid."],
    ['add', { id: 404, fields: { CONTACT_ID: 1 } }, 'Not found.'],
    ['delete', { id: 1 }, "The parameter 'item' must be array."],
    ['delete', { id: 404, fields: { CONTACT_ID: 1 } }, 'Not found.'],
    ['items.get', { id: 0 }, 'The parameter ownerEntityID is invalid or not defined.'],
    ['items.get', { id: 404 }, 'Not found.'],
    ['items.set', { id: 1, items: 5 }, 'The parameter items must be array.'],
    ['items.set', { id: 404, items: [] }, 'Not found.'],
    ['items.delete', { id: 404 }, 'Not found'],
  ])('%s %j', async (method, params, description) => {
    const { portal } = await aDealWith()
    expect(errorOf(await call(portal, `crm.deal.contact.${method}`, params))).toEqual([400, '', description])
  })

  test('a deal that the owner may not change: ACCESS_DENIED, 403 or 400', async () => {
    const { portal, id } = await aDealWith(1)
    portal.data.setModifiable('deal', id, false)
    const items = [{ CONTACT_ID: 2 }]
    expect(errorOf(await call(portal, 'crm.deal.contact.items.set', { id, items }))).toEqual([
      403,
      'ACCESS_DENIED',
      'Access denied!',
    ])
    portal.behaviour.accessDeniedStatus = 400
    expect((await call(portal, 'crm.deal.contact.items.delete', { id })).status).toBe(400)
    expect((await call(portal, 'crm.deal.contact.items.get', { id })).result).toHaveLength(1)
  })

  test('no right for deals at all', async () => {
    const { portal, id } = await aDealWith()
    portal.data.setTypeAllowed('deal', false)
    expect(errorOf(await call(portal, 'crm.deal.contact.items.get', { id }))).toEqual([400, '', 'Access denied.'])
  })

  test('a missing deal can be empty rather than an error', async () => {
    const portal = await aPortal({ behaviour: { missingOwner: 'empty' } })
    expect((await call(portal, 'crm.deal.contact.items.get', { id: 404 })).result).toEqual([])
    expect((await call(portal, 'crm.deal.contact.items.delete', { id: 404 })).result).toBe(true)
  })
})

describe('what a link change leaves on its deal', () => {
  test.each([true, false])('raises an update event: %s', async (linkMethodsRaiseUpdate) => {
    const handler = await aHandler()
    const portal = await aPortal({ behaviour: { linkMethodsRaiseUpdate } })
    const id = portal.data.addDeal()
    portal.setHandler(handler.url)
    await call(portal, 'crm.deal.contact.add', { id, fields: { CONTACT_ID: 1 } })
    await call(portal, 'crm.deal.contact.add', { id, fields: { CONTACT_ID: 1 } })
    await portal.drained()
    expect(handler.names()).toEqual(linkMethodsRaiseUpdate ? [`ONCRMDEALUPDATE ${id}`] : [])
  })

  test.each([true, false])('an equal set raises one: %s', async (equalSetRaisesUpdate) => {
    const handler = await aHandler()
    const portal = await aPortal({ behaviour: { equalSetRaisesUpdate } })
    const id = portal.data.addDeal()
    portal.data.linkContact(id, 1)
    portal.setHandler(handler.url)
    await call(portal, 'crm.deal.contact.items.set', { id, items: [{ CONTACT_ID: 1 }] })
    await portal.drained()
    expect(handler.received).toHaveLength(equalSetRaisesUpdate ? 1 : 0)
  })

  test.each([true, false])('touches updatedTime: %s', async (linkMethodsTouchUpdatedTime) => {
    let now = Date.parse('2026-09-01T08:00:00Z')
    const portal = await aPortal({ clock: () => now, behaviour: { linkMethodsTouchUpdatedTime } })
    const id = portal.data.addDeal()
    now += 60_000
    await call(portal, 'crm.deal.contact.add', { id, fields: { CONTACT_ID: 1 } })
    const minute = linkMethodsTouchUpdatedTime ? '01' : '00'
    expect(portal.data.deal(id)?.updatedTime).toBe(`2026-09-01T10:${minute}:00+02:00`)
  })
})
