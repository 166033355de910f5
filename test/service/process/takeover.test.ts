import { afterAll, beforeAll, expect, test, vi } from 'vitest'
import { StatusReport } from '../../../src/http/schemas/status.ts'
import type { Sandbox } from '../../../src/sandbox/portal.ts'
import { createPostgresDatabase } from '../../support/databases.ts'
import { patiently } from '../../support/patiently.ts'
import { anInstallation, type Installation } from '../../support/process.ts'
import { aPortal, apiOf, aRule, aService, linksInWords, type RunningService } from '../../support/service.ts'

const longestMs = 15_000

let database: Awaited<ReturnType<typeof createPostgresDatabase>>
let sandbox: Sandbox
let installation: Installation
let service: RunningService
beforeAll(async () => {
  database = await createPostgresDatabase()
  sandbox = await aPortal()
  installation = await anInstallation(sandbox, { databaseUrl: database.url })
})
afterAll(async () => {
  await service?.close()
  await installation.remove()
  await sandbox.close()
  await database.drop()
})

const workerAt = async (api: RunningService['api']) => StatusReport.parse((await api('GET', '/api/status')).body).worker

test('who works on another host and dies without a trace is replaced within fifteen seconds, with the usual times', async () => {
  const preload = new URL('../../support/another-host.ts', import.meta.url).href
  const elsewhere = installation.start(['serve'], { NODE_OPTIONS: `--import=${preload}` })
  const other = apiOf(await elsewhere.address(), installation.apiToken)
  await vi.waitFor(async () => expect(await workerAt(other)).toMatchObject({ isThisProcess: true }), patiently)
  service = await aService({ databaseUrl: database.url, sandbox })
  const contactId = sandbox.data.addContact()
  await service.obey(aRule({ actions: [{ type: 'attach', contacts: { from: 'ids', ids: [contactId] } }] }))
  expect(await workerAt(service.api)).toMatchObject({
    name: expect.stringMatching(/^another-host\//),
    isThisProcess: false,
  })

  elsewhere.kill('SIGKILL')
  expect((await elsewhere.ended).signal).toBe('SIGKILL')
  const killedAt = performance.now()
  sandbox.setHandler(`${service.baseUrl}/webhooks/bitrix24`)
  const dealId = sandbox.data.addDeal()
  await vi.waitFor(() => expect(linksInWords(sandbox.data.links(dealId))).toBe(`${contactId}*`), {
    timeout: longestMs,
    interval: 250,
  })
  expect(performance.now() - killedAt).toBeLessThan(longestMs)
  expect(await workerAt(service.api)).toMatchObject({ isThisProcess: true })
})
