import { describe, expect, test, vi } from 'vitest'
import { z } from 'zod'
import type { LinkChange } from '../../src/core/deal/change.ts'
import { createDealPortals, type DealPortals } from '../../src/portal/deal-portals.ts'
import type { Sandbox } from '../../src/sandbox/portal.ts'
import { patiently } from '../support/patiently.ts'
import { aClient, aClock, aSandbox, aStub, aStubOf, errorOf, write } from './portals.ts'

const noForesight = {
  company: false,
  companyContacts: false,
  leadContacts: false,
  linkedContacts: false,
  matches: [],
  namingFields: [],
  contactIds: [],
  contactFields: [],
  hadLinks: false,
}
const requests = (sandbox: Sandbox) => sandbox.requests.filter((request) => !request.inBatch).length

describe('readDeal', () => {
  test('gives the deal and its links in one request, with what the rules will ask for', async () => {
    const { sandbox, portal } = await aSandbox()
    const [anna, ben] = [sandbox.data.addContact({ name: 'Anna' }), sandbox.data.addContact({ name: 'Ben' })]
    const dealId = sandbox.data.addDeal({ title: 'Spare parts', opportunity: 500 })
    sandbox.data.setLinks(dealId, [
      { contactId: anna, sort: 10 },
      { contactId: ben, sort: 20, isPrimary: true },
    ])
    await portal.describeFields('deal')
    await portal.describeFields('company')
    const before = requests(sandbox)
    const read = await portal.readDeal(dealId, noForesight)
    expect(read?.deal).toMatchObject({ id: dealId, title: 'Spare parts', opportunity: 500 })
    expect(read?.links).toEqual([
      { contactId: anna, sort: 10, isPrimary: false },
      { contactId: ben, sort: 20, isPrimary: true },
    ])
    expect(requests(sandbox) - before).toBe(1)
  })

  test.each(['error', 'empty'] as const)('gives null for a deal that is gone (links: %s)', async (missingOwner) => {
    const { portal } = await aSandbox({ behaviour: { missingOwner } })
    expect(await portal.readDeal(9314)).toBeNull()
  })

  test.each(['en', 'de'] as const)('throws where the deal may not be read (%s)', async (language) => {
    const { sandbox, portal } = await aSandbox({ behaviour: { language } })
    const dealId = sandbox.data.addDeal()
    sandbox.data.setReadable('deal', dealId, false)
    expect((await errorOf(portal.readDeal(dealId))).kind).toBe('no-permission')
  })

  test('keeps the addresses of files out', async () => {
    const file = { id: 5, url: '/show', urlMachine: 'https://acme.bitrix24.com/rest/17/s3cretOfTheTest/get' }
    const deal = { id: 1, contactIds: [], UF_CRM_FILE: [file] }
    const stub = await aStubOf({ 'crm.item.list': { items: [deal] } })
    const read = await createDealPortals(aClient(stub.webhookUrl)).forRun('live').readDeal(1)
    expect(read).toEqual({ deal: { id: 1, contactIds: [], UF_CRM_FILE: [{ id: 5 }] }, links: [] })
  })

  test('takes rows as PHP may write them', async () => {
    const stub = await aStubOf({
      'crm.item.list': { items: [{ id: 1 }] },
      'crm.deal.contact.items.get': { 1: { CONTACT_ID: '7', IS_PRIMARY: 'Y' }, 4: { CONTACT_ID: 9, SORT: '5' } },
    })
    const read = await createDealPortals(aClient(stub.webhookUrl)).forRun('live').readDeal(1)
    expect(read?.links).toEqual([
      { contactId: 7, sort: 10, isPrimary: true },
      { contactId: 9, sort: 5, isPrimary: false },
    ])
  })

  test('refuses rows of another shape', async () => {
    const links = [{ CONTACT_ID: 'x' }]
    const stub = await aStubOf({ 'crm.item.list': { items: [{ id: 1 }] }, 'crm.deal.contact.items.get': links })
    const error = await errorOf(createDealPortals(aClient(stub.webhookUrl)).forRun('live').readDeal(1))
    expect(error).toMatchObject({ kind: 'our-mistake', code: 'UNEXPECTED_ANSWER' })
    expect(error.message).toContain('deal 1')
  })
})

