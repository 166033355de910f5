import { setImmediate as nextTurn } from 'node:timers/promises'
import { describe, expect, test } from 'vitest'
import { WritesStopped } from '../../src/core/guards/stop.ts'
import { createDealPortals } from '../../src/portal/deal-portals.ts'
import type { Sandbox } from '../../src/sandbox/portal.ts'
import { aClient, aClock, aSandbox, aStub, errorOf } from './portals.ts'

const foresight = {
  company: true,
  companyContacts: true,
  leadContacts: true,
  linkedContacts: false,
  matches: [],
  namingFields: [],
  contactIds: [3],
  contactFields: ['name'],
  hadLinks: false,
}
const requests = ({ requests }: Sandbox) => requests.filter(({ inBatch }) => !inBatch).length
const listed = ({ requests }: Sandbox) =>
  requests
    .filter(({ method }) => method === 'crm.item.list')
    .map(({ params }) => Object.values((params.filter as { '@id': object })['@id']).length)

async function manyDeals(count: number, ...options: Parameters<typeof aSandbox>) {
  const { sandbox, client } = await aSandbox(...options)
  const portals = createDealPortals(client)
  await portals.prepare()
  const dealIds = Array.from({ length: count }, () => sandbox.data.addDeal({ title: 'x'.repeat(1_000) }))
  const readAll = () => Promise.all(dealIds.map((dealId) => portals.forRun('live').readDeal(dealId)))
  return { sandbox, portals, dealIds, readAll }
}

/** A portal that answers commands as told, by their method and what they say. */
function aPortalThatAnswers(resultOf: (method: string, query: URLSearchParams) => unknown) {
  return aStub(({ body }) => {
    const { cmd } = JSON.parse(body) as { cmd: Record<string, string> }
    const result = Object.entries(cmd).map(([key, command]) => {
      const [method = '', query = ''] = command.split('?')
      return [
        key,
        method === 'crm.item.fields'
          ? { fields: { id: { type: 'integer' } } }
          : resultOf(method, new URLSearchParams(query)),
      ]
    })
    return { body: { result: { result: Object.fromEntries(result), result_error: [] } } }
  })
}
const idsIn = (query: URLSearchParams) =>
  [...query].flatMap(([name, value]) => (name.startsWith('filter[@id]') ? [value] : []))

describe('a list of many', () => {
  test('that is refused as a whole is asked for id by id, in one more request', async () => {
    const { sandbox, dealIds, readAll } = await manyDeals(20)
    sandbox.faults.next({
      kind: 'error',
      status: 400,
      code: 'INVALID_ARG_VALUE',
      description: 'Invalid filter',
      method: 'crm.item.list',
    })
    const before = requests(sandbox)
    expect((await readAll()).map((found) => found?.deal.id)).toEqual(dealIds)
    expect(listed(sandbox)).toEqual([20, ...dealIds.map(() => 1)])
    expect(requests(sandbox) - before).toBe(2)
  })

  test('with a row that nobody can read costs that row alone', async () => {
    const stub = await aPortalThatAnswers((_method, query) => ({
      items: idsIn(query).map((id) => (id === '7' ? { title: 'a row without an id' } : { id, contactIds: [] })),
    }))
    const portals = createDealPortals(aClient(stub.webhookUrl))
    const read = await Promise.allSettled(
      Array.from({ length: 10 }, (_, index) => portals.forRun('live').readDeal(index + 1)),
    )
    expect(read.map(({ status }) => status === 'fulfilled')).toEqual(read.map((_, index) => index + 1 !== 7))
    expect(read[6]).toMatchObject({ reason: { code: 'UNEXPECTED_ANSWER' } })
  })

  test.each([30, 120])('whose answer is too large is split until it is not: %i deals', async (count) => {
    const { dealIds, readAll } = await manyDeals(count, {}, { maximumAnswerBytes: 40_000 })
    expect((await readAll()).map((found) => found?.deal.id)).toEqual(dealIds)
  })

  test('is full where deals that begin together ask a few at a time', async () => {
    const { sandbox, portals, dealIds } = await manyDeals(100, {}, { plan: 'standard' })
    const reading: Promise<unknown>[] = []
    for (let from = 0; from < dealIds.length; from += 20) {
      const some = dealIds.slice(from, from + 20)
      reading.push(...some.map((dealId) => portals.forRun('live').readDeal(dealId)))
      await nextTurn()
      await nextTurn()
    }
    await Promise.all(reading)
    expect(listed(sandbox)).toEqual([50, 50])
  })

  test('asks for custom fields that have come up since, too', async () => {
    const clock = aClock()
    const { sandbox, client } = await aSandbox()
    const portals = createDealPortals(client, clock.now)
    const dealId = sandbox.data.addDeal()
    const selected = () => sandbox.requests.findLast(({ method }) => method === 'crm.item.list')?.params.select
    await portals.forRun('live').readDeal(dealId)
    sandbox.data.addCustomField({ entity: 'deal', name: 'UF_CRM_NEW', type: 'string', title: 'New' })
    await clock.wait(61 * 60_000)
    await portals.forRun('live').readDeal(dealId)
    expect(Object.values(selected() as object)).toContain('UF_CRM_NEW')
  })
})

