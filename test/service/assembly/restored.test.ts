import { cp, mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterEach, expect, inject, test } from 'vitest'
import { takeBaseBackup } from '../../support/base-backup.ts'
import { copyPgliteTemplate, createPostgresDatabase } from '../../support/databases.ts'
import { aPostgresServer } from '../../support/postgres-server.ts'
import { aPortal, aRule, aService, type RunningService, type ServiceOptions } from '../../support/service.ts'

const undo: (() => Promise<unknown>)[] = []
afterEach(async () => {
  for (const step of undo.splice(0).reverse()) await step()
})

/** A running service's lease is in the copy, too: it is over soon. */
const lease = { leaseMs: 2_000, lookEveryMs: 200 }

/** A service whose rule gives every deal a contact. */
async function aBusyService(place: Partial<ServiceOptions>) {
  const sandbox = await aPortal()
  undo.push(() => sandbox.close())
  const service = await startOn(sandbox, place)
  const contactId = sandbox.data.addContact()
  await service.obey(aRule({ actions: [{ type: 'attach', contacts: { from: 'ids', ids: [contactId] } }] }))
  return service
}

async function startOn(sandbox: RunningService['sandbox'], place: Partial<ServiceOptions>) {
  const service = await aService({ sandbox, areRulesKept: true, ...place })
  undo.push(() => service.close())
  sandbox.setHandler(`${service.baseUrl}/webhooks/bitrix24`)
  return service
}

async function aPlace(): Promise<string> {
  const directory = await mkdtemp(join(tmpdir(), 'bindery-restored-'))
  undo.push(() => rm(directory, { recursive: true, force: true }))
  return directory
}

/** Everything that was answered before is there, the record is whole, and the work goes on. */
async function expectWhole(restored: RunningService, dealIds: readonly number[]) {
  for (const dealId of dealIds) {
    await restored.waitForRun(dealId)
    expect(await restored.eventsOf(dealId)).toEqual([expect.objectContaining({ status: 'done' })])
  }
  await restored.quiet()
  const verified = (await restored.api('GET', '/api/audit/verify')).body
  expect(verified).toMatchObject({ findings: [], isEnd: true })
  expect((verified as { checked: number }).checked).toBeGreaterThan(dealIds.length)
  const dealId = restored.sandbox.data.addDeal()
  expect(await restored.waitForRun(dealId)).toMatchObject({ status: 'applied' })
  expect((await restored.api('GET', '/api/audit/verify')).body).toMatchObject({ findings: [] })
}

const keyOf = async (service: RunningService) =>
  String((await service.api('GET', '/api/audit/export')).body).match(/"publicKey":"[^"]*"/)?.[0]

test('a copy of the embedded database’s directory, taken while the service is stopped, is whole and goes on', async () => {
  const dataDir = await copyPgliteTemplate(await aPlace())
  const service = await aBusyService({ databaseDir: dataDir, dataDir })
  const dealIds = Array.from({ length: 5 }, () => service.sandbox.data.addDeal())
  await service.quiet()
  const key = await keyOf(service)
  await service.close()
  const copy = join(await aPlace(), 'data')
  await cp(dataDir, copy, { recursive: true, preserveTimestamps: true })

  const restored = await startOn(service.sandbox, { databaseDir: copy, dataDir: copy })
  await expectWhole(restored, dealIds)
  expect(await keyOf(restored), 'exports are signed with the same key').toBe(key)
})

test('a base backup of PostgreSQL, taken while events come in, is whole and goes on', async () => {
  const { url, drop } = await createPostgresDatabase()
  undo.push(drop)
  const service = await aBusyService({ databaseUrl: url, lease })
  const { data } = service.sandbox
  const dealIds = Array.from({ length: 5 }, () => data.addDeal())
  await service.sandbox.drained()
  const copy = await aPlace()
  await takeBaseBackup(inject('postgresUrl'), copy, async () => {
    for (let deal = 0; deal < 20; deal += 1) {
      data.addDeal()
      await service.sandbox.drained()
    }
  })
  await service.close()

  const { server, url: serverUrl, output } = await aPostgresServer(copy)
  await server.start().catch((error: unknown) => {
    throw new Error(output.join(''), { cause: error })
  })
  undo.push(() => server.stop())
  const databaseUrl = new URL(new URL(url).pathname, serverUrl).href
  const restored = await startOn(service.sandbox, { databaseUrl, lease })
  await expectWhole(restored, dealIds)
})
