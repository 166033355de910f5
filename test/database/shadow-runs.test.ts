import { type SQLWrapper, sql } from 'drizzle-orm'
import { v7 as uuidv7 } from 'uuid'
import { beforeAll, describe, expect, test } from 'vitest'
import type { ActionResult, RuleResult, Run } from '../../src/core/runs/run.ts'
import { ensurePortal } from '../../src/database/portals/portals.ts'
import { overruledIn, overruledRuns } from '../../src/database/runs/overruled.ts'
import { recordRuns } from '../../src/database/runs/record-runs.ts'
import { newestShadowed, runsInSpans, shadowedRuns, watchedRuns } from '../../src/database/runs/shadow-runs.ts'
import { databaseKinds, openTestDatabase, ownDatabase } from '../support/databases.ts'
import { aRecord, aRuleResult, aRun } from '../support/stored.ts'

const at = (hour: number) => new Date(Date.UTC(2026, 0, 1, hour))
const would: ActionResult = {
  type: 'attach',
  contactIds: [7],
  effect: 'shadow',
  note: null,
  contacts: [{ contactId: 7, effect: 'shadow', by: null }],
}
const said = (of: Partial<RuleResult>) =>
  aRuleResult({ key: 'watched', version: 2, mode: 'shadow', actions: [would], ...of })
const runAt = (hour: number, of: Partial<Run>) => {
  const moment = at(hour).toISOString()
  return aRun({
    id: uuidv7({ msecs: at(hour).getTime() }),
    queuedAt: moment,
    startedAt: moment,
    finishedAt: moment,
    ...of,
  })
}

const watched = { key: 'watched', version: 2 }
const write = { method: 'crm.deal.contact.add', params: {}, result: true, error: null } as const
const runs = {
  first: runAt(1, { dealId: 1, status: 'shadow', rules: [aRuleResult(), said({})] }),
  otherVersion: runAt(2, { dealId: 1, status: 'shadow', rules: [said({ version: 1 })] }),
  nothingToDo: runAt(3, { dealId: 1, rules: [said({ actions: [{ ...would, effect: 'already', contacts: [] }] })] }),
  live: runAt(4, { dealId: 1, status: 'applied', operations: [write], rules: [said({ mode: 'live' })] }),
  broken: runAt(5, { dealId: 1, status: 'failed', operations: [write], rules: [] }),
  unread: runAt(6, { dealId: 1, status: 'failed', rules: [] }),
  reverted: runAt(7, { dealId: 1, status: 'applied', trigger: { type: 'revert', events: [], eventIds: [] } }),
  otherDeal: runAt(8, { dealId: 2, status: 'shadow', rules: [said({})] }),
  later: runAt(40, { dealId: 1, status: 'shadow', rules: [said({})] }),
}

describe.each(databaseKinds)('runs of a rule in shadow mode on %s', (kind) => {
  const own = ownDatabase(kind)
  beforeAll(async () => {
    const other = await own.aPortal()
    await recordRuns(
      own.db,
      own.portalId,
      Object.values(runs).map((run) => aRecord(run)),
    )
    await recordRuns(own.db, other, [aRecord(runAt(1, { rules: [said({})] }))])
  })

  test('those in which that version would have done something, newest first', async () => {
    const found = (within: { from: Date; to: Date; limit: number }) =>
      shadowedRuns(own.db, own.portalId, watched, within).then((some) => some.map(({ runId }) => runId))
    const all = { from: at(0), to: at(99), limit: 9 }
    expect(await found(all)).toEqual([runs.later.id, runs.otherDeal.id, runs.first.id])
    expect(await found({ ...all, limit: 2 })).toEqual([runs.later.id, runs.otherDeal.id])
    expect(await found({ ...all, from: at(2), to: at(40) })).toEqual([runs.otherDeal.id])
  })

  test('all runs of their deals in a span, with what that version said and whether they tell of the links', async () => {
    const spans = [
      { dealId: 1, fromRunId: runs.first.id, to: at(20) },
      { dealId: 2, fromRunId: runs.otherDeal.id, to: at(20) },
      { dealId: 3, fromRunId: runs.first.id, to: at(20) },
    ]
    const looked = await watchedRuns(own.db, own.portalId, watched, spans, 100)
    const told = (dealId: number) =>
      looked.get(dealId)?.map(({ id, said, hasSeenLinks, hasWritten, isRevert }) => {
        const name = Object.entries(runs).find(([, run]) => run.id === id)?.[0]
        return [name, said?.actions[0]?.effect, hasSeenLinks, hasWritten, isRevert]
      })
    expect(told(1)).toEqual([
      ['first', 'shadow', true, false, false],
      ['otherVersion', undefined, true, false, false],
      ['nothingToDo', 'already', true, false, false],
      ['live', undefined, true, false, false],
      ['broken', undefined, false, true, false],
      ['unread', undefined, false, false, false],
      ['reverted', undefined, true, false, true],
    ])
    expect(told(2)).toEqual([['otherDeal', 'shadow', true, false, false]])
    expect([...looked.keys()]).toEqual([1, 2])
    const few = await watchedRuns(own.db, own.portalId, watched, spans, 2)
    expect(few.get(1)?.map(({ id }) => id)).toEqual([runs.first.id, runs.otherVersion.id])
    expect(await watchedRuns(own.db, own.portalId, watched, [], 2)).toEqual(new Map())
  })
})

test('however many runs there are, only those that matter are read', async () => {
  const { db, remove } = await openTestDatabase('postgres')
  try {
    const { id } = await ensurePortal(db, { domain: 'example.bitrix24.com' })
    await recordRuns(
      db,
      id,
      Object.values(runs).map((run) => aRecord(run)),
    )
    const ofThatMoment = sql`overlay(gen_random_uuid()::text placing left(id::text, 14) from 1)::uuid`
    await db.orm.execute(sql`insert into runs select portal_id, ${ofThatMoment}, n % 900, trigger_type, events, event_ids,
      status, attempt, queued_at, started_at, finished_at, links_before, links_after, error, reverts
      from runs, generate_series(1, 5000) n where id = ${runs.nothingToDo.id}`)
    await db.orm.execute(sql`insert into run_rules
      (portal_id, run_id, place, key, version, mode, matched, run_status, run_trigger, trace, actions)
      select portal_id, id, 0, 'watched', 2, 'shadow', true, 'unchanged', 'event', '{}', '[{"effect":"already"}]'
      from runs where id not in (select run_id from run_rules)`)
    await db.orm.execute(sql`analyze`)
    const plan = async (query: SQLWrapper) => JSON.stringify(await db.orm.execute(sql`explain ${query}`))
    const newest = await plan(newestShadowed(db.orm, id, watched, { from: at(0), to: at(99), limit: 10_000 }))
    expect(newest).toContain('run_rules_first_that_would')
    const spans = [1, 2, 3].map((dealId) => ({ dealId, fromRunId: runs.first.id, to: at(20) }))
    const inSpans = await plan(runsInSpans(db.orm, id, watched, spans, 100))
    expect(inSpans).toContain('runs_first_of_deal')
    expect(inSpans).toContain('run_rules_first_portal_id_run_id_place_pk')
    // The month to come is empty.
    for (const read of [newest, inSpans]) expect(read).not.toMatch(/Seq Scan on run(s|_rules)_first/)
    const pairs = [{ overruled: 'watched', by: 'a-rule' }]
    expect(await plan(overruledIn(db.orm, id, pairs, 5))).toContain('run_rules_first_overruled')
    expect(await overruledRuns(db, id, pairs, 5)).toEqual([])
  } finally {
    await remove()
  }
})
