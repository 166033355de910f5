import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import type { Sandbox } from '../../src/sandbox/portal.ts'
import { dealsRun, startBackfill, untilBackfill } from '../support/backfills.ts'
import { createPostgresDatabase, databaseKinds } from '../support/databases.ts'
import { anInstallation, type Installation } from '../support/process.ts'
import { aPortal, apiOf, aRule, linksInWords } from '../support/service.ts'

// A dead process's deals are taken up again once its heartbeat counts as lost: within a minute, by the queue's settings.
const withinMinutes = { timeout: 120_000, interval: 100 }

describe.concurrent.each(databaseKinds)('a backfill on %s', { timeout: 180_000 }, (kind) => {
  let sandbox: Sandbox
  let dealIds: number[]
  let contactId: number
  let database: Awaited<ReturnType<typeof createPostgresDatabase>> | null
  let installation: Installation
  beforeAll(async () => {
    sandbox = await aPortal({ latencyMs: 5 })
    contactId = sandbox.data.addContact()
    dealIds = Array.from({ length: 420 }, () => sandbox.data.addDeal())
    database = kind === 'postgres' ? await createPostgresDatabase() : null
    const rules = [aRule({ actions: [{ type: 'attach', contacts: { from: 'ids', ids: [contactId] } }] })]
    installation = await anInstallation(sandbox, { rules, databaseUrl: database?.url ?? null })
  })
  afterAll(async () => {
    await installation.remove()
    await sandbox.close()
    await database?.drop()
  })

  test('whose process is killed goes on where it was: no deal twice, none left out', async () => {
    const first = installation.start(['serve'])
    const firstApi = apiOf(await first.address(), installation.apiToken)
    const { id } = await startBackfill(firstApi, {})
    const before = await untilBackfill(firstApi, id, ({ progress }) => progress.enqueued > 0, withinMinutes)
    first.kill('SIGKILL')
    await first.ended
    expect(before.status).not.toBe('done')

    const api = apiOf(await installation.start(['serve']).address(), installation.apiToken)
    const done = await untilBackfill(api, id, ({ status }) => status === 'done', withinMinutes)
    expect(done.progress).toMatchObject({ counted: 420, enqueued: 420, done: 420, waiting: 0 })
    expect(await dealsRun(api, 'backfill')).toEqual(dealIds)
    expect(dealIds.filter((dealId) => linksInWords(sandbox.data.links(dealId)) !== `${contactId}*`)).toEqual([])
  })
})
