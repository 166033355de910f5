import { v7 as uuidv7 } from 'uuid'
import { beforeAll, describe, expect, test } from 'vitest'
import type { Run } from '../../src/core/runs/run.ts'
import { listRuns, type RunFilter } from '../../src/database/runs/lists.ts'
import { recordRuns } from '../../src/database/runs/record-runs.ts'
import { InvalidCursor } from '../../src/database/statements/page.ts'
import { databaseKinds, ownDatabase } from '../support/databases.ts'
import { aRecord, aRuleResult, aRun } from '../support/stored.ts'

const minuteMs = 60_000
const at = (minute: number) => new Date(Date.UTC(2026, 0, 1) + minute * minuteMs)

/** One of the values, the same for the same place. */
const oneOf = <Value>(values: readonly Value[], place: number): Value =>
  // The remainder of its length is always a place in the list.
  values[Math.floor(Math.abs(Math.sin(place) * 10_000)) % values.length] as Value

const linksOf = (contactIds: readonly number[]) =>
  contactIds.map((contactId, place) => ({ contactId, sort: (place + 1) * 10, isPrimary: place === 0 }))

const shadowed = { type: 'attach' as const, contactIds: [], effect: 'shadow' as const, note: null }

function runAt(place: number): Run {
  const startedAt = at(place * 3)
  return aRun({
    // Some ids are made later than the run starts, out of turn even, and two runs start in one moment.
    id: uuidv7({ msecs: startedAt.getTime() + oneOf([0, 0, 1, 5 * minuteMs], place) }),
    dealId: oneOf([1, 2, 3], place + 0.1),
    linksBefore: linksOf(oneOf([[], [7], [70, 8]], place + 0.6)),
    linksAfter: linksOf(oneOf([[], [7], [70, 8]], place + 0.7)),
    status: oneOf(['applied', 'unchanged', 'failed', 'quarantined'], place + 0.2),
    trigger: { type: oneOf(['event', 'sweep', 'revert'], place + 0.3), events: [], eventIds: [] },
    startedAt: at(place * 3 - (place % 2) * 3).toISOString(),
    rules: [
      aRuleResult({
        key: 'often',
        matched: oneOf([true, true, false], place + 0.4),
        actions: [
          { ...shadowed, contacts: [{ contactId: oneOf([7, 9], place + 0.8), effect: 'shadow' as const, by: null }] },
        ],
      }),
      aRuleResult({ key: 'seldom', matched: oneOf([true, false, false, false], place + 0.5) }),
    ],
  })
}

const contactsOf = ({ linksBefore, linksAfter, rules }: Run) => [
  ...[...linksBefore, ...linksAfter].map(({ contactId }) => contactId),
  ...rules
    .filter(({ matched }) => matched)
    .flatMap(({ actions }) => actions.flatMap(({ contacts }) => contacts.map(({ contactId }) => contactId))),
]

/** What the filter says, without an index. */
function passes(run: Run, filter: Partial<RunFilter>): boolean {
  return (
    (filter.dealId === undefined || run.dealId === filter.dealId) &&
    (filter.status === undefined || run.status === filter.status) &&
    (filter.trigger === undefined || run.trigger.type === filter.trigger) &&
    (filter.rule === undefined || run.rules.some(({ key, matched }) => matched && key === filter.rule)) &&
    (filter.contactId === undefined || contactsOf(run).includes(filter.contactId)) &&
    (filter.from === undefined || run.startedAt >= filter.from.toISOString()) &&
    (filter.to === undefined || run.startedAt < filter.to.toISOString())
  )
}

const parts: Partial<RunFilter>[] = [
  { dealId: 2 },
  { status: 'applied' },
  { trigger: 'sweep' },
  { rule: 'often' },
  { from: at(60) },
  { to: at(240) },
]
const combinations = [
  ...Array.from({ length: 2 ** parts.length }, (_, number) =>
    Object.assign({}, ...parts.filter((_part, place) => number & (1 << place))),
  ),
  // Looked through as the runs of one deal are: with each other part once.
  ...[{}, ...parts].map((part) => ({ contactId: 7, ...part })),
] as Partial<RunFilter>[]

describe.each(databaseKinds)('lists of runs on %s', (kind) => {
  const runs = Array.from({ length: 120 }, (_, place) => runAt(place))
  const own = ownDatabase(kind)
  beforeAll(async () => {
    const other = await own.aPortal()
    await recordRuns(
      own.db,
      own.portalId,
      runs.map((run) => aRecord(run)),
    )
    await recordRuns(own.db, other, [aRecord({ ...runAt(1), id: uuidv7() })])
  })

  const idsOf = async (filter: Partial<RunFilter>, limit: number) => {
    const ids: string[] = []
    let cursor: string | undefined
    do {
      const page = await listRuns(own.db, own.portalId, { ...filter, limit, cursor })
      expect(page.items.length).toBeLessThanOrEqual(limit)
      ids.push(...page.items.map(({ id }) => id))
      cursor = page.nextCursor ?? undefined
    } while (cursor)
    return ids
  }

  test('every combination of filters finds what it says, newest first', async () => {
    for (const filter of combinations) {
      const wanted = runs.filter((run) => passes(run, filter)).map(({ id }) => id)
      expect(await idsOf(filter, 200), JSON.stringify(filter)).toEqual(wanted.sort().reverse())
    }
  })

  test.each([
    {},
    { status: 'applied' },
    { trigger: 'event' },
    { rule: 'often' },
    { rule: 'seldom', status: 'failed' },
    { dealId: 1, rule: 'often' },
    { contactId: 7 },
    { contactId: 8, rule: 'seldom' },
    { contactId: 9, status: 'applied' },
    { contactId: 70, trigger: 'sweep', from: at(30) },
    { from: at(30) },
    { rule: 'often', to: at(200) },
  ] satisfies Partial<RunFilter>[])('pages follow each other without a gap: %o', async (filter) => {
    const all = await idsOf(filter, 200)
    for (const limit of [2, 7]) expect(await idsOf(filter, limit)).toEqual(all)
  })

  test('a cursor of something else and a page that is too long are refused', async () => {
    await expect(listRuns(own.db, own.portalId, { limit: 2, cursor: 'x' })).rejects.toThrow(InvalidCursor)
    await expect(listRuns(own.db, own.portalId, { limit: 1001 })).rejects.toThrow(RangeError)
  })
})
