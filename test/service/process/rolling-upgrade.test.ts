import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { openDatabase } from '../../../src/database/connection/open.ts'
import { createPostgresDatabase, type DatabaseKind, databaseKinds } from '../../support/databases.ts'
import {
  type BareDatabase,
  type Home,
  makeOldestSchema,
  migrations,
  type OldDeal,
  openBare,
  writeAsBefore,
} from '../../support/oldest-schema.ts'
import { aPortal, aRule, aService, linksInWords, type RunningService } from '../../support/service.ts'

type Service = RunningService
type Age = Parameters<typeof writeAsBefore>[0]
const rule = (contactId: number) =>
  aRule({ key: 'attach', actions: [{ type: 'attach', contacts: { from: 'ids', ids: [contactId] } }] })

/** An empty database without even a table. */
async function anEmptyHome(kind: DatabaseKind): Promise<{ home: Home; remove(): Promise<void> }> {
  if (kind === 'postgres') {
    const { url, drop } = await createPostgresDatabase('template1')
    return { home: { url }, remove: drop }
  }
  const dataDir = await mkdtemp(join(tmpdir(), 'bindery-oldest-data-'))
  return { home: { dataDir }, remove: () => rm(dataDir, { recursive: true, force: true }) }
}

describe.each(databaseKinds)('an upgrade on %s', (kind) => {
  let sandbox: Service['sandbox']
  let empty: Awaited<ReturnType<typeof anEmptyHome>>
  let contactId: number
  let services: Service[] = []
  let found: OldDeal[]

  beforeAll(async () => {
    sandbox = await aPortal()
    contactId = sandbox.data.addContact()
    empty = await anEmptyHome(kind)
    await makeOldestSchema(empty.home)
    found = await oldDeals('first', 2)
  })
  afterAll(async () => {
    await closeServices()
    await empty.remove()
    await sandbox.close()
  })

  async function closeServices(): Promise<void> {
    for (const service of services) await service.close()
    services = []
  }

  async function start(): Promise<Service> {
    const { home } = empty
    const service = await aService({
      ...('url' in home ? { databaseUrl: home.url } : { databaseDir: home.dataDir }),
      sandbox,
      areRulesKept: true,
      queue: { guardEveryMs: 500 },
    })
    services.push(service)
    return service
  }

  async function barely<Result>(work: (database: BareDatabase) => Promise<Result>): Promise<Result> {
    const database = await openBare(empty.home)
    return work(database).finally(() => database.close())
  }

  function oldDeals(age: Age, count: number): Promise<OldDeal[]> {
    const domain = new URL(sandbox.webhookUrl).host
    return barely(async (database) => {
      const deals: OldDeal[] = []
      for (let made = 0; made < count; made += 1) {
        const of = { domain, rule: rule(contactId), dealId: sandbox.data.addDeal(), contactId }
        deals.push(await writeAsBefore(age, database, of))
      }
      return deals
    })
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
    const service = await start()
    expect(found).toHaveLength(2)
    for (const deal of found) await expectTakenOver(service, deal)
    expect((await service.api('GET', '/api/audit/verify')).body).toMatchObject({ findings: [], isEnd: true })
  })

  // The embedded one is one process's alone.
  test.runIf(kind === 'postgres')(
    'an older program goes on writing to today’s schema, and today’s program takes up what it leaves',
    async () => {
      const service = services[0] ?? (await start())
      for (const deal of await oldDeals('oldest beside', 1)) await expectTakenOver(service, deal)
      expect((await services[0]?.api('GET', '/api/audit/verify'))?.body).toMatchObject({ findings: [], isEnd: true })
    },
  )

  test('today’s program works, and starts, on a schema that a newer one has added to', async () => {
    if (kind === 'pglite') await closeServices()
    await barely(addToEveryTable)
    const { home } = empty
    const db = await openDatabase('url' in home ? { url: home.url, dataDir: '' } : { url: null, ...home })
    expect(await db.pendingMigrations()).toBe(0)
    await db.close()
    await start()
    for (const service of services) {
      const dealId = sandbox.data.addDeal()
      expect(await service.runNow(dealId)).toMatchObject({ status: 'applied' })
      expect(linksInWords(sandbox.data.links(dealId))).toBe(`${contactId}*`)
      expect((await fetch(`${service.baseUrl}/readyz`)).status).toBe(200)
    }
    expect((await services.at(-1)?.api('GET', '/api/audit/verify'))?.body).toMatchObject({ findings: [], isEnd: true })
  })
})

/** As a migration that is written in years to come. */
async function addToEveryTable(database: BareDatabase): Promise<void> {
  // A month's tables have what the whole has.
  const tables = await database.run(`select relname as name from pg_class
    where relnamespace = 'public'::regnamespace and relkind in ('r', 'p') and not relispartition`)
  expect(tables.length).toBeGreaterThan(20)
  for (const { name } of tables) await database.run(`alter table "${name}" add column added_later text default 'x'`)
  const newest = Math.max(...(await migrations()).map(({ when }) => when))
  await database.run(
    `insert into drizzle.__drizzle_migrations (hash, created_at) values ('of a newer program', ${newest + 1})`,
  )
}