describe('companies, leads, contacts', () => {
  test('a company and its contacts come in one request, several primaries as they are', async () => {
    const { sandbox, portal } = await aSandbox()
    const [anna, ben] = [sandbox.data.addContact(), sandbox.data.addContact()]
    const companyId = sandbox.data.addCompany({ title: 'Acme' })
    sandbox.data.linkCompanyContact(companyId, anna, { primary: true })
    sandbox.data.linkCompanyContact(companyId, ben, { primary: true })
    await portal.describeFields('company')
    const before = requests(sandbox)
    const read = await portal.readCompanyAndContacts(companyId, { company: true, contacts: true })
    expect(read.company).toMatchObject({ id: companyId, title: 'Acme' })
    expect(read.contacts).toEqual([
      { contactId: anna, sort: 10, isPrimary: true },
      { contactId: ben, sort: 10, isPrimary: true },
    ])
    expect(requests(sandbox) - before).toBe(1)
    expect(
      await portal.readCompanyAndContacts(companyId, { company: true, contacts: false }).then(({ company }) => company),
    ).toMatchObject({ title: 'Acme' })
    expect(
      await portal
        .readCompanyAndContacts(companyId, { company: false, contacts: true })
        .then(({ contacts }) => contacts),
    ).toHaveLength(2)
  })

  test.each(['en', 'de'] as const)('an unknown company or lead has nothing (%s)', async (language) => {
    const { portal } = await aSandbox({ behaviour: { language } })
    expect(
      await portal.readCompanyAndContacts(61, { company: true, contacts: false }).then(({ company }) => company),
    ).toBeNull()
    expect(
      await portal.readCompanyAndContacts(61, { company: false, contacts: true }).then(({ contacts }) => contacts),
    ).toEqual([])
    expect(await portal.leadContacts(8)).toEqual([])
  })

  test('where a batch as such is refused in words not known here, nothing is taken for not there or not allowed', async () => {
    const refusal = { status: 400, body: { error: '', error_description: 'Ошибка' } }
    const stub = await aStub(({ body }) => {
      if (/contact/.test(body)) return refusal
      const { cmd } = z.object({ cmd: z.record(z.string(), z.string()) }).parse(JSON.parse(body))
      const result = Object.fromEntries(Object.keys(cmd).map((key) => [key, { item: { id: 42 } }]))
      return { body: { result: { result, result_error: [] } } }
    })
    for (const ask of [
      ({ forRun }: DealPortals) => forRun('live').readCompanyAndContacts(12, { company: false, contacts: true }),
      ({ forRun }: DealPortals) => forRun('live').leadContacts(7),
      ({ forRun }: DealPortals) => forRun('live').readLinks(42),
      ({ lists }: DealPortals) => lists.companiesOfContact(9),
    ]) {
      const error = await errorOf(ask(createDealPortals(aClient(stub.webhookUrl))))
      expect(error).toMatchObject({ kind: 'transient', code: 'REFUSED_WITHOUT_CODE' })
    }
  })

  test('contacts of a lead', async () => {
    const { sandbox, portal } = await aSandbox()
    const [anna, leadId] = [sandbox.data.addContact(), sandbox.data.addLead()]
    sandbox.data.linkLeadContact(leadId, anna)
    expect(await portal.leadContacts(leadId)).toMatchObject([{ contactId: anna }])
  })

  test.each(['array', 'object'] as const)('matches values apart, none as an empty list (%s)', async (noDuplicates) => {
    const { sandbox, portal } = await aSandbox({ behaviour: { noDuplicates } })
    const anna = sandbox.data.addContact({ emails: ['anna@example.test'] })
    const values = ['anna@example.test', 'nobody@example.test', 'anna@example.test', ' ']
    const found = await portal.matchContacts('email', values)
    expect([...found]).toEqual([
      ['anna@example.test', [anna]],
      ['nobody@example.test', []],
      [' ', []],
    ])
    expect(sandbox.requests.filter((request) => request.method === 'crm.duplicate.findbycomm')).toHaveLength(2)
  })

  test('reads more contacts than a page holds, and leaves out what is not there', async () => {
    const { sandbox, portal } = await aSandbox()
    const ids = Array.from({ length: 120 }, (_, i) => sandbox.data.addContact({ name: `C${i}` }))
    const before = requests(sandbox)
    const contacts = await portal.readContacts([...ids, 999_999], ['name'])
    expect(contacts.size).toBe(120)
    expect(contacts.get(ids[119] ?? 0)).toMatchObject({ name: 'C119' })
    expect(requests(sandbox) - before).toBe(1)
    expect(await portal.readContacts([], 'all')).toEqual(new Map())
  })

  test('gives phones and mails only when everything is asked for', async () => {
    const { sandbox, portal } = await aSandbox()
    const anna = sandbox.data.addContact({ emails: ['anna@example.test'] })
    expect((await portal.readContacts([anna], 'all')).get(anna)).toHaveProperty('fm')
    expect((await portal.readContacts([anna], ['fm'])).get(anna)).toHaveProperty('fm')
    expect((await portal.readContacts([anna], ['name'])).get(anna)).not.toHaveProperty('fm')
  })
})