describe('a guess', () => {
  /** A portal on which a reference becomes nothing, and whose lists answer that with nothing. */
  const withoutReferences = (method: string, query: URLSearchParams): unknown => {
    const ids = idsIn(query)
    const id = Number(query.get('id'))
    const type = query.get('entityTypeId')
    if (method === 'crm.item.list' && type === '2')
      return { items: [{ id: 1, companyId: 61, leadId: 8, contactIds: [] }] }
    if (method === 'crm.item.list') return { items: ids.filter((one) => /^\d+$/.test(one)).map((one) => ({ id: one })) }
    if (method === 'crm.company.contact.items.get' && id === 61) return [{ CONTACT_ID: 3, SORT: 10, IS_PRIMARY: 'Y' }]
    if (method === 'crm.lead.contact.items.get' && id === 8) return [{ CONTACT_ID: 4, SORT: 10, IS_PRIMARY: 'Y' }]
    return []
  }

  test.each([
    { name: 'nothing', instead: withoutReferences },
    {
      name: 'something else altogether',
      instead: (method: string, query: URLSearchParams) => {
        const isReference = [...query.values()].some((value) => value.includes('$result'))
        if (isReference) return method === 'crm.item.list' ? { items: [{ id: 99 }, { id: 100 }] } : 'a text'
        return withoutReferences(method, query)
      },
    },
    {
      name: 'rows that nobody can read',
      instead: (method: string, query: URLSearchParams) =>
        [...query.values()].some((value) => value.includes('$result'))
          ? { items: 'none' }
          : withoutReferences(method, query),
    },
  ])('that brought $name is no news of what is there', async ({ instead }) => {
    const stub = await aPortalThatAnswers(instead)
    const portal = createDealPortals(aClient(stub.webhookUrl)).forRun('live')
    expect((await portal.readDeal(1, foresight))?.deal).toMatchObject({ companyId: 61, leadId: 8 })
    expect(stub.requests.at(-1)?.body, 'it was guessed').toContain('result')
    expect(await portal.readCompanyAndContacts(61, { company: true, contacts: true })).toMatchObject({
      company: { id: 61 },
      contacts: [{ contactId: 3 }],
    })
    expect(await portal.leadContacts(8)).toMatchObject([{ contactId: 4 }])
    expect([...(await portal.readContacts([3, 4], ['name'])).keys()]).toEqual([3, 4])
  })

  test('brings a company’s contacts along even if the portal lists some that may not be read', async () => {
    const { sandbox, client } = await aSandbox()
    const portals = createDealPortals(client)
    await portals.prepare()
    const companyId = sandbox.data.addCompany()
    const contactIds = Array.from({ length: 3 }, () => sandbox.data.addContact({ name: 'Anna' }))
    for (const contactId of contactIds) sandbox.data.linkCompanyContact(companyId, contactId)
    sandbox.data.setReadable('contact', contactIds[1] ?? 0, false)
    const portal = portals.forRun('live')
    await portal.readDeal(sandbox.data.addDeal({ companyId }), foresight)
    const before = requests(sandbox)
    const found = await portal.readContacts(contactIds, ['name'])
    expect([...found.keys()]).toEqual([contactIds[0], contactIds[2]])
    expect(requests(sandbox) - before, 'the missing one is asked for by itself').toBe(1)
  })
})

