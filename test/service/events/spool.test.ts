import { mkdtemp, readdir, readFile, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import postgres from 'postgres'
import { afterAll, beforeAll, expect, test, vi } from 'vitest'
import { aWebhookReceiver, type WebhookReceiver } from '../../support/alert-receivers.ts'
import { type CutProxy, cutProxyTo } from '../../support/cut-proxy.ts'
import { createPostgresDatabase } from '../../support/databases.ts'
import { patiently } from '../../support/patiently.ts'
import { aPortal, aRule, aService, linksInWords, type RunningService } from '../../support/service.ts'

let dataDir: string
let database: Awaited<ReturnType<typeof createPostgresDatabase>>
let proxy: CutProxy
let service: RunningService
let receiver: WebhookReceiver
let contactId: number
const eventBytes = 200
beforeAll(async () => {
  dataDir = await mkdtemp(join(tmpdir(), 'bindery-spooling-'))
  database = await createPostgresDatabase()
  const { port } = new URL(database.url)
  proxy = await cutProxyTo(Number(port))
  receiver = await aWebhookReceiver()
  service = await start()
  contactId = service.sandbox.data.addContact()
  await service.obey(aRule({ actions: [{ type: 'attach', contacts: { from: 'ids', ids: [contactId] } }] }))
})
afterAll(async () => {
  await service.close()
  await proxy.close()
  await receiver.close()
  await database.drop()
  await rm(dataDir, { recursive: true })
})

const start = async (sandbox = service?.sandbox) =>
  aService({
    databaseUrl: database.url.replace(/:\d+\//, `:${proxy.port}/`),
    dataDir,
    // Room for a hundred events.
    spoolLimitBytes: 100 * eventBytes,
    lease: { leaseMs: 2_000, lookEveryMs: 200 },
    alerts: { webhook: { url: receiver.url, secret: null } },
    alertTimes: { lookEveryMs: 2_000, settleMs: 2_000, slowEveryMs: 600_000 },
    spoolAlertTimes: { lookEveryMs: 50, afterMs: 100, againMs: 600_000 },
    sandbox: sandbox ?? (await aPortal()),
  })

async function post(dealId: number, event = 'ONCRMDEALUPDATE') {
  const body = new URLSearchParams({
    event,
    'data[FIELDS][ID]': String(dealId),
    'auth[application_token]': service.sandbox.applicationToken,
  })
  const response = await fetch(`${service.baseUrl}/webhooks/bitrix24`, { method: 'POST', body })
  return { status: response.status, body: (await response.json()) as Record<string, unknown> }
}
const spoolNews = () =>
  receiver.posted
    .map(({ body }) => JSON.parse(body) as { id: string; kind: string; state: string })
    .filter(({ kind }) => kind === 'events-kept-aside')
/** What was told of each alert: on a busy machine the database may be away for a moment more than once. */
const toldOfEach = () =>
  Object.values(Object.groupBy(spoolNews(), ({ id }) => id)).map((news) => news?.map(({ state }) => state))
const linksOf = (dealId: number) => linksInWords(service.sandbox.data.links(dealId))
const whenBack = () => vi.waitFor(() => expect(service.log.join('')).toMatch(/the database is back/), patiently)

test('events that come while PostgreSQL is away are answered with 200, wait on the disk, and end in runs', async () => {
  const { data } = service.sandbox
  const dealIds = Array.from({ length: 20 }, () => data.addDeal())
  proxy.cut()
  const answers = await Promise.all(dealIds.map((dealId) => post(dealId)))
  answers.push(await post(999, 'ONCRMDEALDELETE'))
  expect(answers.map(({ status }) => status)).toEqual(Array(21).fill(200))
  expect((await fetch(`${service.baseUrl}/readyz`)).status, 'readyz says that the database is away').toBe(503)
  expect((await fetch(`${service.baseUrl}/healthz`)).status).toBe(200)
  for (const path of ['runs', 'rules', 'events', `deals/${dealIds[0]}`]) {
    const read = await service.api('GET', `/api/${path}`)
    expect(read, 'what cannot be looked up now can be later').toMatchObject({
      status: 503,
      body: { error: { code: 'database_unavailable' } },
    })
  }
  expect(await (await fetch(`${service.baseUrl}/metrics`)).text()).toMatch(/bindery_spool_events 21/)
  expect(await spooled()).not.toContain(service.sandbox.applicationToken)
  await vi.waitFor(() => expect(toldOfEach()).toEqual([['raised']]), patiently)

  proxy.mend()
  await whenBack()
  await vi.waitFor(() => expect(dealIds.map(linksOf)).toEqual(dealIds.map(() => `${contactId}*`)), patiently)
  await service.quiet()
  for (const [index, dealId] of dealIds.entries()) {
    const events = await service.eventsOf(dealId)
    expect(events, 'under the ids that were answered').toMatchObject([
      { id: answers[index]?.body.eventId, status: 'done' },
    ])
    expect(await service.runsOf(dealId)).toHaveLength(1)
  }
  expect(await service.eventsOf(999)).toMatchObject([{ event: 'ONCRMDEALDELETE', status: 'ignored' }])
  expect((await service.api('GET', '/api/status')).body).toMatchObject({ spool: { events: 0, bytes: 0, since: null } })
  expect(await spooled()).toBe('')
  await vi.waitFor(() => {
    expect(toldOfEach(), 'both ends told, each once').toEqual(toldOfEach().map(() => ['raised', 'over']))
  }, patiently)
  const { body } = await service.api('GET', '/api/alerts')
  expect(body).toMatchObject({
    items: toldOfEach().map(() => ({
      ...{ kind: 'events-kept-aside', overAt: expect.any(String) },
      message: expect.stringContaining('wait on the disk'),
    })),
  })
})

test('beyond what the spool may hold events are refused, and said to be; a restart finds what it held', async () => {
  proxy.cut()
  const dealId = service.sandbox.data.addDeal()
  const answers = await Promise.all(Array.from({ length: 200 }, () => post(dealId)))
  const kept = answers.filter(({ status }) => status === 200)
  const refused = answers.filter(({ status }) => status === 503)
  expect(kept.length).toBeGreaterThan(50)
  expect(refused.length).toBe(200 - kept.length)
  expect(refused[0]?.body).toMatchObject({ error: { code: 'spool_full', message: expect.stringMatching(/database/) } })
  const { sandbox } = service
  await service.close()
  proxy.mend()

  service = await start(sandbox)
  await service.obey(aRule({ actions: [{ type: 'attach', contacts: { from: 'ids', ids: [contactId] } }] }))
  await vi.waitFor(async () => {
    const events = await service.eventsOf(dealId)
    expect(new Set(events.map(({ id }) => id))).toEqual(new Set(kept.map(({ body }) => body.eventId)))
  }, patiently)
  expect((await post(dealId)).status, 'and it takes events in as ever').toBe(200)
  await vi.waitFor(() => expect(linksOf(dealId)).toBe(`${contactId}*`), patiently)
})

test('what a server that only reads does not take, as after a failover, is kept until it writes', async () => {
  const only = async (setting: 'on' | 'off') => {
    const server = postgres(database.url.replace(/[^/]+$/, 'postgres'), { max: 1, onnotice: () => {} })
    const name = new URL(database.url).pathname.slice(1)
    await server`alter database ${server(name)} set default_transaction_read_only = ${server.unsafe(setting)}`
    await server`select pg_terminate_backend(pid) from pg_stat_activity where datname = ${name}`
    await server.end()
  }
  const dealId = service.sandbox.data.addDeal()
  await service.quiet()
  await only('on')
  try {
    const answers = await Promise.all(Array.from({ length: 5 }, () => post(dealId)))
    expect(answers.map(({ status }) => status)).toEqual(Array(5).fill(200))
    const isTried = (line: string) =>
      line.includes('events are kept aside until') && line.includes('read-only transaction')
    await vi.waitFor(() => expect(service.log.some(isTried), 'it was tried to take them in').toBe(true), patiently)
    expect(await spooled()).toContain(String(answers[0]?.body.eventId))
    await only('off')
    await vi.waitFor(async () => {
      const ids = (await service.eventsOf(dealId)).map(({ id }) => id)
      expect(ids).toEqual(expect.arrayContaining(answers.map(({ body }) => body.eventId)))
    }, patiently)
  } finally {
    await only('off')
  }
})

async function spooled(): Promise<string> {
  const names = (await readdir(join(dataDir, 'spool'), { recursive: true })).filter((name) => name.endsWith('.spool'))
  return (await Promise.all(names.map((name) => readFile(join(dataDir, 'spool', name), 'utf8')))).join('')
}