describe('describeFields', () => {
  test('is asked once for callers together and for an hour, read anew after ten minutes, with original custom names', async () => {
    const clock = aClock()
    const { sandbox, client } = await aSandbox()
    sandbox.data.addCustomField({
      entity: 'deal',
      name: 'UF_CRM_HELPER',
      type: 'crm',
      title: 'Helper',
      isMultiple: true,
    })
    const portal = createDealPortals(client, clock.now).forRun('live')
    const [fields] = await Promise.all([portal.describeFields('deal'), portal.describeFields('deal')])
    expect(fields).toMatchObject({
      id: { type: 'integer', isMultiple: false },
      UF_CRM_HELPER: { type: 'crm', isMultiple: true },
    })
    await portal.describeFields('deal')
    expect(requests(sandbox)).toBe(1)
    await clock.wait(10 * 60_000 + 1)
    const field = { entity: 'deal', name: 'UF_CRM_NEW', type: 'string', title: 'New' } as const
    sandbox.data.addCustomField(field)
    expect(await portal.describeFields('deal'), 'nobody waits for the reading anew').not.toHaveProperty('UF_CRM_NEW')
    await vi.waitFor(async () => expect(await portal.describeFields('deal')).toHaveProperty('UF_CRM_NEW'), patiently)
    expect(requests(sandbox)).toBe(2)
    await clock.wait(60 * 60_000 + 1)
    sandbox.data.addCustomField({ ...field, name: 'UF_CRM_NEWER' })
    expect(await portal.describeFields('deal'), 'after an hour it is waited for').toHaveProperty('UF_CRM_NEWER')
  })

  test('does not keep a failure', async () => {
    const { sandbox, portal } = await aSandbox()
    sandbox.faults.next({ kind: 'json-500', times: 2 })
    expect((await errorOf(portal.describeFields('contact'))).kind).toBe('transient')
    expect(await portal.describeFields('contact')).toHaveProperty('id')
  })

  test.each([
    { what: 'no map of fields', distort: () => ({ result: { fields: 17 } }) },
    { what: 'no field at all', distort: () => ({ result: { fields: [] } }) },
    { what: 'fields of another shape', distort: () => ({ result: { fields: { id: 17, title: 'text' } } }) },
  ])('an answer with $what is tried again, and nothing is decided by it', async ({ distort }) => {
    const { sandbox, client } = await aSandbox()
    const batched = (body: unknown) => {
      const { result } = distort()
      return { ...(body as object), result: { result: { c0_0: result }, result_error: [], result_time: [] } }
    }
    sandbox.faults.next({ kind: 'distorted', method: 'crm.item.fields', distort: batched })
    const portal = createDealPortals(client).forRun('live')
    expect((await errorOf(portal.describeFields('deal'))).kind).toBe('transient')
    expect(await portal.describeFields('deal')).toHaveProperty('id')
  })
})