describe('while a portal that charges batches takes none', () => {
  /** Its first batch has used up what they may take. */
  async function withoutBatches() {
    const clock = aClock()
    const limits = { operatingSeconds: 10, operatingCost: { 'crm.item.fields': 6 } }
    const { sandbox, client } = await aSandbox(
      { clock: clock.now, behaviour: { batchBilling: 'outer' }, limits },
      clock,
    )
    const portals = createDealPortals(client, clock.now)
    await portals.prepare()
    const companyId = sandbox.data.addCompany()
    const contactId = sandbox.data.addContact({ name: 'Anna' })
    sandbox.data.linkCompanyContact(companyId, contactId)
    const dealId = sandbox.data.addDeal({ companyId })
    const batches = () => sandbox.requests.filter(({ method, error }) => method === 'batch' && error === null).length
    return { clock, sandbox, portals, companyId, contactId, dealId, batches }
  }

  test('what somebody waits for is called by itself, a guess is not, and all else comes back later', async () => {
    const { clock, portals, companyId, contactId, dealId, batches } = await withoutBatches()
    const portal = portals.forRun('live')
    expect((await portal.readDeal(dealId, foresight))?.links).toEqual([])
    const { contacts } = await portal.readCompanyAndContacts(companyId, { company: false, contacts: true })
    expect(contacts.map((link) => link.contactId)).toEqual([contactId])
    expect([...(await portal.readContacts([contactId], ['name'])).keys()]).toEqual([contactId])
    const call = portal.callFor(dealId, { type: 'link', link: { contactId, sort: 10, isPrimary: false } })
    expect(await portal.carryOut(dealId, [call])).toMatchObject({
      answers: [{ result: true, error: null }],
      links: [{ contactId }],
    })
    const later = await errorOf(portals.forRun('backfill').readDeal(dealId))
    expect(later).toMatchObject({ kind: 'limit', code: 'OPERATION_TIME_LIMIT' })
    expect(batches()).toBe(1)
    await clock.wait((later.retryAt ?? 0) - clock.now() + 1)
    await portals.forRun('backfill').readDeal(dealId)
    expect(batches(), 'the deal, and the links that it has now').toBe(3)
  })

  test('a method that is paused itself is not called by itself either', async () => {
    const { sandbox, portals, dealId } = await withoutBatches()
    sandbox.faults.always({
      kind: 'error',
      status: 429,
      code: 'OPERATION_TIME_LIMIT',
      description: '',
      method: 'crm.item.list',
    })
    const portal = portals.forRun('live')
    for (const _ of ['first', 'second']) {
      expect(await errorOf(portal.readDeal(dealId))).toMatchObject({ kind: 'limit', method: 'crm.item.list' })
    }
    expect(sandbox.requests.filter(({ method }) => method === 'crm.item.list')).toHaveLength(1)
  })
})

test('no write of a deal follows one that could not be made for now, with single calls either', async () => {
  const limit = { status: 429, body: { error: 'OPERATION_TIME_LIMIT', error_description: '' } }
  const stub = await aStub(({ path }) =>
    /batch|add/.test(path) ? limit : { body: { result: path.includes('items.get') ? [] : true } },
  )
  const portal = createDealPortals(aClient(stub.webhookUrl)).forRun('live')
  const link = { contactId: 7, sort: 10, isPrimary: false }
  const calls = [portal.callFor(1, { type: 'link', link }), portal.callFor(1, { type: 'unlink', contactId: 8 })]
  const { answers } = await portal.carryOut(1, calls)
  expect(answers).toMatchObject([{ error: { kind: 'limit' } }, { error: { kind: 'limit' } }])
  expect(stub.requests.map(({ path }) => path.split('/').at(-1)).filter((path) => path?.includes('delete'))).toEqual([])
})

/** A portal that refuses a method in batches, and answers all else. */
function aPortalThatRefuses(paused: string, error: string) {
  return aStub(({ body }) => {
    const { cmd } = JSON.parse(body) as { cmd: Record<string, string> }
    const isPaused = (command: string) => command.startsWith(`${paused}?`)
    const told = (which: (command: string) => boolean, answer: (command: string) => unknown) =>
      Object.fromEntries(
        Object.entries(cmd).flatMap(([key, command]) => (which(command) ? [[key, answer(command)]] : [])),
      )
    const result = told(
      (command) => !isPaused(command),
      (command) => (command.includes('items.get') ? [] : true),
    )
    const refusal = { error, error_description: '' }
    return { body: { result: { result, result_error: told(isPaused, () => refusal) } } }
  })
}

test('no write of a deal goes along with one whose method is paused', async () => {
  const stub = await aPortalThatRefuses('crm.deal.contact.add', 'OPERATION_TIME_LIMIT')
  const portal = createDealPortals(aClient(stub.webhookUrl)).forRun('live')
  const link = portal.callFor(1, { type: 'link', link: { contactId: 7, sort: 10, isPrimary: false } })
  expect((await portal.carryOut(1, [link])).answers).toMatchObject([{ error: { kind: 'limit' } }])
  const { answers } = await portal.carryOut(1, [link, portal.callFor(1, { type: 'unlink', contactId: 8 })])
  expect(answers).toMatchObject([{ error: { kind: 'limit' } }, { error: { kind: 'limit' } }])
  expect(stub.requests.filter(({ body }) => body.includes('contact.delete'))).toEqual([])
})

