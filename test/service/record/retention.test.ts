import { rm } from 'node:fs/promises'
import { v7 as uuidv7 } from 'uuid'
import { afterAll, beforeAll, describe, expect, test, vi } from 'vitest'
import { checkExport } from '../../../src/core/record/audit-export.ts'
import { openDatabase } from '../../../src/database/connection/open.ts'
import { ensurePortal } from '../../../src/database/portals/portals.ts'
import { recordRuns } from '../../../src/database/runs/record-runs.ts'
import { dealChanges, jobs, runRequests } from '../../../src/database/tables/schema.ts'
import { isSignedBy, sha256 } from '../../../src/service/record/signer.ts'
import { copyPgliteTemplate, createPostgresDatabase, databaseKinds } from '../../support/databases.ts'
import { patiently } from '../../support/patiently.ts'
import { aPortal, aService, type RunningService } from '../../support/service.ts'
import { anEvent, aRecord, aRuleResult, journalEvents } from '../../support/stored.ts'

const dayMs = 86_400_000
const began = Date.now()
/** So long before all of these tests, on whichever side of midnight each of them is. */
const old = (days: number) => new Date(began - days * dayMs)
const idAt = (at: Date) => uuidv7({ msecs: at.getTime() })
const leaf = {
  fact: 'deal',
  path: '$.title',
  operator: 'isNotEmpty',
  factResult: 'Anna Smith',
  evaluated: true,
  result: true,
}

