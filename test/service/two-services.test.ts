import { afterAll, beforeAll, expect, test } from 'vitest'
import { createPostgresDatabase } from '../support/databases.ts'
import { aPortal, aRule, aService, linksInWords, type RunningService, writesOn } from '../support/service.ts'

let database: Awaited<ReturnType<typeof createPostgresDatabase>>
let services: RunningService[]
let contactId: number
beforeAll(async () => {
  database = await createPostgresDatabase()
  const sandbox = await aPortal({ latencyMs: 2 })
  contactId = sandbox.data.addContact()
  services = [
    await aService({ databaseUrl: database.url, sandbox }),
    await aService({ databaseUrl: database.url, sandbox }),
  ]
  await services[0]?.obey(aRule({ actions: [{ type: 'attach', contacts: { from: 'ids', ids: [contactId] } }] }))
})
afterAll(async () => {
  for (const service of services) await service.close()
  await services[0]?.sandbox.close()
  await database.drop()
})

test('two services on one PostgreSQL share the work, and no two runs of a deal overlap', {
  timeout: 60_000,
}, async () => {
  const [one, two] = services as [RunningService, RunningService]
  const { sandbox } = one
  const dealIds = Array.from({ length: 20 }, () => sandbox.data.addDeal())
  const answers = await Promise.all(
    Array.from({ length: 200 }, (_, index) => post(index % 2 === 0 ? one : two, dealIds[index % dealIds.length] ?? 0)),
  )
  expect(new Set(answers)).toEqual(new Set([200]))
  await one.quiet()
  for (const dealId of dealIds) {
    expect(await one.eventsOf(dealId)).toEqual(Array(10).fill(expect.objectContaining({ status: 'done' })))
    const runs = await one.runsOf(dealId)
    for (const [index, run] of runs.entries()) {
      const before = runs[index - 1]
      if (before !== undefined) expect(run.startedAt >= before.finishedAt, 'one after the other').toBe(true)
    }
    expect(writesOn(sandbox, dealId)).toEqual(['add'])
    expect(linksInWords(sandbox.data.links(dealId))).toBe(`${contactId}*`)
  }
  for (const service of services) expect(service.log.join(''), 'it did its share').toMatch(/"msg":"deal \d+ applied/)
})

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
