import { afterAll, beforeAll, expect, test, vi } from 'vitest'
import { z } from 'zod'
import { AlertShape } from '../../../src/http/schemas/alert.ts'
import { aWebhookReceiver, type WebhookReceiver } from '../../support/alert-receivers.ts'
import { createPostgresDatabase } from '../../support/databases.ts'
import { patiently } from '../../support/patiently.ts'
import { aPortal, aRule, aService, linksInWords, type RunningService, writesOn } from '../../support/service.ts'

let database: Awaited<ReturnType<typeof createPostgresDatabase>>
let services: [RunningService, RunningService]
let receiver: WebhookReceiver
let contactId: number
beforeAll(async () => {
  database = await createPostgresDatabase()
  const sandbox = await aPortal({ latencyMs: 2 })
  contactId = sandbox.data.addContact()
  receiver = await aWebhookReceiver()
  const both = {
    // So long that the one that works does not lose it while the machine is busy: it is given back.
    ...{ databaseUrl: database.url, sandbox, lease: { leaseMs: 3_600_000, lookEveryMs: 600_000 } },
    alerts: { webhook: { url: receiver.url, secret: null } },
    alertTimes: { lookEveryMs: 50, settleMs: 0, slowEveryMs: 600_000 },
  }
  services = [await aService(both), await aService(both)]
  await services[0].obey(aRule({ actions: [{ type: 'attach', contacts: { from: 'ids', ids: [contactId] } }] }))
})
afterAll(async () => {
  for (const service of services) await service.close()
  await services[0].sandbox.close()
  await receiver.close()
  await database.drop()
})

test('two services on one PostgreSQL take events in, one spends the allowance, and no two runs of a deal overlap', async () => {
  const [one, two] = services
  const dealIds = await burst()
  await one.quiet()
  for (const dealId of dealIds) {
    expect(await one.eventsOf(dealId)).toEqual(Array(10).fill(expect.objectContaining({ status: 'done' })))
    const runs = await one.runsOf(dealId)
    for (const [index, run] of runs.entries()) {
      const before = runs[index - 1]
      if (before !== undefined) expect(run.startedAt >= before.finishedAt, 'one after the other').toBe(true)
    }
    expect(writesOn(one.sandbox, dealId)).toEqual(['add'])
    expect(linksInWords(one.sandbox.data.links(dealId))).toBe(`${contactId}*`)
  }
  expect(hasWorked(one), 'the first holds the lease').toBe(true)
  expect(hasWorked(two), 'the other only takes events in').toBe(false)
})

test('a contact that one erases is forgotten by the other too, which remembers what it is called', async () => {
  const [one, two] = services
  const { data } = one.sandbox
  const anna = data.addContact({ name: 'Anna', lastName: 'Smith' })
  const names = async () => JSON.stringify((await two.api('GET', `/api/names?contacts=${anna}`)).body)
  expect(await names()).toContain('Anna Smith')
  data.deleteContact(anna)
  expect(await names(), 'as it was called a moment ago').toContain('Anna Smith')
  expect((await one.api('POST', `/api/contacts/${anna}/erase`)).status).toBe(200)
  await vi.waitFor(async () => expect(await names()).not.toContain('Smith'), patiently)
})

test('a stop that one is told of holds the writes of the other, and a resume lets them go on', async () => {
  const [one, two] = services
  const stopped = await two.api('POST', '/api/stop', { note: 'an import' })
  expect(stopped.status).toBe(200)
  const dealId = one.sandbox.data.addDeal()
  expect(await post(one, dealId)).toBe(200)
  // It is asked to run at once: an answer that it waits comes only after it was looked at.
  expect((await one.api('POST', `/api/deals/${dealId}/run`)).status).toBe(202)
  expect((await one.api('GET', '/api/status')).body).toMatchObject({ brakes: { stopped: { note: 'an import' } } })
  expect(await one.eventsOf(dealId)).toMatchObject([{ status: 'pending' }])
  expect(writesOn(one.sandbox, dealId)).toEqual([])

  expect((await two.api('POST', '/api/resume')).body).toMatchObject({ wasStopped: true })
  await one.waitForRun(dealId, ({ status }) => status === 'applied')
  expect(writesOn(one.sandbox, dealId)).toEqual(['add'])
})

test('when the one that works stops, the other takes its place, and tells that what the one told is over', async () => {
  const [one, two] = services
  await vi.waitFor(async () => {
    const { items } = Alerts.parse((await two.api('GET', '/api/alerts')).body)
    expect(items.filter(({ overAt }) => overAt === null)).toEqual([])
    expect(items.flatMap(({ deliveries }) => deliveries).filter(({ state }) => state !== 'sent')).toEqual([])
  }, patiently)
  const before = receiver.posted.length
  const news = () => receiver.posted.slice(before).map(({ body }) => News.parse(JSON.parse(body)))
  await two.api('POST', '/api/stop')
  await vi.waitFor(() => expect(news()).toEqual([{ kind: 'writes-stopped', state: 'raised' }]), patiently)
  await one.close()
  await two.api('POST', '/api/resume')
  await vi.waitFor(() => expect(news()[1]).toEqual({ kind: 'writes-stopped', state: 'over' }), patiently)
  expect(news(), 'each once').toHaveLength(2)
  const dealId = one.sandbox.data.addDeal()
  expect(await post(two, dealId)).toBe(200)
  await vi.waitFor(() => expect(linksInWords(one.sandbox.data.links(dealId))).toBe(`${contactId}*`), patiently)
  await vi.waitFor(() => expect(hasWorked(two)).toBe(true), patiently)
})

test('one that does not work on deals has a fifth of the allowance that the one that does would have', async () => {
  const [, two] = services
  const bystander = await aService({ databaseUrl: database.url, sandbox: two.sandbox, plan: 'standard' })
  try {
    const { body } = await bystander.api('GET', '/metrics')
    // Three quarters of 50, and a fifth of that.
    expect(body).toMatch(/^bindery_portal_bucket_size 7$/m)
  } finally {
    await bystander.close()
  }
})

const News = z.object({ kind: z.string(), state: z.string() })
const Alerts = z.object({ items: z.array(AlertShape) })
const hasWorked = (service: RunningService) => /"msg":"deal \d+ applied/.test(service.log.join(''))

/** Ten events of each of twenty deals, half of them at each service. */
async function burst(): Promise<number[]> {
  const dealIds = Array.from({ length: 20 }, () => services[0].sandbox.data.addDeal())
  const answers = await Promise.all(
    Array.from({ length: 200 }, (_, index) =>
      post(services[index % 2 === 0 ? 0 : 1], dealIds[index % dealIds.length] ?? 0),
    ),
  )
  expect(new Set(answers)).toEqual(new Set([200]))
  return dealIds
}

async function post(service: RunningService, dealId: number): Promise<number> {
  const body = new URLSearchParams({
    event: 'ONCRMDEALUPDATE',
    'data[FIELDS][ID]': String(dealId),
    'auth[application_token]': service.sandbox.applicationToken,
  })
  const response = await fetch(`${service.baseUrl}/webhooks/bitrix24`, { method: 'POST', body })
  await response.body?.cancel()
  return response.status
}
