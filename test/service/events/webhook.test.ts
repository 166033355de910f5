import { afterAll, beforeAll, beforeEach, describe, expect, test } from 'vitest'
import { aRule, aService, linksInWords, type RunningService } from '../../support/service.ts'

const tokens = ['the-old-application-token', 'the-new-application-token']

let service: RunningService
let contactId: number
beforeAll(async () => {
  service = await aService({ applicationTokens: tokens, portal: { applicationToken: tokens[1] ?? '' } })
  contactId = service.sandbox.data.addContact()
})
beforeEach(async () => {
  await service.quiet()
  await service.obey(aRule({ actions: [{ type: 'attach', contacts: { from: 'ids', ids: [contactId] } }] }))
})
afterAll(() => service.close())

type Fields = Record<string, string>
const anEvent = (dealId: number, fields: Fields = {}): Fields => ({
  event: 'ONCRMDEALUPDATE',
  event_handler_id: '338',
  'data[FIELDS][ID]': String(dealId),
  ts: '1788091502',
  'auth[domain]': 'acme.bitrix24.com',
  'auth[member_id]': '00000000000000000000000000000001',
  'auth[application_token]': tokens[1] ?? '',
  ...fields,
})

async function post(body: string | Fields, contentType = 'application/x-www-form-urlencoded') {
  const response = await fetch(`${service.baseUrl}/webhooks/bitrix24`, {
    method: 'POST',
    headers: { 'content-type': contentType },
    body: typeof body === 'string' ? body : new URLSearchParams(body).toString(),
  })
  return { status: response.status, body: (await response.json()) as unknown }
}

test.each(tokens)('an event with any of the application tokens is accepted, journaled and run: %s', async (token) => {
  const dealId = service.sandbox.data.addDeal()
  await service.quiet()
  const answer = await post(anEvent(dealId, { 'auth[application_token]': token }))
  expect(answer).toEqual({ status: 200, body: { status: 'accepted', eventId: expect.any(String) } })
  await service.quiet()
  const { eventId } = answer.body as { eventId: string }
  const event = (await service.eventsOf(dealId)).find(({ id }) => id === eventId)
  expect(event).toMatchObject({ event: 'ONCRMDEALUPDATE', status: 'done', runId: expect.any(String) })
})

describe('refused, and not journaled', () => {
  const dealId = 700_001

  test.each([
    { what: 'a wrong token', fields: { 'auth[application_token]': 'wrong' }, status: 403, code: 'bad_token' },
    { what: 'an empty token', fields: { 'auth[application_token]': '' }, status: 403, code: 'bad_token' },
    { what: 'a deal id of zero', fields: { 'data[FIELDS][ID]': '0' }, status: 400, code: 'bad_event' },
    { what: 'a deal id in words', fields: { 'data[FIELDS][ID]': 'seven' }, status: 400, code: 'bad_event' },
    { what: 'no event name', fields: { event: '' }, status: 400, code: 'bad_event' },
  ])('$what', async ({ fields, status, code }) => {
    const before = await journalSize()
    const answer = await post({ ...anEvent(dealId), ...(fields as Fields) })
    expect(answer).toMatchObject({ status, body: { error: { code, message: expect.any(String) } } })
    expect(JSON.stringify(answer.body)).not.toContain(tokens[1])
    expect(await journalSize()).toBe(before)
  })

  test.each([
    { what: 'a repeated field', body: () => `${form()}&event=ONCRMDEALADD`, status: 400 },
    { what: 'a body that is too long', body: () => `${form()}&more=${'x'.repeat(65 * 1024)}`, status: 413 },
    { what: 'JSON', body: () => JSON.stringify(anEvent(dealId)), type: 'application/json', status: 415 },
  ])('$what', async ({ body, type, status }) => {
    const before = await journalSize()
    expect(await post(body(), type)).toMatchObject({ status, body: { error: { code: expect.any(String) } } })
    expect(await journalSize()).toBe(before)
  })

  const form = () => new URLSearchParams(anEvent(dealId)).toString()
  const journalSize = async () => {
    const { body } = await service.api('GET', '/api/events?limit=200')
    return (body as { items: unknown[] }).items.length
  }
})

test.each(['ONCRMDEALDELETE', 'ONCRMCONTACTUPDATE', 'ONAPPUNINSTALL'])(
  'an event that no rule listens to is ignored and journaled all the same: %s',
  async (event) => {
    const answer = await post(anEvent(700_002, { event }))
    expect(answer).toEqual({ status: 200, body: { status: 'ignored', eventId: expect.any(String) } })
    const { body } = await service.api('GET', `/api/events?event=${event}`)
    expect(body).toMatchObject({ items: [{ status: 'ignored', runId: null }] })
    expect(await service.runsOf(700_002)).toEqual([])
  },
)

test('a rule that was saved a moment ago is obeyed by the next event, and one deleted is not', async () => {
  await service.obey()
  const dealId = service.sandbox.data.addDeal()
  await service.quiet()
  expect((await post(anEvent(dealId))).body).toMatchObject({ status: 'ignored' })
  await service.api('PUT', '/api/rules/fresh', {
    ...aRule({ key: 'fresh', actions: [{ type: 'attach', contacts: { from: 'ids', ids: [contactId] } }] }),
  })
  expect((await post(anEvent(dealId))).body).toMatchObject({ status: 'accepted' })
  expect(await service.waitForRun(dealId)).toMatchObject({ status: 'applied', rules: [{ key: 'fresh', version: 1 }] })
  expect(linksInWords(service.sandbox.data.links(dealId))).toBe(`${contactId}*`)
  await service.api('DELETE', '/api/rules/fresh')
  expect((await post(anEvent(dealId))).body).toMatchObject({ status: 'ignored' })
})

test('several events of one deal that wait together are one run, of all their names', async () => {
  const dealId = service.sandbox.data.addDeal()
  await service.quiet()
  service.sandbox.faults.next({ kind: 'html-502', method: 'batch', times: 2 })
  await post(anEvent(dealId, { event: 'ONCRMDEALADD' }))
  await post(anEvent(dealId))
  await service.quiet()
  const runs = (await service.runsOf(dealId)).slice(1)
  const answered = runs.flatMap((run) => run.trigger.events)
  expect(new Set(answered)).toEqual(new Set(['ONCRMDEALADD', 'ONCRMDEALUPDATE']))
})
