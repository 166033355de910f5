import { describe, expect, test } from 'vitest'
import type { JobChange } from '../../src/core/jobs/job.ts'
import type { BacktestProgress } from '../../src/core/trials/backtest-task.ts'
import { changeJob, createJob, endJob, findJob, handBackJobs, keepJob, takeJob } from '../../src/database/jobs/jobs.ts'
import { recordRuns } from '../../src/database/runs/record-runs.ts'
import { doBacktest } from '../../src/service/jobs/backtests.ts'
import { databaseKinds, ownDatabase } from '../support/databases.ts'
import { aRecord, aRule } from '../support/stored.ts'

describe.each(databaseKinds)('on %s', (kind) => {
  const own = ownDatabase(kind)

  const aJob = () =>
    createJob(own.db.orm, own.portalId, { kind: 'backtest', params: { some: 'thing' }, createdBy: 'Ada' })
  const take = (worker: string, isAlone = false) => takeJob(own.db, own.portalId, 'backtest', { worker, isAlone })

  const change = (id: string, to: JobChange) =>
    own.db.transaction((tx) => changeJob(tx, own.portalId, { kind: 'backtest', id, change: to }))

  test('a job is taken once, kept by its worker alone, and ended', async () => {
    const { id } = await aJob()
    expect(await take('one')).toMatchObject({ id, state: 'running' })
    expect(await take('two')).toBeNull()
    expect(await keepJob(own.db.orm, own.portalId, { id, worker: 'two', progress: 1 })).toBe(false)
    expect(await keepJob(own.db.orm, own.portalId, { id, worker: 'one', progress: { done: 1 } })).toBe(true)
    expect(await endJob(own.db, own.portalId, { id, worker: 'one', end: { state: 'done', result: 7 } })).toBe(true)
    const ended = await findJob(own.db, own.portalId, 'backtest', id)
    expect(ended).toMatchObject({ state: 'done', progress: { done: 1 }, result: 7, createdBy: 'Ada' })
    expect(await change(id, 'cancel')).toMatchObject({ isChanged: false, job: { state: 'done' } })
  })

  test('one that is cancelled is nobody’s any more', async () => {
    const { id } = await aJob()
    await take('one')
    expect(await change(id, 'cancel')).toMatchObject({ isChanged: true, job: { state: 'cancelled' } })
    expect(await keepJob(own.db.orm, own.portalId, { id, worker: 'one' })).toBe(false)
    expect(await take('one')).toBeNull()
  })

  test('one that rests is taken again only when it is resumed, and its deaths are forgotten then', async () => {
    const { id } = await aJob()
    for (const worker of ['1', '2', '3', '4', '5']) await take(worker, true)
    expect(await change(id, 'resume')).toMatchObject({ isChanged: false, job: { state: 'running' } })
    expect(await change(id, 'pause')).toMatchObject({ isChanged: true, job: { state: 'paused' } })
    expect(await keepJob(own.db.orm, own.portalId, { id, worker: '5' })).toBe(false)
    expect(await take('6', true)).toBeNull()
    expect(await change(id, 'pause')).toMatchObject({ isChanged: false })
    expect(await change(id, 'resume')).toMatchObject({ isChanged: true, job: { state: 'queued' } })
    expect(await take('7', true)).toMatchObject({ id })
    expect(await change(id, 'cancel')).toMatchObject({ job: { state: 'cancelled' } })
    expect(await change('nonsense', 'pause')).toBeNull()
  })

  test('what a worker gives back goes on elsewhere; what kills every worker is given up', async () => {
    const { id } = await aJob()
    await take('stopping')
    await handBackJobs(own.db, own.portalId, 'stopping')
    for (const worker of ['1', '2', '3', '4', '5']) expect(await take(worker, true), worker).toMatchObject({ id })
    expect(await take('6', true)).toBeNull()
    expect(await findJob(own.db, own.portalId, 'backtest', id)).toMatchObject({
      state: 'interrupted',
      error: { code: 'interrupted' },
    })
  })

  test('a backtest that is broken off goes on where it was, to the same result', async () => {
    const now = new Date().toISOString()
    const ids = Array.from({ length: 25 }, (_, index) => index + 1)
    const records = ids.map((dealId) =>
      aRecord({ dealId }, { snapshot: { takenAt: now, deal: { id: dealId, stageId: dealId % 2 ? 'NEW' : 'WON' } } }),
    )
    await recordRuns(own.db, own.portalId, records)
    const conditions = { all: [{ fact: 'deal' as const, path: '$.stageId', operator: 'equal', value: 'NEW' }] }
    const rule = aRule({ conditions, actions: [{ type: 'attach', contacts: { from: 'ids', ids: [7] } }] })
    const ruleSet = { active: async () => [] }
    const parts = { database: own.db, portalId: own.portalId, ruleSet, now: () => new Date(), pageSize: 10 }
    // Snapshots are judged without the portal.
    const work = doBacktest({ ...parts, portals: undefined as never })
    const job = await createJob(own.db.orm, own.portalId, {
      kind: 'backtest',
      params: { rule, deals: { from: 'snapshots' } },
      createdBy: 'Ada',
    })
    const desk = { signal: new AbortController().signal, keepWith: async () => {} }
    const whole = await work(job, { ...desk, keep: async () => {} })
    expect(whole).toMatchObject({ deals: 25, draft: { matched: 13, changed: 13, attach: 13 } })

    let kept: BacktestProgress | null = null
    const dies = async (progress: unknown) => {
      if (kept !== null) throw new Error('the process died')
      kept = structuredClone(progress as BacktestProgress)
    }
    await expect(work(job, { ...desk, keep: dies })).rejects.toThrow('died')
    expect(kept).toMatchObject({ done: 10, total: 25 })
    expect(await work({ ...job, progress: kept }, { ...desk, keep: async () => {} })).toEqual(whole)
  })
})