test('of the calls of a deal that need two requests, the second waits where it is not known what the first has done', async () => {
  const stub = await aPortalThatRefuses('crm.deal.contact.delete', 'INTERNAL_SERVER_ERROR')
  const portal = createDealPortals(aClient(stub.webhookUrl)).forRun('live')
  const calls = Array.from({ length: 60 }, (_, index) => {
    const link = { contactId: index + 1, sort: 10 * (index + 1), isPrimary: false }
    return portal.callFor(1, index === 3 ? { type: 'unlink', contactId: 99 } : { type: 'link', link })
  })
  const { answers } = await portal.carryOut(1, calls)
  expect([answers.length, answers[3]?.error?.kind]).toEqual([47, 'outcome-unknown'])
  expect(stub.requests.filter(({ body }) => body.includes('contact.add'))).toHaveLength(1)
})

test('of a request whose answer is lost the questions are asked again, and no write is sent twice', async () => {
  let isLost = true
  const stub = await aStub(({ body }) => {
    const { cmd } = JSON.parse(body) as { cmd: Record<string, string> }
    const isWrite = body.includes('contact.add')
    if (isWrite && isLost) {
      isLost = false
      return (response) => response.destroy()
    }
    const result = Object.fromEntries(Object.keys(cmd).map((key) => [key, body.includes('items.get') ? [] : true]))
    return { body: { result: { result, result_error: [] } } }
  })
  const portals = createDealPortals(aClient(stub.webhookUrl))
  const writer = portals.forRun('live')
  const call = writer.callFor(1, { type: 'link', link: { contactId: 7, sort: 10, isPrimary: false } })
  const [written, read] = await Promise.all([
    writer.carryOut(1, [call]),
    portals
      .forRun('live')
      .matchContacts('email', ['ada@example.com'])
      .catch((error: unknown) => error),
  ])
  expect(written.answers).toMatchObject([{ error: { kind: 'outcome-unknown' } }])
  expect(read, 'was answered in the second request').not.toMatchObject({ kind: 'outcome-unknown' })
  expect(stub.requests.filter(({ body }) => body.includes('contact.add'))).toHaveLength(1)
  expect(stub.requests).toHaveLength(2)
})

test('a write that is no longer ours by the time that it would leave stays, and others go', async () => {
  const stub = await aPortalThatAnswers((method) => (method.endsWith('items.get') ? [] : true))
  const lost = new AbortController()
  const mayWrite = async () => lost.abort(new Error('Another has the deal.'))
  const portals = createDealPortals(aClient(stub.webhookUrl), undefined, mayWrite)
  const link = { contactId: 7, sort: 10, isPrimary: false }
  const write = (dealId: number, signal?: AbortSignal) => {
    const portal = portals.forRun('live')
    return portal.carryOut(dealId, [portal.callFor(dealId, { type: 'link', link })], { signal })
  }
  const [ours, others] = await Promise.allSettled([write(1, lost.signal), write(2)])
  expect(ours).toMatchObject({ status: 'rejected', reason: { message: 'Another has the deal.' } })
  expect(others).toMatchObject({ status: 'fulfilled', value: { answers: [{ result: true }] } })
  expect(stub.requests.map(({ body }) => /contact\.add\?id=(\d)/.exec(body)?.[1])).toEqual(['2'])
})

test.each(['stopped', 'no longer ours'])(
  'a write that is %s by the time that it would be called by itself stays',
  async (how) => {
    const limit = { status: 429, body: { error: 'OPERATION_TIME_LIMIT', error_description: '' } }
    const stub = await aStub(({ path }) =>
      path.includes('batch') ? limit : { body: { result: path.includes('items.get') ? [] : true } },
    )
    const lost = new AbortController()
    let asked = 0
    const mayWrite = async () => {
      asked += 1
      if (how === 'stopped') throw new WritesStopped({ at: '2026-09-01T10:00:00Z', by: 'Ada', note: null })
      lost.abort(new Error('Another has the deal.'))
    }
    const portal = createDealPortals(aClient(stub.webhookUrl), undefined, mayWrite).forRun('live')
    expect(await portal.readLinks(1).catch((error: unknown) => error), 'batches are paused since').not.toBeNull()
    const call = portal.callFor(1, { type: 'link', link: { contactId: 7, sort: 10, isPrimary: false } })
    const writing = portal.carryOut(1, [call], { signal: lost.signal })
    await expect(writing).rejects.toThrow(how === 'stopped' ? 'Ada stopped all writes' : 'Another has the deal.')
    expect(asked).toBe(1)
    expect(stub.requests.filter(({ path }) => path.includes('contact.add'))).toEqual([])
  },
)

