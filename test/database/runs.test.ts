import { eq, sql } from 'drizzle-orm'
import { v7 as uuidv7 } from 'uuid'
import { describe, expect, test } from 'vitest'
import type { RunRecord } from '../../src/core/turns/store.ts'
import { dealDeeds, dealSnapshot, rememberDeal } from '../../src/database/deals/memory.ts'
import { findRequest, listEvents, requestRun } from '../../src/database/events/journal.ts'
import { ensurePortal } from '../../src/database/portals/portals.ts'
import { findRun, listRuns } from '../../src/database/runs/lists.ts'
import { recordRun } from '../../src/database/runs/record-runs.ts'
import { countsForStatus } from '../../src/database/runs/status-counts.ts'
import { saveUnfinished } from '../../src/database/runs/unfinished.ts'
import { deeds } from '../../src/database/tables/schema.ts'
import { databaseKinds, ownDatabase } from '../support/databases.ts'
import { anEvent, aRecord, aRuleResult, aRun, journalEvents } from '../support/stored.ts'

/** Of a run whose rules asked for nothing. */
const noFacts = {
  event: { type: 'manual', types: [], receivedAt: new Date().toISOString() },
  changed: [],
  before: null,
  company: null,
  companyContacts: null,
  leadContacts: null,
  matches: {},
  contacts: {},
  contactFields: [],
}

