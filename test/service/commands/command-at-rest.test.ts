import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { expect, test, vi } from 'vitest'
import { requireConfig } from '../../../src/config/config.ts'
import { StatusReport } from '../../../src/http/schemas/status.ts'
import { createLog } from '../../../src/log.ts'
import { withService } from '../../../src/service/commands/with-service.ts'
import { createPostgresDatabase } from '../../support/databases.ts'
import { patiently } from '../../support/patiently.ts'
import { aPortal, apiOf, aRule, aService, linksInWords } from '../../support/service.ts'

test('a command that looks into a database does none of the work that waits there; one that works does', async () => {
  const database = await createPostgresDatabase()
  const dataDir = await mkdtemp(join(tmpdir(), 'bindery-command-'))
  const sandbox = await aPortal()
  try {
    const service = await aService({ databaseUrl: database.url, sandbox, refusedPauseMs: 200 })
    sandbox.setHandler(`${service.baseUrl}/webhooks/bitrix24`)
    const contactId = sandbox.data.addContact()
    await service.obey(aRule({ actions: [{ type: 'attach', contacts: { from: 'ids', ids: [contactId] } }] }))
    sandbox.data.setWebhookAlive(false)
    const dealId = sandbox.data.addDeal()
    await vi.waitFor(() => expect(service.log.join('')).toContain(`deal ${dealId} postponed`), patiently)
    await service.close()
    sandbox.data.setWebhookAlive(true)

    const config = requireConfig({
      DATABASE_URL: database.url,
      DATA_DIR: dataDir,
      BITRIX24_WEBHOOK_URL: sandbox.webhookUrl,
      BITRIX24_APPLICATION_TOKEN: sandbox.applicationToken,
      PORT: '0',
    })
    const log = createLog({ level: 'silent', stream: { write: () => {} }, redactText: (text) => text })
    const command = { config, log, version: '0.0.0' }
    await withService(
      command,
      async ({ baseUrl, token }) => {
        const { worker, queue } = StatusReport.parse((await apiOf(baseUrl, token)('GET', '/api/status')).body)
        expect(worker.isThisProcess).toBe(false)
        expect(queue).toMatchObject({ pendingEvents: 1, runningDeals: 0 })
      },
      { isAtRest: true },
    )
    expect(linksInWords(sandbox.data.links(dealId))).toBe('')
    await withService(command, async () => {
      await vi.waitFor(() => expect(linksInWords(sandbox.data.links(dealId))).toBe(`${contactId}*`), patiently)
    })
  } finally {
    await sandbox.close()
    await database.drop()
    await rm(dataDir, { recursive: true, force: true })
  }
})
