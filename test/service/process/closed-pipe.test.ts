import { afterAll, beforeAll, expect, test } from 'vitest'
import { createPostgresDatabase } from '../../support/databases.ts'
import { anInstallation, type Installation } from '../../support/process.ts'
import { apiOf } from '../../support/service.ts'

let installation: Installation
let drop: () => Promise<void>
beforeAll(async () => {
  const database = await createPostgresDatabase()
  drop = database.drop
  installation = await anInstallation(null, { databaseUrl: database.url })
})
afterAll(async () => {
  await installation.remove()
  await drop()
})

test('a command whose reader has enough ends as if it had been read', async () => {
  const command = installation.start(['--help'])
  command.stopReading()
  expect(await command.ended).toMatchObject({ code: 0, output: '' })
})

test('a service whose log nobody reads any more goes on, and stops when it is told to', async () => {
  const service = installation.start(['serve'])
  const address = await service.address()
  service.stopReading()
  const api = apiOf(address, installation.apiToken)
  // Each leaves a line in the log.
  for (const deal of [1, 2]) expect((await api('POST', `/api/deals/${deal}/run`)).status).toBe(200)
  expect((await api('GET', '/healthz')).status).toBe(200)
  service.kill('SIGTERM')
  expect(await service.ended).toMatchObject({ code: 0 })
})
