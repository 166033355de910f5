import { eq, getTableName, sql } from 'drizzle-orm'
import { v7 as uuidv7 } from 'uuid'
import { describe, expect, test } from 'vitest'
import type { RunRecord, UnfinishedRun } from '../../src/core/turns/store.ts'
import { rememberDeal, rememberDeals } from '../../src/database/deals/memory.ts'
import { requestRun } from '../../src/database/events/journal.ts'
import { findRun, listRuns } from '../../src/database/runs/lists.ts'
import { recordRun, recordRuns } from '../../src/database/runs/record-runs.ts'
import { saveUnfinished, saveUnfinishedRuns } from '../../src/database/runs/unfinished.ts'
import {
  dealSnapshots,
  deeds,
  journalEvents as events,
  runOperations,
  runRequests,
  runRules,
  runs,
  unfinishedRuns,
} from '../../src/database/tables/schema.ts'
import { databaseKinds, ownDatabase } from '../support/databases.ts'
import { anEvent, aRecord, aRuleResult, journalEvents } from '../support/stored.ts'

const touched = [runs, runRules, runOperations, events, runRequests, dealSnapshots, deeds, unfinishedRuns]

const deed = { ruleKey: 'a-rule', contactId: 7, kind: 'attached', state: 'standing' } as const

const anUnfinished = (of: Partial<UnfinishedRun> = {}): UnfinishedRun => ({
  runId: uuidv7(),
  startedAt: new Date().toISOString(),
  linksBefore: [{ contactId: 7, sort: 10, isPrimary: true }],
  rules: [aRuleResult()],
  operations: [],
  ...of,
})

const aSnapshot = (dealId: number, title: string) => ({
  takenAt: new Date().toISOString(),
  deal: { id: dealId, title },
})