describe.each(databaseKinds)('runs on %s', (kind) => {
  const own = ownDatabase(kind)
  let portals = 0
  const aPortal = async () => {
    const { id, domain } = await ensurePortal(own.db, { domain: `runs-${++portals}.bitrix24.com` })
    const record = (run: Parameters<typeof aRecord>[0], of?: Partial<RunRecord>) =>
      recordRun(own.db, id, aRecord({ portal: domain, ...run }, of))
    return { id, domain, record }
  }

  test('a run is found as it was recorded', async () => {
    const portal = await aPortal()
    const run = aRun({
      portal: portal.domain,
      status: 'failed',
      trigger: { type: 'event', events: ['ONCRMDEALADD'], eventIds: [uuidv7()] },
      linksAfter: [{ contactId: 7, sort: 10, isPrimary: true }],
      rules: [
        aRuleResult({ key: 'second-by-name', matched: false }),
        aRuleResult({
          actions: [{ type: 'attach', contactIds: [7], effect: 'applied', note: null, contacts: [] }],
        }),
      ],
      operations: [
        { method: 'crm.deal.contact.add', params: { id: 42 }, result: '12', error: null },
        { method: 'crm.deal.contact.delete', params: {}, result: null, error: { code: 'x', message: 'why' } },
        { method: 'crm.deal.contact.items.set', params: {}, result: false, error: null },
      ],
      error: { code: 'x', message: 'why' },
    })
    await recordRun(own.db, portal.id, { ...aRecord(), run })
    expect(await findRun(own.db, portal.id, run.id)).toEqual(run)
    const rules = run.rules.map(({ trace: _, ...rule }) => rule)
    expect((await listRuns(own.db, portal.id, { limit: 1 })).items).toEqual([{ ...run, rules }])
    expect(await findRun(own.db, portal.id, 'no uuid')).toBeNull()
    expect(await findRun(own.db, (await aPortal()).id, run.id)).toBeNull()
  })

  test('a deal is remembered: what waits, oldest first, and what the last run left', async () => {
    const portal = await aPortal()
    const [late, early, elsewhere] = [
      anEvent({ receivedAt: new Date(2_000) }),
      anEvent({ receivedAt: new Date(1_000) }),
      anEvent({ dealId: 43 }),
    ]
    await own.db.transaction((tx) =>
      journalEvents(tx, portal.id, [late, early, elsewhere, anEvent({ status: 'ignored' })]),
    )
    const request = await own.db.transaction((tx) => requestRun(tx, portal.id, { dealId: 42, requestedBy: 'Ann' }))
    const unfinished = {
      runId: uuidv7(),
      startedAt: new Date().toISOString(),
      linksBefore: [],
      rules: [],
      operations: [],
    }
    await saveUnfinished(own.db, portal.id, 42, { ...unfinished, runId: uuidv7() })
    await saveUnfinished(own.db, portal.id, 42, unfinished)

    const before = await rememberDeal(own.db, portal.id, 42)
    expect(before).toMatchObject({ snapshot: null, deeds: [], unfinished, requests: [request] })
    expect(before.events.map(({ id }) => id)).toEqual([early.id, late.id])

    const snapshot = { takenAt: new Date().toISOString(), deal: { id: 42, title: 'a\0b\ud83d', 'k\0': [1] } }
    const deed = { ruleKey: 'a-rule', contactId: 7, kind: 'attached', state: 'standing' } as const
    const record = aRecord(
      {},
      { eventIds: [early.id, elsewhere.id], requestIds: [request.id], snapshot, deeds: [deed] },
    )
    await recordRun(own.db, portal.id, { ...record, eventIds: [early.id] })

    const after = await rememberDeal(own.db, portal.id, 42)
    expect(after.events.map(({ id }) => id)).toEqual([late.id])
    expect(after).toMatchObject({ deeds: [deed], unfinished: null, requests: [] })
    expect(after.snapshot).toEqual({ ...snapshot, deal: { id: 42, title: 'a\uFFFDb\uFFFD', 'k\uFFFD': [1] } })
    expect(await dealSnapshot(own.db, portal.id, 42)).toEqual(after.snapshot)
    expect(await dealDeeds(own.db, portal.id, 42)).toEqual([deed])
    const { items } = await listEvents(own.db, portal.id, { dealId: 42, status: 'done', limit: 9 })
    expect(items.map(({ id, runId }) => [id, runId])).toEqual([[early.id, record.run.id]])
    expect((await findRequest(own.db, portal.id, request.id))?.runId).toBe(record.run.id)
  })

  test('what a run was told of the company is remembered for a moment', async () => {
    const portal = await aPortal()
    const lately = { companyReadAt: new Date().toISOString(), company: null, companyContacts: [] }
    const seen = { ...noFacts, ...lately }
    const snapshot = { takenAt: new Date().toISOString(), deal: { id: 42 } }
    await portal.record({}, { snapshot: { ...snapshot, facts: seen } })
    expect((await rememberDeal(own.db, portal.id, 42)).snapshot).toEqual({ ...snapshot, lately })
    expect(await dealSnapshot(own.db, portal.id, 42), 'and is nobody else’s matter').toEqual(snapshot)
    const longAgo = new Date(Date.now() - 121_000).toISOString()
    await portal.record({}, { snapshot: { ...snapshot, facts: { ...seen, companyReadAt: longAgo } } })
    expect((await rememberDeal(own.db, portal.id, 42)).snapshot).toEqual(snapshot)
  })

  test('recording a run again changes nothing, whatever came in between', async () => {
    const portal = await aPortal()
    const deed = { ruleKey: 'a-rule', contactId: 7, kind: 'attached', state: 'standing' } as const
    const first = aRecord({ status: 'applied' }, { deeds: [deed] })
    await recordRun(own.db, portal.id, first)
    await recordRun(own.db, portal.id, aRecord({}, { deeds: [{ ...deed, state: 'undone' }] }))
    await recordRun(own.db, portal.id, { ...first, run: { ...first.run, status: 'failed' } })
    expect((await findRun(own.db, portal.id, first.run.id))?.status).toBe('applied')
    expect(await dealDeeds(own.db, portal.id, 42)).toEqual([{ ...deed, state: 'undone' }])
  })

  test('an event or a request that was answered keeps its run, whatever names it later', async () => {
    const portal = await aPortal()
    const event = anEvent()
    const request = await own.db.transaction(async (tx) => {
      await journalEvents(tx, portal.id, [event])
      return requestRun(tx, portal.id, { dealId: 42, requestedBy: 'Ada' })
    })
    const answered = { eventIds: [event.id], requestIds: [request.id] }
    const first = aRecord({}, answered)
    await recordRun(own.db, portal.id, first)
    await portal.record({}, answered)
    const { items } = await listEvents(own.db, portal.id, { limit: 10 })
    expect(items).toMatchObject([{ id: event.id, status: 'done', runId: first.run.id }])
    expect(await findRequest(own.db, portal.id, request.id)).toMatchObject({ runId: first.run.id })
  })

  test('a run is recorded as a whole or not at all', async () => {
    const portal = await aPortal()
    const event = anEvent()
    await own.db.transaction((tx) => journalEvents(tx, portal.id, [event]))
    const deed = { ruleKey: 'a-rule', contactId: 7, kind: 'attached', state: 'standing' } as const
    const record = aRecord({ rules: [aRuleResult()] }, { eventIds: [event.id], deeds: [deed, deed] })
    await expect(recordRun(own.db, portal.id, record)).rejects.toThrow()
    expect(await findRun(own.db, portal.id, record.run.id)).toBeNull()
    expect((await rememberDeal(own.db, portal.id, 42)).events).toHaveLength(1)
  })

  test('what a record leaves out stays as it was', async () => {
    const portal = await aPortal()
    const deed = { ruleKey: 'a-rule', contactId: 7, kind: 'removed', state: 'standing' } as const
    const snapshot = { takenAt: new Date().toISOString(), deal: { id: 42 } }
    await portal.record({}, { deeds: [deed], snapshot })
    await portal.record({})
    expect(await dealDeeds(own.db, portal.id, 42)).toEqual([deed])
    expect(await dealSnapshot(own.db, portal.id, 42)).toEqual(snapshot)
    await portal.record({}, { deeds: [] })
    expect(await dealDeeds(own.db, portal.id, 42)).toEqual([])
  })

  test('a deal’s deeds are written only where they are others than before', async () => {
    const portal = await aPortal()
    const [one, other, added] = [7, 8, 9].map((contactId) => {
      return { ruleKey: 'a-rule', contactId, kind: 'attached', state: 'standing' } as const
    })
    if (!one || !other || !added) throw new Error('There are three.')
    const writtenBy = () =>
      own.db.orm.select({ by: sql<string>`xmin::text` }).from(deeds).where(eq(deeds.portalId, portal.id))
    await portal.record({}, { deeds: [one, other] })
    const before = await writtenBy()
    await portal.record({}, { deeds: [other, one] })
    expect(await writtenBy()).toEqual(before)
    for (const now of [[{ ...one, state: 'undone' as const }, other], [one, other, added], [added]]) {
      await portal.record({}, { deeds: now })
      expect(await dealDeeds(own.db, portal.id, 42)).toEqual(now)
    }
  })

  test('the status counts the runs of the last day', async () => {
    const portal = await aPortal()
    const longAgo = new Date(Date.now() - 25 * 60 * 60 * 1000).toISOString()
    await portal.record({ startedAt: longAgo, finishedAt: longAgo })
    const finishedAt = new Date().toISOString()
    await portal.record({ status: 'failed', finishedAt })
    const { runsByStatus, lastRunAt } = await countsForStatus(own.db, portal.id)
    expect(runsByStatus).toMatchObject({ unchanged: 0, failed: 1, applied: 0 })
    expect(lastRunAt).toBe(finishedAt)
  })
})
