import { afterAll, beforeAll, beforeEach, expect, test, vi } from 'vitest'
import { patiently } from '../../support/patiently.ts'
import { aRule, aService, linksInWords, type RunningService, writesOn } from '../../support/service.ts'

let service: RunningService
let contactId: number
beforeAll(async () => {
  service = await aService({ queue: { retryLimit: 2 }, refusedPauseMs: 300 })
  contactId = service.sandbox.data.addContact()
  await service.obey(aRule({ actions: [{ type: 'attach', contacts: { from: 'ids', ids: [contactId] } }] }))
})
beforeEach(async () => {
  await service.quiet()
  service.sandbox.faults.clear()
})
afterAll(() => service.close())

const linksOf = (dealId: number) => linksInWords(service.sandbox.data.links(dealId))

test('ill for a while: one run in the end answers the events of the first try', async () => {
  // Reads are asked twice in each try, so this takes two tries.
  service.sandbox.faults.next({ kind: 'html-502', method: 'batch', times: 4 })
  const dealId = service.sandbox.data.addDeal()
  const run = await service.waitForRun(dealId)
  await service.quiet()
  expect(await service.runsOf(dealId)).toHaveLength(1)
  const events = await service.eventsOf(dealId)
  expect(run).toMatchObject({ status: 'applied', attempt: 3, trigger: { eventIds: events.map(({ id }) => id) } })
  expect(Date.parse(run.finishedAt) - Date.parse(run.queuedAt)).toBeGreaterThan(
    Date.parse(run.finishedAt) - Date.parse(run.startedAt),
  )
  expect(linksOf(dealId)).toBe(`${contactId}*`)
})

test.each([
  { kind: 'html-502', says: /502/ },
  { kind: 'reset-before', says: /ECONNRESET|UND_ERR_SOCKET|connection/i },
] as const)('ill for good ($kind): one failed run that says why; a run by hand mends it', async ({ kind, says }) => {
  service.sandbox.faults.always({ kind })
  const dealId = service.sandbox.data.addDeal()
  const failed = await service.waitForRun(dealId)
  expect(failed).toMatchObject({ status: 'failed', attempt: 3, operations: [], linksBefore: [], linksAfter: [] })
  expect(failed.error?.message).toMatch(says)
  expect(JSON.stringify(failed)).not.toContain(secretOf(service))
  expect(await service.eventsOf(dealId)).toMatchObject([{ status: 'done', runId: failed.id }])
  expect((await service.api('GET', '/api/status')).body).toMatchObject({ portal: { state: 'failing' } })

  service.sandbox.faults.clear()
  await service.quiet()
  expect(await service.runsOf(dealId)).toHaveLength(1)
  expect(await service.runNow(dealId)).toMatchObject({ status: 'applied', trigger: { type: 'manual' }, attempt: 1 })
  expect(linksOf(dealId)).toBe(`${contactId}*`)
})

test('a webhook that is dead for a while fails no deal, however long; the status says why they wait', async () => {
  service.sandbox.data.setWebhookAlive(false)
  const dealId = service.sandbox.data.addDeal()
  const postponed = () => service.log.filter((line) => line.includes(`deal ${dealId} postponed`)).length
  await vi.waitFor(() => expect(postponed(), 'more often than it has tries').toBeGreaterThan(4), patiently)
  const { body } = await service.api('GET', '/api/status')
  expect(body).toMatchObject({ portal: { state: 'failing', error: { code: 'wrong-credentials' } } })
  expect(await service.runsOf(dealId)).toEqual([])
  service.sandbox.data.setWebhookAlive(true)
  expect(await service.waitForRun(dealId)).toMatchObject({ status: 'applied' })
})

test.each([
  { what: 'the deal may not be changed', forbid: 'setModifiable', operations: 1 },
  { what: 'the deal may not be read', forbid: 'setReadable', operations: 0 },
] as const)('$what: failed at once, and right once it is granted', async ({ forbid, operations }) => {
  const { data } = service.sandbox
  const dealId = data.addDeal({ id: 5_000 + operations })
  data[forbid]('deal', dealId, false)
  const run = await service.waitForRun(dealId)
  expect(run).toMatchObject({ status: 'failed', attempt: 1, error: { message: expect.stringMatching(/right|denied/) } })
  expect(run.operations).toHaveLength(operations)
  expect(run.rules.map((rule) => rule.actions[0]?.effect)).toEqual(operations === 0 ? [] : ['failed'])
  data[forbid]('deal', dealId, true)
  expect(await service.runNow(dealId)).toMatchObject({ status: 'applied' })
})

test('too many requests: the call waits its turn, and no try is used up', async () => {
  // The first request reads the deal, the second writes.
  service.sandbox.faults.next({ kind: 'query-limit', method: 'batch', skip: 1 })
  const dealId = service.sandbox.data.addDeal()
  const run = await service.waitForRun(dealId)
  expect(run).toMatchObject({ status: 'applied', attempt: 1 })
  expect(run.operations).toMatchObject([{ method: 'crm.deal.contact.add', result: true, error: null }])
  expect(writesOn(service.sandbox, dealId)).toEqual(['add'])
})

const secretOf = ({ sandbox }: RunningService) => sandbox.webhookUrl.split('/').at(-2) ?? ''

// Last, as the portal's pause outlasts it.
test('a method blocked for its operating time: the deal comes back later, and nothing has failed', async () => {
  service.sandbox.faults.next({ kind: 'operation-time', method: 'crm.deal.contact.add' })
  const dealId = service.sandbox.data.addDeal()
  await vi.waitFor(() => expect(service.log.join('')).toContain(`deal ${dealId} postponed`), patiently)
  expect(await service.runsOf(dealId)).toEqual([])
  expect(await service.eventsOf(dealId)).toMatchObject([{ status: 'pending' }])
  const { body } = await service.api('GET', '/api/status')
  expect(body).toMatchObject({ queue: { pendingEvents: 1 } })
  expect(writesOn(service.sandbox, dealId), 'the blocked method is left alone').toEqual(['add'])
})