describe('writing', () => {
  const link = (contactId: number, sort: number, isPrimary: boolean) => ({ contactId, sort, isPrimary })

  test.each<{ change: LinkChange; call: unknown }>([
    {
      change: { type: 'link', link: link(530, 30, false) },
      call: {
        method: 'crm.deal.contact.add',
        params: { id: 9314, fields: { CONTACT_ID: 530, SORT: 30, IS_PRIMARY: 'N' } },
      },
    },
    {
      change: { type: 'unlink', contactId: 512 },
      call: { method: 'crm.deal.contact.delete', params: { id: 9314, fields: { CONTACT_ID: 512 } } },
    },
    {
      change: { type: 'set-links', links: [link(517, 20, false), link(530, 10, true)] },
      call: {
        method: 'crm.deal.contact.items.set',
        params: {
          id: 9314,
          items: [
            { CONTACT_ID: 530, SORT: 10, IS_PRIMARY: 'Y' },
            { CONTACT_ID: 517, SORT: 20, IS_PRIMARY: 'N' },
          ],
        },
      },
    },
    { change: { type: 'unlink-all' }, call: { method: 'crm.deal.contact.items.delete', params: { id: 9314 } } },
  ])('$change.type becomes one call', async ({ change, call }) => {
    const { portal } = await aSandbox()
    expect(portal.callFor(9314, change)).toEqual(call)
  })

  test('every kind of change takes effect', async () => {
    const { sandbox, portal } = await aSandbox()
    const [anna, ben] = [sandbox.data.addContact(), sandbox.data.addContact()]
    const dealId = sandbox.data.addDeal()
    const make = (change: LinkChange) => write(portal, portal.callFor(dealId, change))
    expect(await make({ type: 'link', link: link(anna, 10, true) })).toBe(true)
    expect(await make({ type: 'link', link: link(anna, 10, true) }), 'linked already').toBe(false)
    expect(await make({ type: 'set-links', links: [link(anna, 20, false), link(ben, 10, true)] })).toBe(true)
    expect(await portal.readLinks(dealId)).toEqual([link(ben, 10, true), link(anna, 20, false)])
    expect(await make({ type: 'unlink', contactId: ben })).toBe(true)
    expect(await portal.readLinks(dealId)).toEqual([link(anna, 20, true)])
    expect(await make({ type: 'unlink-all' })).toBe(true)
    expect(await portal.readLinks(dealId)).toEqual([])
  })

  test('the links are looked at right before the call that is named, in the same request', async () => {
    const { sandbox, portal } = await aSandbox()
    const [anna, ben, cem] = ['Anna', 'Ben', 'Cem'].map((name) => sandbox.data.addContact({ name })) as [
      number,
      number,
      number,
    ]
    const dealId = sandbox.data.addDeal()
    sandbox.data.setLinks(dealId, [{ contactId: anna, sort: 10, isPrimary: true }])
    const calls = [
      { contactId: ben, sort: 20, isPrimary: false },
      { contactId: cem, sort: 30, isPrimary: true },
    ].map((link) => portal.callFor(dealId, { type: 'link', link }))
    const before = requests(sandbox)
    const { answers, found, links } = await portal.carryOut(dealId, calls, { lookBefore: 1 })
    expect(requests(sandbox) - before).toBe(1)
    expect(answers.map(({ result }) => result)).toEqual([true, true])
    const inOrder = (primaryId: number, ...ids: number[]) =>
      ids.map((contactId, place) => ({ contactId, sort: (place + 1) * 10, isPrimary: contactId === primaryId }))
    expect(found).toEqual(inOrder(anna, anna, ben))
    expect(links).toEqual(inOrder(cem, anna, ben, cem))
  })

  test('a set without links is refused here, however it comes', async () => {
    const { sandbox, portal } = await aSandbox()
    expect(() => portal.callFor(1, { type: 'set-links', links: [] })).toThrowError(/would unlink every contact/)
    for (const params of [{ id: 1, items: [] }, { id: 1 }]) {
      const error = await errorOf(write(portal, { method: 'crm.deal.contact.items.set', params }))
      expect(error.kind).toBe('our-mistake')
    }
    expect(sandbox.requests).toHaveLength(0)
  })

  test.each([
    { missingOwner: 'error', language: 'en' },
    { missingOwner: 'empty', language: 'en' },
    { missingOwner: 'error', language: 'de' },
  ] as const)('readLinks of a deal that is gone: not-found ($missingOwner, $language)', async (behaviour) => {
    const { portal } = await aSandbox({ behaviour })
    expect((await errorOf(portal.readLinks(9314))).kind).toBe('not-found')
  })

  test('a write on a deal that is gone, refused in a language not known here: not-found', async () => {
    const { portal } = await aSandbox({ behaviour: { language: 'de' } })
    const error = await errorOf(write(portal, portal.callFor(9314, { type: 'unlink-all' })))
    expect(error.kind).toBe('not-found')
  })

  test.each(['en', 'de'] as const)('a contact that may not be read: no-permission (%s)', async (language) => {
    const { sandbox, portal } = await aSandbox({ behaviour: { language } })
    const [anna, dealId] = [sandbox.data.addContact(), sandbox.data.addDeal()]
    sandbox.data.setReadable('contact', anna, false)
    const error = await errorOf(write(portal, portal.callFor(dealId, { type: 'link', link: link(anna, 10, true) })))
    expect(error.kind).toBe('no-permission')
    expect(error.message).toContain(`${anna}`)
    expect(sandbox.data.links(dealId)).toEqual([])
  })

  test.each([403, 400] as const)(
    'a deal that may not be changed: no-permission (HTTP %i)',
    async (accessDeniedStatus) => {
      const { sandbox, portal } = await aSandbox({ behaviour: { accessDeniedStatus } })
      const [anna, dealId] = [sandbox.data.addContact(), sandbox.data.addDeal()]
      sandbox.data.setModifiable('deal', dealId, false)
      const error = await errorOf(write(portal, portal.callFor(dealId, { type: 'link', link: link(anna, 10, true) })))
      expect(error).toMatchObject({ kind: 'no-permission', method: 'crm.deal.contact.add' })
    },
  )

  test('an answer that is no yes or no leaves the outcome unknown', async () => {
    const stub = await aStubOf({ 'crm.deal.contact.items.delete': { done: 1 }, 'crm.deal.contact.items.get': [] })
    const portal = createDealPortals(aClient(stub.webhookUrl)).forRun('live')
    const error = await errorOf(write(portal, portal.callFor(1, { type: 'unlink-all' })))
    expect(error).toMatchObject({ kind: 'outcome-unknown', code: 'UNEXPECTED_ANSWER' })
  })
})
