import { sql } from 'drizzle-orm'
import { describe, expect, test } from 'vitest'
import { rememberDeal } from '../../src/database/deals/memory.ts'
import { keepHeld, listHeld } from '../../src/database/guards/held-changes.ts'
import { holdRule } from '../../src/database/guards/holds.ts'
import { settleHold } from '../../src/database/guards/settle-holds.ts'
import { recordRuns } from '../../src/database/runs/record-runs.ts'
import { databaseKinds, ownDatabase } from '../support/databases.ts'
import { aRecord } from '../support/stored.ts'
import { until } from '../support/until.ts'

const ada = { kind: 'user', id: 'u1', name: 'Ada' } as const
const reason = { deals: 1, minutes: 10, from: 'rule' } as const
const linksWanted = [{ contactId: 7, sort: 10, isPrimary: true }]

describe.each(databaseKinds)('what is held on %s', (kind) => {
  const own = ownDatabase(kind)

  const held = (id: string) => listHeld(own.db, own.portalId, { id, limit: 10 })
  const settle = (id: string, as: 'released' | 'discarded') =>
    settleHold(own.db, own.portalId, { id, as, dealIds: null, by: ada }, async () => {})
  const found = (holdId: string, dealId: number) =>
    recordRuns(own.db, own.portalId, [aRecord({ dealId }, { held: [{ holdId, version: 1, linksWanted }] })])

  const lateFinding = async (ruleKey: string, as: 'released' | 'discarded', dealId: number) => {
    const holdId = await holdRule(own.db, own.portalId, { ruleKey, version: 1, reason })
    await found(holdId, 1)
    await settle(holdId, as)
    await found(holdId, dealId)
    expect((await held(holdId)).items.map((one) => [one.dealId, one.state])).toEqual([[1, as]])
    return { holdId, requests: (await rememberDeal(own.db, own.portalId, dealId)).requests }
  }

  test('a run that finds a change held as all are released has its deal run once more', async () => {
    const { holdId, requests } = await lateFinding('let-go', 'released', 2)
    const terms = { type: 'release', ruleKey: 'let-go', holdId }
    expect(requests).toMatchObject([{ kind: 'run', terms, requestedBy: 'Ada' }])
  })

  test('one that finds it held as all are discarded leaves its deal as it is', async () => {
    expect((await lateFinding('left', 'discarded', 3)).requests).toEqual([])
  })

  test('whoever ends a hold waits for what is being found held, and settles it as well', async () => {
    const holdId = await holdRule(own.db, own.portalId, { ruleKey: 'both', version: 1, reason })
    await found(holdId, 4)
    const { promise: mayCommit, resolve: commit } = Promise.withResolvers<void>()
    const { promise: isKept, resolve: kept } = Promise.withResolvers<void>()
    const finding = own.db.transaction(async (tx) => {
      await keepHeld(tx, own.portalId, [aRecord({ dealId: 5 }, { held: [{ holdId, version: 1, linksWanted }] })])
      kept()
      await mayCommit
    })
    await isKept
    let isSettled = false
    const settled = settle(holdId, 'discarded').finally(() => {
      isSettled = true
    })
    // The embedded database has one connection: there it waits by itself.
    const waiting = async () => {
      const rows = own.db.orm.select({ pid: sql<number>`pid` }).from(sql`pg_stat_activity`)
      return (await rows.where(sql`datname = current_database() and wait_event_type = 'Lock'`)).length > 0
    }
    if (kind === 'postgres') await until(async () => isSettled || (await waiting()), 'it waits')
    commit()
    await finding
    expect(await settled).toBe(2)
    expect((await held(holdId)).items.map(({ dealId, state }) => [dealId, state])).toEqual([
      [4, 'discarded'],
      [5, 'discarded'],
    ])
  })
})
