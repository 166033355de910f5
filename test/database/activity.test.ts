import { v7 as uuidv7 } from 'uuid'
import { beforeAll, describe, expect, test } from 'vitest'
import type { Run } from '../../src/core/runs/run.ts'
import { deleteRule, saveRule } from '../../src/database/rules/rules.ts'
import { activityOf, ruleActivity } from '../../src/database/runs/activity.ts'
import { recordRuns } from '../../src/database/runs/record-runs.ts'
import { databaseKinds, ownDatabase } from '../support/databases.ts'
import { anEvent, aRecord, aRule, aRuleResult, aRun, journalEvents } from '../support/stored.ts'

const begin = Date.UTC(2026, 0, 1)
const hourMs = 3_600_000
const at = (hours: number) => new Date(begin + hours * hourMs)
/** Three hours: [0, 1), [1, 2), [2, 3). */
const wanted = { from: at(0), stepMs: hourMs, count: 3 }

const runAt = (hours: number, of: Partial<Run>) =>
  aRun({ id: uuidv7({ msecs: at(hours).getTime() }), startedAt: at(hours).toISOString(), ...of })
const attached = (effect: 'applied' | 'shadow') => ({
  ...{ type: 'attach' as const, contactIds: [7], effect, note: null },
  contacts: [{ contactId: 7, effect, by: null }],
})
const often = (matched = true) => aRuleResult({ key: 'often', matched, actions: matched ? [attached('applied')] : [] })
const seldom = (matched = true) => aRuleResult({ key: 'seldom', matched })
/** It matches in a run that others changed: it only would have. */
const tried = () => aRuleResult({ key: 'tried', mode: 'shadow', actions: [attached('shadow')] })

const runs = [
  runAt(-1, { status: 'applied', rules: [seldom()] }),
  runAt(0, { status: 'applied', dealId: 1, rules: [often(), seldom(false), tried()] }),
  runAt(0.99999, {
    status: 'applied',
    dealId: 1,
    trigger: { type: 'sweep', events: [], eventIds: [] },
    rules: [often()],
  }),
  runAt(1, { status: 'failed', dealId: 2, rules: [often(), seldom(false)] }),
  runAt(1.5, { status: 'unchanged', dealId: 3, rules: [often(false)] }),
  runAt(2.5, {
    status: 'applied',
    dealId: 4,
    trigger: { type: 'backfill', events: [], eventIds: [] },
    rules: [often()],
  }),
  runAt(3, { status: 'applied', dealId: 5, rules: [often()] }),
]

describe.each(databaseKinds)('activity on %s', (kind) => {
  const own = ownDatabase(kind)
  beforeAll(async () => {
    const other = await own.aPortal()
    const actor = { kind: 'machine', id: null, name: 'test' } as const
    const save = { savedBy: 'test', actor, note: null, expectedVersion: null, onlyIfAbsent: false }
    for (const key of ['often', 'seldom', 'tried', 'never', 'gone']) {
      await saveRule(own.db, own.portalId, { ...save, rule: aRule({ key }) })
    }
    await deleteRule(own.db, own.portalId, 'gone', { deletedBy: 'test', actor, expectedVersion: null })
    await recordRuns(
      own.db,
      own.portalId,
      runs.map((run) => aRecord(run)),
    )
    await recordRuns(own.db, other, [aRecord(runAt(0, { status: 'applied' }))])
    const events = [-0.001, 0, 1.2, 1.3, 2.99999, 3].map((hours) => anEvent({ receivedAt: at(hours) }))
    await own.db.transaction((tx) => journalEvents(tx, own.portalId, events))
  })

  test('runs and events are counted in the step in which they began', async () => {
    expect(await activityOf(own.db, own.portalId, wanted)).toEqual({
      steps: [
        { runs: { applied: 2 }, events: 1 },
        { runs: { failed: 1, unchanged: 1 }, events: 2 },
        { runs: { applied: 1 }, events: 1 },
      ],
      dealsChanged: 2,
      healed: 1,
    })
  })

  test('each rule that is there has its matches, what came of them, and the last one ever', async () => {
    const none = [0, 0, 0]
    expect(await ruleActivity(own.db, own.portalId, wanted)).toEqual([
      { key: 'never', lastMatchedAt: null, matched: none, changed: none, failed: none },
      { key: 'often', lastMatchedAt: at(3).toISOString(), matched: [2, 1, 1], changed: [2, 0, 1], failed: [0, 1, 0] },
      { key: 'seldom', lastMatchedAt: at(-1).toISOString(), matched: none, changed: none, failed: none },
      { key: 'tried', lastMatchedAt: at(0).toISOString(), matched: [1, 0, 0], changed: none, failed: none },
    ])
  })
})