describe.each(databaseKinds)('many runs at once on %s', (kind) => {
  const own = ownDatabase(kind)
  const receive = (portalId: number, events: ReturnType<typeof anEvent>[]) =>
    own.db.transaction((tx) => journalEvents(tx, portalId, events))

  /** Every row that a run can leave behind or take away, by table. */
  const everythingOf = async (portalId: number) => {
    const left: Record<string, unknown[]> = {}
    for (const table of touched) {
      const rows = await own.db.orm
        .select({ row: sql<unknown>`to_jsonb(kept) - 'portal_id' - 'saved_at'` })
        .from(sql`${table} as kept`)
        .where(sql`kept.portal_id = ${portalId}`)
        .orderBy(sql`to_jsonb(kept)::text`)
      left[getTableName(table)] = rows.map(({ row }) => row)
    }
    return left
  }

  test('recorded together they leave what they would leave one by one', async () => {
    const [single, grouped] = [await own.aPortal(), await own.aPortal()]
    const received = [1, 1, 1, 2, 3, 4].map((dealId) => anEvent({ dealId }))
    const ids = received.map(({ id }) => id)
    const request = { id: uuidv7(), dealId: 3, requestedAt: at, requestedBy: 'Ann' }
    for (const portalId of [single, grouped]) {
      await receive(portalId, received)
      await own.db.transaction((tx) => tx.insert(runRequests).values({ ...request, portalId }))
      await saveUnfinishedRuns(
        own.db,
        portalId,
        [1, 2, 9].map((dealId) => ({ dealId, unfinished: anUnfinished({ runId: ids[0] ?? '', startedAt: '' }) })),
      )
      // Deal 3 was run before: its snapshot stays, its deeds go.
      await recordRun(own.db, portalId, {
        ...aRecord({ id: ids[1] ?? '', dealId: 3, startedAt: at, queuedAt: at, finishedAt: at }),
        snapshot: { takenAt: at, deal: { id: 3 } },
        deeds: [deed],
      })
    }
    const operation = { method: 'crm.deal.contact.add', params: { id: 1 }, result: '12', error: null } as const
    const again = aRecord({ dealId: 2, status: 'applied' }, { deeds: [deed], eventIds: ids.slice(3, 4) })
    const records: RunRecord[] = [
      aRecord(
        { dealId: 1, rules: [aRuleResult({ key: 'b' }), aRuleResult({ key: 'a', matched: false })] },
        { eventIds: ids.slice(0, 2), snapshot: aSnapshot(1, 'first\0'), deeds: [deed, { ...deed, contactId: 8 }] },
      ),
      again,
      aRecord(
        { dealId: 1, operations: [operation, { ...operation, result: false }, { ...operation, result: null }] },
        { eventIds: ids.slice(1, 3), snapshot: aSnapshot(1, 'second'), deeds: [{ ...deed, state: 'undone' }] },
      ),
      { ...again, run: { ...again.run, status: 'failed' }, deeds: [] },
      aRecord({ dealId: 3, error: { code: 'x', message: 'why' } }, { deeds: [], requestIds: [request.id] }),
      aRecord({ dealId: 1 }),
      aRecord({ dealId: 4 }, { snapshot: aSnapshot(4, '\ud83d'), eventIds: [ids[5] ?? '', uuidv7()] }),
    ]
    for (const record of records) await recordRun(own.db, single, record)
    await recordRuns(own.db, grouped, records)

    const left = await everythingOf(grouped)
    expect(left).toEqual(await everythingOf(single))
    expect(Object.values(left).map((rows) => rows.length)).toEqual([7, 2, 3, 6, 1, 3, 2, 1])
    expect(left.run_requests).toEqual([expect.objectContaining({ run_id: records[4]?.run.id })])
  })

  test('runs that are recorded already are passed over with everything of theirs', async () => {
    const portalId = await own.aPortal()
    const received = [1, 2].map((dealId) => anEvent({ dealId }))
    await receive(portalId, received)
    const old = aRecord({ dealId: 1, status: 'applied' }, { deeds: [deed], snapshot: aSnapshot(1, 'then') })
    await recordRun(own.db, portalId, old)
    await recordRun(own.db, portalId, aRecord({ dealId: 1 }, { deeds: [{ ...deed, state: 'undone' }] }))
    await saveUnfinished(own.db, portalId, 1, anUnfinished())
    const fresh = aRecord({ dealId: 2 }, { eventIds: [received[1]?.id ?? ''] })
    await recordRuns(own.db, portalId, [
      { ...old, run: { ...old.run, status: 'failed', rules: [aRuleResult()] }, eventIds: [received[0]?.id ?? ''] },
      fresh,
    ])
    expect(await findRun(own.db, portalId, old.run.id)).toMatchObject({ status: 'applied', rules: [] })
    const memory = await rememberDeals(own.db, portalId, [1, 2])
    expect(memory.get(1)).toMatchObject({ events: [{ id: received[0]?.id }], deeds: [{ state: 'undone' }] })
    expect(memory.get(1)?.unfinished).not.toBeNull()
    expect(memory.get(2)?.events).toEqual([])
    expect(await findRun(own.db, portalId, fresh.run.id)).not.toBeNull()
  })

  test('what a later try did with a run that an earlier one has recorded meanwhile is recorded apart', async () => {
    const portalId = await own.aPortal()
    const [first, second, third] = [1, 1, 1].map((dealId) => anEvent({ dealId }))
    await receive(
      portalId,
      [first, second, third].flatMap((event) => event ?? []),
    )
    const unfinished = anUnfinished()
    const { runId: id, startedAt } = unfinished
    await saveUnfinished(own.db, portalId, 1, unfinished)
    // The first try was given up for dead: the next knows the run as unfinished, and begins to write before it ends.
    await recordRun(own.db, portalId, aRecord({ id, startedAt, dealId: 1 }, { eventIds: [first?.id ?? ''] }))
    await saveUnfinished(own.db, portalId, 1, unfinished)
    const next = aRecord(
      { id, startedAt, dealId: 1, attempt: 2, status: 'applied' },
      { eventIds: [second?.id ?? ''], deeds: [deed] },
    )
    await recordRun(own.db, portalId, next)
    expect(await rememberDeal(own.db, portalId, 1)).toMatchObject({
      ...{ unfinished: null, deeds: [deed], events: [{ id: third?.id }] },
      writingRuns: [{ startedAt: next.run.startedAt }],
    })
    // One that wrote nothing left no word of itself.
    await recordRun(
      own.db,
      portalId,
      aRecord({ id, startedAt, dealId: 1, attempt: 3 }, { eventIds: [third?.id ?? ''] }),
    )
    expect((await rememberDeal(own.db, portalId, 1)).events).toEqual([])
    const late = aRecord({ id, startedAt, dealId: 1, attempt: 1, status: 'failed' }, { deeds: [] })
    await recordRun(own.db, portalId, late)
    const { items } = await listRuns(own.db, portalId, { limit: 9 })
    expect(items.map(({ attempt, status }) => `${attempt} ${status}`).sort()).toEqual([
      '1 unchanged',
      '2 applied',
      '3 unchanged',
    ])
    expect((await rememberDeal(own.db, portalId, 1)).deeds, 'what is older than all of that changes nothing').toEqual([
      deed,
    ])
  })

  test('one that cannot be recorded leaves nothing of the others', async () => {
    const portalId = await own.aPortal()
    const event = anEvent({ dealId: 1 })
    await receive(portalId, [event])
    await saveUnfinished(own.db, portalId, 1, anUnfinished())
    const before = await everythingOf(portalId)
    const good = aRecord({ dealId: 1, rules: [aRuleResult()] }, { eventIds: [event.id], snapshot: aSnapshot(1, 'a') })
    const bad = aRecord({ dealId: 2 }, { deeds: [deed, deed] })
    await expect(recordRuns(own.db, portalId, [good, bad])).rejects.toThrow()
    expect(await everythingOf(portalId)).toEqual(before)
    await recordRuns(own.db, portalId, [good])
    expect((await listRuns(own.db, portalId, { limit: 9 })).items).toHaveLength(1)
  })

  test('any number of rows goes in', async () => {
    const portalId = await own.aPortal()
    const received = Array.from({ length: 7_000 }, () => anEvent({ dealId: 1 }))
    await receive(portalId, received)
    const rules = Array.from({ length: 30 }, (_, at) => aRuleResult({ key: `rule-${at}` }))
    const records = Array.from({ length: 200 }, (_, at) => aRecord({ dealId: at + 1, rules }))
    const [first, ...others] = records
    await recordRuns(own.db, portalId, first ? [{ ...first, eventIds: received.map(({ id }) => id) }, ...others] : [])
    const [counted] = await own.db.orm
      .select({ rules: sql<number>`count(*)::int` })
      .from(runRules)
      .where(eq(runRules.portalId, portalId))
    expect(counted?.rules).toBe(6_000)
    expect((await rememberDeal(own.db, portalId, 1)).events).toEqual([])
    expect((await listRuns(own.db, portalId, { limit: 200 })).items).toHaveLength(200)
  })

  test('deals are remembered together as each by itself, the unknown ones included', async () => {
    const portalId = await own.aPortal()
    await receive(portalId, [
      anEvent({ dealId: 1, receivedAt: new Date(2_000) }),
      anEvent({ dealId: 2 }),
      anEvent({ dealId: 1, receivedAt: new Date(1_000) }),
      anEvent({ dealId: 1, status: 'ignored' }),
      anEvent({ dealId: 4 }),
    ])
    await own.db.transaction((tx) => requestRun(tx, portalId, { dealId: 2, requestedBy: 'Ann' }))
    await recordRuns(own.db, portalId, [
      aRecord({ dealId: 1 }, { snapshot: aSnapshot(1, 'one'), deeds: [deed, { ...deed, contactId: 3 }] }),
      aRecord({ dealId: 2 }, { snapshot: aSnapshot(2, 'two') }),
    ])
    await saveUnfinished(own.db, portalId, 2, anUnfinished())
    const memory = await rememberDeals(own.db, portalId, [3, 2, 1, 2])
    expect([...memory.keys()].sort()).toEqual([1, 2, 3])
    for (const [dealId, of] of memory) expect(of).toEqual(await rememberDeal(own.db, portalId, dealId))
    expect(memory.get(1)).toMatchObject({ events: [{ dealId: 1 }, { dealId: 1 }], unfinished: null, requests: [] })
    expect(memory.get(1)?.events.map(({ receivedAt }) => Date.parse(receivedAt))).toEqual([1_000, 2_000])
    expect(memory.get(2)).toMatchObject({ requests: [{ requestedBy: 'Ann' }], unfinished: { linksBefore: [{}] } })
    const nothing = { deeds: [], unfinished: null, quarantine: null, writingRuns: [], events: [], requests: [] }
    expect(memory.get(3)).toEqual({ snapshot: null, ...nothing })
    expect(await rememberDeals(own.db, portalId, [])).toEqual(new Map())
  })

  test('of unfinished runs the later of one deal stands, and what stood before is replaced', async () => {
    const portalId = await own.aPortal()
    const [old, earlier, later, other] = [anUnfinished(), anUnfinished(), anUnfinished(), anUnfinished()]
    await saveUnfinished(own.db, portalId, 1, old)
    await saveUnfinishedRuns(own.db, portalId, [
      { dealId: 1, unfinished: earlier },
      { dealId: 2, unfinished: other },
      { dealId: 1, unfinished: later },
    ])
    const memory = await rememberDeals(own.db, portalId, [1, 2])
    expect([memory.get(1)?.unfinished, memory.get(2)?.unfinished]).toEqual([later, other])
    await saveUnfinishedRuns(own.db, portalId, [])
  })
})

const at = '2026-01-01T00:00:00.000Z'
