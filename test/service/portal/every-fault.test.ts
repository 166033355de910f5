import { afterAll, beforeAll, beforeEach, expect, test, vi } from 'vitest'
import { z } from 'zod'
import type { SandboxFault } from '../../../src/sandbox/faults.ts'
import { patiently } from '../../support/patiently.ts'
import { aRule, aService, linksInWords, type RunningService } from '../../support/service.ts'

let service: RunningService
let contactId: number
beforeAll(async () => {
  service = await aService({ refusedPauseMs: 200 })
  contactId = service.sandbox.data.addContact()
  await service.obey(aRule({ actions: [{ type: 'attach', contacts: { from: 'ids', ids: [contactId] } }] }))
})
beforeEach(async () => {
  service.sandbox.faults.clear()
  await service.quiet()
})
afterAll(() => service.close())

const Status = z.looseObject({
  portal: z.looseObject({
    paused: z.object({ reason: z.string(), since: z.iso.datetime(), whatToDo: z.string() }).nullable(),
  }),
})
const paused = async () => Status.parse((await service.api('GET', '/api/status')).body).portal.paused
const linksOf = (dealId: number) => linksInWords(service.sandbox.data.links(dealId))

/** Every value of an answer that is a number becomes a text that is none, and so on. */
const wrongTypes = (value: unknown): unknown => {
  if (Array.isArray(value)) return { wrong: value.map(wrongTypes) }
  if (typeof value === 'object' && value !== null) {
    return Object.fromEntries(Object.entries(value).map(([key, inner]) => [key, wrongTypes(inner)]))
  }
  return typeof value === 'number' ? 'a number no more' : 17
}

const passing: { name: string; fault: SandboxFault }[] = [
  ...(['reset-before', 'reset-after', 'html-502', 'html-502-after', 'json-500', 'json-500-after'] as const).map(
    (kind) => ({
      name: kind,
      fault: { kind },
    }),
  ),
  ...(['truncated-json', 'empty-answer', 'error-under-200', 'unexpected-answer', 'query-limit'] as const).map(
    (kind) => ({
      name: kind,
      fault: { kind },
    }),
  ),
  { name: '503 without JSON', fault: { kind: 'error', status: 503, code: '', description: '' } },
  { name: '500 with an unknown code', fault: { kind: 'error', status: 500, code: 'NEW_CODE', description: 'Neu' } },
]

// Each befalls the reading, then the writing: the first and the second request of a run.
test.each(
  passing.flatMap((one) => [
    { ...one, skip: 0, what: 'the read' },
    { ...one, skip: 1, what: 'the write' },
  ]),
)('passes: $name on $what ends in one applied run', async ({ fault, skip }) => {
  service.sandbox.faults.next({ ...fault, method: 'batch', skip })
  const dealId = service.sandbox.data.addDeal()
  const run = await service.waitForRun(dealId)
  expect(run, JSON.stringify(run.error)).toMatchObject({ error: null })
  expect(linksOf(dealId)).toBe(`${contactId}*`)
  await service.quiet()
  expect(await service.runsOf(dealId)).toHaveLength(1)
})

const standing: { name: string; fault: SandboxFault; says: RegExp; todo: RegExp }[] = [
  {
    name: 'an expired webhook (401)',
    fault: { kind: 'unauthorized' },
    says: /INVALID_CREDENTIALS/,
    todo: /new inbound webhook/,
  },
  {
    name: 'a webhook that is not known',
    fault: { kind: 'no-auth' },
    says: /NO_AUTH_FOUND/,
    todo: /new inbound webhook/,
  },
  {
    name: 'a blocked webhook (403)',
    fault: { kind: 'credentials-403' },
    says: /INVALID_CREDENTIALS/,
    todo: /new inbound webhook/,
  },
  { name: 'a withdrawn right', fault: { kind: 'insufficient-scope' }, says: /scope|privileges/, todo: /"crm"/ },
  { name: 'a lapsed plan', fault: { kind: 'no-subscription' }, says: /ACCESS_DENIED/, todo: /plan/ },
  {
    name: 'a portal that moved (302)',
    fault: { kind: 'redirect-302', location: 'https://elsewhere.example' },
    says: /moved to elsewhere\.example/,
    todo: /host/,
  },
  {
    name: 'the right to read deals, taken from the webhook’s owner',
    fault: { kind: 'error', method: 'crm.item.list', status: 400, code: 'ACCESS_DENIED', description: 'Verweigert' },
    says: /ACCESS_DENIED/,
    todo: /right to read deals/,
  },
  {
    name: 'an address behind which there is no portal (404)',
    fault: { kind: 'html-404' },
    says: /HTTP 404/,
    todo: /BITRIX24_WEBHOOK_URL/,
  },
  {
    name: 'an address at which there is no REST interface',
    fault: { kind: 'error', method: 'batch', status: 404, code: 'ERROR_METHOD_NOT_FOUND', description: 'Not here.' },
    says: /ERROR_METHOD_NOT_FOUND/,
    todo: /BITRIX24_WEBHOOK_URL/,
  },
  {
    name: 'a portal that has not been paid for, in words not known here (402)',
    fault: { kind: 'error', method: 'batch', status: 402, code: 'PAYMENT_REQUIRED', description: 'Bitte zahlen' },
    says: /PAYMENT_REQUIRED/,
    todo: /plan/,
  },
  {
    name: 'a portal that refuses everybody with a code not known here (403)',
    fault: { kind: 'error', method: 'batch', status: 403, code: 'CLOSED_BY_OWNER', description: 'Geschlossen' },
    says: /CLOSED_BY_OWNER/,
    todo: /new inbound webhook/,
  },
]

test.each(standing)(
  'pauses: $name; deals wait, nothing fails, and the status says what to do',
  async ({ fault, says, todo }) => {
    service.sandbox.faults.always(fault)
    const dealIds = Array.from({ length: 5 }, () => service.sandbox.data.addDeal())
    const pause = await vi.waitFor(async () => {
      const now = await paused()
      if (now === null) throw new Error('not paused yet')
      return now
    }, patiently)
    expect(pause.reason).toMatch(says)
    expect(pause.whatToDo).toMatch(todo)
    expect(JSON.stringify(pause)).not.toContain(service.sandbox.webhookUrl.split('/').at(-2))
    for (const dealId of dealIds) expect(await service.runsOf(dealId)).toEqual([])
    service.sandbox.faults.clear()
    for (const dealId of dealIds) expect(await service.waitForRun(dealId)).toMatchObject({ status: 'applied' })
    expect(await paused(), 'and is called again once it is mended').toBeNull()
  },
)

test('a wrong type in every field ends in a failed run that says so, and costs no other deal its run', async () => {
  service.sandbox.faults.always({ kind: 'distorted', distort: wrongTypes })
  const dealId = service.sandbox.data.addDeal()
  const run = await service.waitForRun(dealId)
  expect(run).toMatchObject({ status: 'failed', operations: [] })
  expect(run.error?.message).toMatch(/shape|not one of Bitrix24/)
  service.sandbox.faults.clear()
  const other = service.sandbox.data.addDeal()
  expect(await service.waitForRun(other)).toMatchObject({ status: 'applied' })
})

test('a right that one other method lacks stops nothing else', async () => {
  service.sandbox.faults.always({ kind: 'insufficient-scope', method: 'user.get' })
  await service.api('GET', '/api/portal/fields')
  const dealId = service.sandbox.data.addDeal()
  expect(await service.waitForRun(dealId)).toMatchObject({ status: 'applied' })
  expect(await paused()).toBeNull()
})
