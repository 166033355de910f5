import { eq } from 'drizzle-orm'
import { v7 as uuidv7 } from 'uuid'
import { describe, expect, test } from 'vitest'
import { dealSnapshot } from '../../src/database/deals/memory.ts'
import { eraseEvents, eraseRequests, eraseSnapshots } from '../../src/database/erasing/expired-rows.ts'
import { recordRuns, recordRunsIn } from '../../src/database/runs/record-runs.ts'
import { backfills, journalEvents as journal, runRequests } from '../../src/database/tables/schema.ts'
import { databaseKinds, ownDatabase } from '../support/databases.ts'
import { anEvent, aRecord, journalEvents } from '../support/stored.ts'
import { until } from '../support/until.ts'
import { waitsForLock } from '../support/waits-for-lock.ts'

const before = new Date(Date.now() - 30 * 86_400_000)
const old = new Date(before.getTime() - 86_400_000)
const page = { before, after: null, most: 200 }
const anOldId = () => uuidv7({ msecs: old.getTime() })

describe.each(databaseKinds)('what is too old on %s', (kind) => {
  const own = ownDatabase(kind)

  test('an event that still waits for its run stays', async () => {
    const { db } = own
    const waiting = anEvent({ dealId: 1, receivedAt: old })
    const answered = anEvent({ dealId: 1, receivedAt: old, status: 'ignored' })
    const later = anEvent({ dealId: 1, status: 'ignored' })
    await db.transaction((tx) => journalEvents(tx, own.portalId, [waiting, answered, later]))
    expect(await eraseEvents(db, own.portalId, page)).toMatchObject({ erased: 1 })
    const left = await db.orm.select({ id: journal.id }).from(journal).where(eq(journal.portalId, own.portalId))
    expect(left.map(({ id }) => id).sort()).toEqual([waiting.id, later.id].sort())
  })

  test('a request stays that waits for its run, and one of a backfill that has not ended', async () => {
    const { db } = own
    const [underWay, ended] = [anOldId(), anOldId()]
    const ofBackfill = (id: string, finishedAt: string | null) => ({
      ...{
        portalId: own.portalId,
        id,
        kind: 'backfill' as const,
        filter: {},
        mode: 'live' as const,
        status: 'paused' as const,
      },
      ...{ createdAt: old.toISOString(), createdBy: 'Ada', resumedAt: old.toISOString(), finishedAt },
    })
    await db.orm.insert(backfills).values([ofBackfill(underWay, null), ofBackfill(ended, old.toISOString())])
    const wish = (name: string, of: { jobId?: string; runId?: string | null }) => ({
      ...{
        portalId: own.portalId,
        id: anOldId(),
        dealId: 1,
        kind: of.jobId === undefined ? ('run' as const) : ('backfill' as const),
      },
      ...{ requestedAt: old.toISOString(), requestedBy: name, jobId: null, runId: uuidv7(), ...of },
    })
    await db.orm
      .insert(runRequests)
      .values([
        wish('waits', { runId: null }),
        wish('answered', {}),
        wish('of a backfill under way', { jobId: underWay }),
        wish('of one that has ended', { jobId: ended }),
      ])
    expect(await eraseRequests(db, own.portalId, page)).toMatchObject({ erased: 2 })
    const left = await db.orm.select({ by: runRequests.requestedBy }).from(runRequests)
    expect(left.map(({ by }) => by).sort()).toEqual(['of a backfill under way', 'waits'])
  })

  test.runIf(kind === 'postgres')('a snapshot that a run renews meanwhile stays as that run saw it', async () => {
    const { db } = own
    const record = (dealId: number, takenAt: Date) => {
      const deal = { id: dealId, title: 'Anna Smith' }
      return aRecord({ dealId }, { snapshot: { takenAt: takenAt.toISOString(), deal } })
    }
    await recordRuns(db, own.portalId, [record(1, old), record(2, old)])
    const erasing = await db.transaction(async (tx) => {
      await recordRunsIn(tx, own.portalId, [record(2, new Date())])
      const erased = eraseSnapshots(db, own.portalId, page)
      await until(() => waitsForLock(db), 'it has found both, and waits for the one that is being renewed')
      return { erased }
    })
    expect(await erasing.erased).toMatchObject({ erased: 1 })
    const [first, second] = [await dealSnapshot(db, own.portalId, 1), await dealSnapshot(db, own.portalId, 2)]
    expect([first?.deal, second?.deal]).toEqual([{ id: 1 }, { id: 2, title: 'Anna Smith' }])
  })
})
