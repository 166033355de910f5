import postgres from 'postgres'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { openDatabase } from '../../src/database/open.ts'
import { createPostgresDatabase } from '../support/databases.ts'
import { makeOldestSchema, migrations, type OldDeal, writeAsBefore } from '../support/oldest-schema.ts'
import { aPortal, aRule, aService, linksInWords, type RunningService } from '../support/service.ts'

type Service = RunningService
type Age = Parameters<typeof writeAsBefore>[0]
const rule = (contactId: number) =>
  aRule({ key: 'attach', actions: [{ type: 'attach', contacts: { from: 'ids', ids: [contactId] } }] })

let sandbox: Service['sandbox']
let database: Awaited<ReturnType<typeof createPostgresDatabase>>
let client: postgres.Sql
let contactId: number
const services: Service[] = []
const domain = () => new URL(sandbox.webhookUrl).host
const anOldDeal = (age: Age): Promise<OldDeal> =>
  writeAsBefore(age, client, { domain: domain(), rule: rule(contactId), dealId: sandbox.data.addDeal(), contactId })

beforeAll(async () => {
  sandbox = await aPortal()
  contactId = sandbox.data.addContact()
  database = await createPostgresDatabase('template1')
  client = postgres(database.url, { max: 1, onnotice: () => {} })
})
afterAll(async () => {
  for (const service of services) await service.close()
  await client.end()
  await database.drop()
  await sandbox.close()
})

async function start(): Promise<Service> {
  const service = await aService({
    databaseUrl: database.url,
    sandbox,
    areRulesKept: true,
    queue: { guardEveryMs: 500 },
  })
  services.push(service)
  return service
}

/** The event that waited is answered by today's program, which knows what was done before and who undid it. */
async function expectTakenOver(service: Service, { dealId, runId, doneId, pendingId }: OldDeal): Promise<void> {
  const run = await service.waitForRun(dealId, ({ trigger }) => trigger.eventIds.includes(pendingId))
  expect(run, 'a person has undone what the older program had done').toMatchObject({
    status: 'unchanged',
    rules: [{ key: 'attach', version: 1, actions: [{ effect: 'yielded' }] }],
  })
  expect(linksInWords(sandbox.data.links(dealId))).toBe('')
  const [old] = await service.runsOf(dealId)
  expect(old).toMatchObject({
    id: runId,
    status: 'applied',
    operations: [{ method: 'crm.deal.contact.add', result: true }],
    rules: [{ key: 'attach', version: 1, matched: true }],
  })
  const events = await service.eventsOf(dealId)
  expect(new Map(events.map((event) => [event.id, event.status]))).toEqual(
    new Map([
      [doneId, 'done'],
      [pendingId, 'done'],
    ]),
  )
}

test('the oldest schema with data in it is brought up to date, and nothing in it is lost', async () => {
  await makeOldestSchema(database.url)
  const [deal, other] = [await anOldDeal('first'), await anOldDeal('first')]
  const service = await start()
  await expectTakenOver(service, deal)
  await expectTakenOver(service, other)
  expect((await service.api('GET', '/api/audit/verify')).body).toMatchObject({ findings: [], isEnd: true })
})

test('an older program goes on writing to today’s schema, and today’s program takes up what it leaves', async () => {
  const deal = await anOldDeal('oldest beside')
  await expectTakenOver(services[0] ?? (await start()), deal)
  expect((await services[0]?.api('GET', '/api/audit/verify'))?.body).toMatchObject({ findings: [], isEnd: true })
})

test('today’s program works, and starts, on a schema that a newer one has added to', async () => {
  await addToEveryTable()
  const [running, started] = [services[0] ?? (await start()), await start()]
  for (const service of [running, started]) {
    const dealId = sandbox.data.addDeal()
    expect(await service.runNow(dealId)).toMatchObject({ status: 'applied' })
    expect(linksInWords(sandbox.data.links(dealId))).toBe(`${contactId}*`)
    expect((await fetch(`${service.baseUrl}/readyz`)).status).toBe(200)
  }
  expect((await started.api('GET', '/api/audit/verify')).body).toMatchObject({ findings: [], isEnd: true })
})

/** As a migration that is written in years to come. */
async function addToEveryTable(): Promise<void> {
  const tables = await client<{ name: string }[]>`select tablename as name from pg_tables where schemaname = 'public'`
  expect(tables.length).toBeGreaterThan(20)
  for (const { name } of tables) await client`alter table ${client(name)} add column added_later text default 'x'`
  const newest = Math.max(...(await migrations()).map(({ when }) => when))
  await client`insert into drizzle.__drizzle_migrations (hash, created_at) values ('of a newer program', ${newest + 1})`
  const db = await openDatabase({ url: database.url, dataDir: '' })
  expect(await db.pendingMigrations()).toBe(0)
  await db.close()
}