test('while a method rests, others are called', async () => {
  const clock = aClock()
  const at = Math.floor(clock.now() / 1000) + 300
  let used = 230
  const stub = await aStub(({ body }) => {
    const { cmd } = JSON.parse(body) as { cmd: Record<string, string> }
    const told = Object.entries(cmd).map(([key, command]) => {
      const isAdd = command.startsWith('crm.deal.contact.add')
      used += isAdd ? 15 : 0
      const time = { operating: isAdd ? used : 1, operating_reset_at: at }
      return { key, time, result: isAdd ? true : command.startsWith('crm.item.list') ? { items: [{ id: 1 }] } : [] }
    })
    const result = Object.fromEntries(told.map((one) => [one.key, one.result]))
    const times = Object.fromEntries(told.map((one) => [one.key, one.time]))
    return { body: { result: { result, result_error: [], result_time: times } } }
  })
  const client = aClient(stub.webhookUrl, { ...clock, plan: 'standard' })
  const portal = createDealPortals(client, clock.now).forRun('live')
  const write = () => {
    const call = portal.callFor(1, { type: 'link', link: { contactId: 7, sort: 10, isPrimary: false } })
    return portal.carryOut(1, [call])
  }
  await write()
  await write()
  expect([...client.load().rests.keys()]).toEqual(['crm.deal.contact.add'])
  const before = stub.requests.length
  let isWritten = false
  void write().then(() => {
    isWritten = true
  })
  await portal.readContacts([3], ['name'])
  expect(stub.requests.length).toBeGreaterThan(before)
  expect(isWritten).toBe(false)
  await client.close()
})

test.each(['own', 'batch'] as const)(
  'while a portal that charges batches is nearly out of them, they are spread: commands show %s',
  async (billedBatchShows) => {
    const clock = aClock()
    const operatingCost = { 'crm.company.contact.items.get': 100 }
    const { sandbox, client } = await aSandbox(
      {
        clock: clock.now,
        behaviour: { batchBilling: 'outer', billedBatchShows },
        limits: { operatingSeconds: 480, operatingCost },
      },
      { ...clock, plan: 'standard' },
    )
    const portals = createDealPortals(client, clock.now)
    const portal = portals.forRun('live')
    const ask = () => portal.readCompanyAndContacts(sandbox.data.addCompany(), { company: false, contacts: true })
    for (const _ of [1, 2, 3]) await ask()
    expect([...client.load().rests.keys()]).toEqual(['batch'])
    const before = requests(sandbox)
    const waiting = ask()
    for (let turn = 0; turn < 50; turn += 1) await nextTurn()
    expect(requests(sandbox) - before).toBe(0)
    await clock.wait((client.load().rests.get('batch') ?? 0) - clock.now())
    await Promise.all([waiting, ask()])
  },
)

test('who is urgent does not wait for a question of who is not', async () => {
  const { sandbox, client } = await aSandbox()
  const portals = createDealPortals(client)
  await portals.prepare()
  const companyId = sandbox.data.addCompany()
  const wish = { company: false, contacts: true }
  await Promise.all([
    portals.forRun('backfill').readCompanyAndContacts(companyId, wish),
    portals.forRun('live').readCompanyAndContacts(companyId, wish),
  ])
  const asked = sandbox.requests.filter(({ method }) => method === 'crm.company.contact.items.get')
  expect(asked, 'each has its own').toHaveLength(2)
})

test('what waits is told, and what is under way', async () => {
  const { portals, readAll } = await manyDeals(120)
  const reading = readAll()
  const seen: object[] = []
  await Promise.all([
    reading,
    (async () => {
      for (let turn = 0; turn < 20; turn += 1) {
        seen.push(portals.load())
        await new Promise(setImmediate)
      }
    })(),
  ])
  const waiting = { manual: 0, again: 0, backfill: 0 }
  expect(seen).toContainEqual({ waiting: { ...waiting, live: 3 }, inFlight: 0 })
  expect(seen).toContainEqual({ waiting: { ...waiting, live: 0 }, inFlight: 1 })
  expect(portals.load()).toEqual({ waiting: { ...waiting, live: 0 }, inFlight: 0 })
})