describe.each(databaseKinds)('what is kept no longer, on %s', (kind) => {
  let service: RunningService
  const undo: (() => Promise<unknown>)[] = []
  const ids = { ancient: idAt(old(800)), last: idAt(old(500)), young: idAt(old(2)) }

  beforeAll(async () => {
    const sandbox = await aPortal()
    undo.push(() => sandbox.close())
    const place = await aDatabase()
    const db = await openDatabase(place)
    const { id: portalId } = await ensurePortal(db, { domain: new URL(sandbox.webhookUrl).host })
    const run = (id: string, dealId: number, takenAt: Date) =>
      aRecord(
        {
          id,
          dealId,
          ...{ queuedAt: takenAt.toISOString(), startedAt: takenAt.toISOString(), finishedAt: takenAt.toISOString() },
          rules: [aRuleResult({ trace: { all: [leaf], evaluated: true, result: true } })],
        },
        { snapshot: { takenAt: takenAt.toISOString(), deal: { id: dealId, title: 'Anna Smith', stageId: 'NEW' } } },
      )
    await recordRuns(db, portalId, [
      run(ids.ancient, 7, old(800)),
      run(ids.last, 7, old(500)),
      run(ids.young, 8, old(2)),
    ])
    await db.transaction((tx) =>
      journalEvents(tx, portalId, [
        anEvent({ dealId: 7, receivedAt: old(800), status: 'ignored' }),
        anEvent({ dealId: 9, receivedAt: old(801), status: 'ignored' }),
        anEvent({ dealId: 9, receivedAt: old(800), status: 'ignored' }),
        anEvent({ dealId: 8, receivedAt: old(2), status: 'ignored' }),
      ]),
    )
    const seen = (days: number) => {
      const changedAt = old(days).toISOString()
      return { portalId, day: changedAt.slice(0, 10), dealId: 8, changedAt, verdict: 'received' as const }
    }
    await db.orm.insert(dealChanges).values([seen(100), seen(2)])
    const paused = { portalId, kind: 'revert' as const, state: 'paused' as const, params: {}, createdBy: 'Ada' }
    const jobId = idAt(old(800))
    await db.orm.insert(jobs).values({ ...paused, id: jobId, createdAt: old(800).toISOString() })
    const wish = (kind: 'run' | 'revert', of: string | null) => ({
      ...{ portalId, id: idAt(old(800)), dealId: 8, kind, jobId: of, runId: ids.last },
      ...{ requestedAt: old(800).toISOString(), requestedBy: 'Ada' },
    })
    await db.orm.insert(runRequests).values([wish('run', null), wish('revert', jobId)])
    await db.close()
    service = await aService({
      sandbox,
      ...(place.url === null ? { database: 'pglite', databaseDir: place.dataDir } : { databaseUrl: place.url }),
    })
    undo.push(() => service.close())
  })
  afterAll(async () => {
    for (const step of undo.reverse()) await step()
  })

  async function aDatabase(): Promise<{ url: string | null; dataDir: string }> {
    if (kind === 'pglite') {
      const dataDir = await copyPgliteTemplate()
      undo.push(() => rm(dataDir, { recursive: true, force: true }))
      return { url: null, dataDir }
    }
    const { url, drop } = await createPostgresDatabase()
    undo.push(drop)
    return { url, dataDir: '' }
  }

  const trace = async (id: string) => {
    const { status, body } = await service.api('GET', `/api/runs/${id}`)
    return status === 200 ? JSON.stringify(body).includes('Anna Smith') : status
  }
  const events = async (dealId: number) => (await service.eventsOf(dealId)).length

  test('nothing goes while everything is kept for ever, but what a statement of 92 days is made of', async () => {
    await vi.waitFor(async () => {
      const { body } = await service.api('GET', '/api/retention')
      expect(body).toMatchObject({
        from: 'environment',
        lastPass: { erased: { traces: 0, runs: 0, events: 0, changes: 1 } },
      })
    }, patiently)
    expect(await Promise.all(Object.values(ids).map(trace))).toEqual([true, true, true])
    const [from, to] = [old(2), old(2)].map((at) => at.toISOString().slice(0, 10))
    const { body } = await service.api('GET', `/api/completeness?from=${from}&to=${to}`)
    expect(body).toMatchObject({ items: [{ changed: 1 }] })
  })

  test('what is older goes in the background, the newest run of a deal stays, and the record is whole', async () => {
    const policy = { personalDataDays: 365, runsDays: 400, eventsDays: 30 }
    const put = await service.api('PUT', '/api/retention', policy)
    expect(put).toMatchObject({ status: 200, body: { policy, from: 'console' } })
    await vi.waitFor(async () => {
      const { body } = await service.api('GET', '/api/retention')
      expect(body).toMatchObject({ lastPass: { erased: { traces: 2, snapshots: 1, runs: 1, events: 2, requests: 1 } } })
    }, patiently)
    expect(await Promise.all(Object.values(ids).map(trace))).toEqual([404, false, true])
    expect(await Promise.all([7, 8, 9].map(events)), 'the last word of a deal that was never run stays').toEqual([
      0, 1, 1,
    ])
    const { body: story } = await service.api('GET', '/api/deals/7')
    expect(story).toMatchObject({ snapshot: { deal: { id: 7, stageId: 'NEW' } } })
    expect(JSON.stringify(story)).not.toContain('Anna Smith')
    expect((await service.api('GET', '/api/audit/verify')).body).toMatchObject({ findings: [], isEnd: true })
    const { body: audit } = await service.api('GET', '/api/audit?limit=2')
    expect(audit).toMatchObject({ items: [{ action: 'retention.applied' }, { action: 'retention.changed' }] })
  })

  test('an export without what has expired checks out by itself', async () => {
    const { body } = await service.api('GET', '/api/audit/export')
    const line = String(body)
      .split('\n')
      .find((one) => one.includes(ids.ancient))
    expect(JSON.parse(line ?? '')).toMatchObject({ record: null, expired: true })
    expect(checkExport(String(body), { sha256, isSignedBy })).toMatchObject({ findings: [], fault: null })
  })

  test('the tables of months are looked after without a complaint', () => {
    expect(service.log.filter((line) => line.includes('tables of months'))).toEqual([])
  })

  test('less than is sensible is refused', async () => {
    const policy = { personalDataDays: 0, runsDays: 30, eventsDays: 1 }
    const { status, body } = await service.api('PUT', '/api/retention', policy)
    expect(status).toBe(400)
    expect(JSON.stringify(body)).toMatch(/personalDataDays.*runsDays.*eventsDays/)
  })
})
