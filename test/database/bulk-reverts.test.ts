import { v7 as uuidv7 } from 'uuid'
import { describe, expect, test } from 'vitest'
import type { JobRecord } from '../../src/core/jobs/job.ts'
import type { RevertProgress, RevertSelection } from '../../src/core/reverts/revert-task.ts'
import { rememberDeal } from '../../src/database/deals/memory.ts'
import { countRunsToRevert, revertedAmong, runsToRevert } from '../../src/database/jobs/bulk-reverts.ts'
import { createJob } from '../../src/database/jobs/jobs.ts'
import { dropWaiting } from '../../src/database/jobs/runs-of-job.ts'
import { recordRuns } from '../../src/database/runs/record-runs.ts'
import type { DoJob, JobDesk } from '../../src/service/jobs/runner.ts'
import { doRevert } from '../../src/service/reverts/job.ts'
import { databaseKinds, ownDatabase } from '../support/databases.ts'
import { aRecord, aRuleResult } from '../support/stored.ts'

const [none, linked] = [[], [{ contactId: 7, sort: 10, isPrimary: true }]]
const applied = [{ contactId: 7, effect: 'applied' as const, by: null }]
const attached = { type: 'attach' as const, contactIds: [7], effect: 'applied' as const, note: null, contacts: applied }

describe.each(databaseKinds)('on %s', (kind) => {
  const own = ownDatabase(kind)

  function aChange(
    dealId: number,
    { key = 'a-rule', version = 1, at = '2026-08-21T10:00:00.000Z', acted = true } = {},
  ) {
    const rules = [aRuleResult({ key, version, actions: acted ? [attached] : [] })]
    const id = uuidv7({ msecs: Date.parse(at) })
    return aRecord({ id, dealId, status: 'applied', startedAt: at, linksBefore: none, linksAfter: linked, rules })
  }
  const idsOf = async (what: RevertSelection) =>
    (await runsToRevert(own.db, own.portalId, what, { after: null, limit: 100 })).map(({ id }) => id)

  test('the runs of a rule are those in which it did something, of its version, in the time', async () => {
    const key = 'picky'
    const wanted = [aChange(2, { key }), aChange(1, { key, at: '2026-08-21T09:00:00.000Z' }), aChange(1, { key })]
    const others = [
      aChange(1, { key, version: 2 }),
      aChange(1, { key, acted: false }),
      aChange(1, { key: 'another' }),
      aChange(1, { key, at: '2026-08-21T11:00:00.000Z' }),
      aChange(1, { key, at: '2026-08-21T08:59:59.999Z' }),
    ]
    await recordRuns(own.db, own.portalId, [...wanted, ...others])
    const span = { from: '2026-08-21T09:00:00Z', to: '2026-08-21T13:00:00+02:00' }
    // By deal, each deal's newest first.
    expect(await idsOf({ rule: key, version: 1, ...span })).toEqual([2, 1, 0].map((index) => wanted[index]?.run.id))
    expect(await countRunsToRevert(own.db, own.portalId, { rule: key, ...span })).toEqual({ runs: 4, deals: 2 })
  })

  test('a run counts as taken back until its revert is taken back as well', async () => {
    const { run } = aChange(5)
    const back = (of: string, status: 'applied' | 'skipped') => {
      const trigger = { type: 'revert' as const, events: [], eventIds: [], reverts: of }
      return aRecord({ dealId: 5, status, trigger, linksBefore: linked, linksAfter: none })
    }
    const refused = back(run.id, 'skipped')
    await recordRuns(own.db, own.portalId, [aRecord(run), refused])
    expect(await revertedAmong(own.db, own.portalId, [run.id])).toEqual(new Set())
    const first = back(run.id, 'applied')
    await recordRuns(own.db, own.portalId, [first])
    expect(await revertedAmong(own.db, own.portalId, [run.id, refused.run.id])).toEqual(new Set([run.id]))
    await recordRuns(own.db, own.portalId, [back(first.run.id, 'applied')])
    expect(await revertedAmong(own.db, own.portalId, [run.id, first.run.id])).toEqual(new Set([first.run.id]))
  })

  test('a revert that is broken off goes on where it was: no run twice, none left out', async () => {
    const key = 'broken-off'
    const records = Array.from({ length: 130 }, (_, index) => aChange(1_000 + (index % 70), { key }))
    await recordRuns(own.db, own.portalId, records)
    const what = { rule: key, from: '2026-08-21T00:00:00Z', to: '2026-08-22T00:00:00Z' }
    const params = { what, force: false }
    const job = await createJob(own.db.orm, own.portalId, { kind: 'revert', params, createdBy: 'Ada' })
    const wakes: number[] = []
    const queue = { enqueue: async () => {}, wake: () => void wakes.push(1) }
    const work = doRevert({ database: own.db, portalId: own.portalId, queue, now: () => new Date() })

    let kept: RevertProgress | null = null
    let pages = 0
    const desk: JobDesk = {
      signal: new AbortController().signal,
      keep: async () => {},
      keepWith: (progress, inTransaction) =>
        own.db.transaction(async (tx) => {
          await inTransaction(tx)
          pages += 1
          if (pages === 2) throw new Error('the process died')
          kept = structuredClone(progress as RevertProgress)
        }),
    }
    await expect(work(job, desk)).rejects.toThrow('died')
    expect(kept).toMatchObject({ counted: 130, deals: 70, enqueued: 50, isListed: false })
    await untilAllWait(work, { ...job, progress: kept }, desk, () => kept?.isListed === true)
    expect(kept).toMatchObject({ enqueued: 130, passedOver: 0 })
    const memories = await Promise.all(
      Array.from({ length: 70 }, (_, index) => rememberDeal(own.db, own.portalId, 1_000 + index)),
    )
    const asked = memories.map(({ requests }) =>
      requests.map(({ terms }) => (terms?.type === 'revert' ? terms.runId : '')),
    )
    expect(asked.flat().toSorted()).toEqual(records.map(({ run }) => run.id).toSorted())
    // A deal's newest run is asked for first.
    expect(asked.filter((ids) => ids.toSorted().reverse().join() !== ids.join())).toEqual([])
    expect(await own.db.transaction((tx) => dropWaiting(tx, own.portalId, job.id))).toBe(130)
  })

  /** Works until all is asked for; nobody runs the deals here, so that it would wait for ever. */
  async function untilAllWait(work: DoJob, job: JobRecord, desk: JobDesk, isDone: () => boolean): Promise<void> {
    const stopping = new AbortController()
    const keepWith: JobDesk['keepWith'] = async (progress, inTransaction) => {
      await desk.keepWith(progress, inTransaction)
      if (isDone()) stopping.abort()
    }
    await expect(work(job, { ...desk, signal: stopping.signal, keepWith })).rejects.toThrow('aborted')
  }
})
