import { afterAll, beforeAll, describe, expect, test, vi } from 'vitest'
import type { Sandbox } from '../../src/sandbox/portal.ts'
import { dealsRun } from '../support/backfills.ts'
import { createPostgresDatabase, databaseKinds } from '../support/databases.ts'
import { anInstallation, type Installation } from '../support/process.ts'
import { aPortal, apiOf, aRule, linksInWords } from '../support/service.ts'
import { untilSwept } from '../support/sweeps.ts'

// A dead process's deals are taken up again once its heartbeat counts as lost: within a minute, by the queue's settings.
const withinMinutes = { timeout: 120_000, interval: 100 }
const off = { SWEEP_EVERY: 'off', SWEEP_OPEN_DEALS_EVERY: 'off' }

describe.concurrent.each(databaseKinds)('a sweep on %s', { timeout: 180_000 }, (kind) => {
  let sandbox: Sandbox
  let contactId: number
  let database: Awaited<ReturnType<typeof createPostgresDatabase>> | null
  let installation: Installation
  beforeAll(async () => {
    sandbox = await aPortal({ latencyMs: 5 })
    contactId = sandbox.data.addContact()
    database = kind === 'postgres' ? await createPostgresDatabase() : null
    const rules = [aRule({ actions: [{ type: 'attach', contacts: { from: 'ids', ids: [contactId] } }] })]
    installation = await anInstallation(sandbox, { rules, databaseUrl: database?.url ?? null })
  })
  afterAll(async () => {
    await installation.remove()
    await sandbox.close()
    await database?.drop()
  })

  test('whose process is killed goes on where it was: every deal once, none left out', async () => {
    const first = installation.start(['serve'], off)
    const firstApi = apiOf(await first.address(), installation.apiToken)
    const begin = async () => (await firstApi('POST', '/api/sweeps', {})).body as { id: string }
    await untilSwept(firstApi, (await begin()).id)
    // No handler is set: every event is lost.
    const dealIds = Array.from({ length: 420 }, () => sandbox.data.addDeal())
    const { id } = await begin()
    const look = async () => (await firstApi('GET', `/api/sweeps/${id}`)).body as { pages: number; status: string }
    await vi.waitFor(async () => expect((await look()).pages).toBeGreaterThan(0), withinMinutes)
    first.kill('SIGKILL')
    await first.ended

    const api = apiOf(await installation.start(['serve'], off).address(), installation.apiToken)
    const swept = await untilSwept(api, id, withinMinutes)
    expect(swept).toMatchObject({ status: 'done', dealsQueued: 420, dealsHealed: 420, error: null })
    expect(await dealsRun(api, 'sweep')).toEqual(dealIds)
    expect(dealIds.filter((dealId) => linksInWords(sandbox.data.links(dealId)) !== `${contactId}*`)).toEqual([])
  })
})
