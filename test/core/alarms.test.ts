import { describe, expect, test } from 'vitest'
import { type AlarmFacts, alarmsOf } from '../../src/core/alarms/alarms.ts'
import type { AlarmKind } from '../../src/core/alarms/alert.ts'
import { alertChanges, type OpenAlert } from '../../src/core/alarms/alert-changes.ts'
import { timesToCompare } from '../../src/core/alarms/silence.ts'
import type { SweepsSince } from '../../src/core/sweeps/overdue.ts'
import type { SweepKind } from '../../src/core/sweeps/sweep.ts'

const at = new Date('2026-11-24T14:12:00Z')
const minutesAgo = (minutes: number) => new Date(at.getTime() - minutes * 60_000).toISOString()
const swing = { links: [], runIds: ['a', 'b', 'c'] }

/** A portal where all is well. */
const facts = (differences: Partial<AlarmFacts> = {}): AlarmFacts => ({
  at,
  portal: { paused: null },
  stopped: null,
  holds: [],
  quarantined: { deals: [], total: 0 },
  runs: { minutes: 15, all: 400, failed: 0 },
  sweep: { id: 's', finishedAt: minutesAgo(5), dealsSeen: 900, dealsQueued: 0 },
  overdueSweeps: [],
  silentRules: [],
  noEvents: null,
  names: [],
  ...differences,
})
const limits = { failurePercent: 10, sweepDeals: 50 }
const judge = (differences: Partial<AlarmFacts> = {}, open: readonly AlarmKind[] = []) =>
  alarmsOf(facts(differences), limits, (kind) => open.includes(kind))
const kinds = (differences: Partial<AlarmFacts>, open: readonly AlarmKind[] = []) =>
  judge(differences, open).alarms.map(({ kind, subject }) => `${kind} ${subject}`.trim())
const pausedBy = (code: string, minutes: number) => ({
  paused: { code, reason: 'It is ill.', since: minutesAgo(minutes), whatToDo: 'Wait.' },
})
const silence = (...earlier: number[]) => ({ since: '2026-11-24T09:12:00Z', earlier, isTold: false })
const overdue = (kind: SweepKind): SweepsSince => ({
  ...{ kind, doneFrom: minutesAgo(40), triedFrom: minutesAgo(30), failed: 3, isMoving: false },
  error: { code: 'ACCESS_DENIED', message: 'Access denied.' },
})
const quarantinedDeals = (count: number) => ({
  deals: Array.from({ length: Math.min(count, 11) }, (_, index) => ({
    dealId: index + 1,
    since: minutesAgo(9),
    swing,
  })),
  total: count,
})

describe('what is alarming', () => {
  test.each<[string, Partial<AlarmFacts>, AlarmKind[], string[]]>([
    ['all is well', {}, [], []],
    ['a webhook that is refused, at once', { portal: pausedBy('INVALID_CREDENTIALS', 0) }, [], ['portal-paused']],
    ['a portal that is down for a moment', { portal: pausedBy('PORTAL_DOWN', 0.5) }, [], []],
    ['a portal that is down', { portal: pausedBy('PORTAL_DOWN', 2) }, [], ['portal-paused']],
    [
      'one that is down since a time to come, by a clock that was ahead',
      { portal: pausedBy('PORTAL_DOWN', -60) },
      [],
      ['portal-paused'],
    ],
    ['few failures, of few runs', { runs: { minutes: 15, all: 4, failed: 4 } }, [], []],
    ['failures below the rate', { runs: { minutes: 15, all: 400, failed: 39 } }, [], []],
    ['failures at the rate', { runs: { minutes: 15, all: 400, failed: 40 } }, [], ['runs-fail']],
    [
      'failures that have fallen somewhat',
      { runs: { minutes: 15, all: 400, failed: 21 } },
      ['runs-fail'],
      ['runs-fail'],
    ],
    ['failures that have fallen to less than half', { runs: { minutes: 15, all: 400, failed: 19 } }, ['runs-fail'], []],
    ['no runs at all after failures', { runs: { minutes: 15, all: 0, failed: 0 } }, ['runs-fail'], []],
    ['a sweep that found some', { sweep: { ...facts().sweep, dealsQueued: 49 } as AlarmFacts['sweep'] }, [], []],
    [
      'a sweep that found many',
      { sweep: { ...facts().sweep, dealsQueued: 50 } as AlarmFacts['sweep'] },
      [],
      ['sweep-found-many'],
    ],
    [
      'sweeps that do not come to their end, each kind by itself',
      { overdueSweeps: [overdue('changes'), overdue('open-deals')] },
      [],
      ['sweeps-fail changes', 'sweeps-fail open-deals'],
    ],
    [
      'sweeps that a paused portal keeps from it',
      { overdueSweeps: [overdue('changes')], portal: pausedBy('X', 90) },
      [],
      ['portal-paused'],
    ],
    ['no events where many are usual', { noEvents: silence(120, 98, 10) }, [], ['no-events']],
    ['no events where one week was quiet as well', { noEvents: silence(120, 9, 130) }, [], []],
    ['no events in the first weeks', { noEvents: silence(120, 98, 0) }, [], []],
    [
      'no events from a portal that is paused',
      { noEvents: silence(120, 98, 134), portal: pausedBy('X', 9) },
      [],
      ['portal-paused'],
    ],
    ['a rule that stopped matching', { silentRules: [{ key: 'a', ...silence(5, 6, 7) }] }, [], ['rule-silent a']],
    ['a rule that seldom matches', { silentRules: [{ key: 'a', ...silence(5, 4, 7) }] }, [], []],
    [
      'a rule that cannot match, as nothing comes',
      { silentRules: [{ key: 'a', ...silence(5, 6, 7) }], noEvents: silence(20, 20, 20) },
      [],
      ['no-events'],
    ],
    [
      'several quarantined deals, each by itself',
      { quarantined: quarantinedDeals(2) },
      [],
      ['deal-quarantined 1', 'deal-quarantined 2'],
    ],
    [
      'names that have changed, and such as have not',
      {
        names: [
          { key: 'a', changes: [] },
          { key: 'b', changes: [{ what: 'stage "NEW"', before: 'New', now: null }] },
        ],
      },
      [],
      ['rule-names-changed b'],
    ],
  ])('%s', (_what, differences, open, expected) => {
    expect(kinds(differences, open)).toEqual(expected)
  })

  test('many quarantined deals are told together beyond the first ten', () => {
    expect(kinds({ quarantined: quarantinedDeals(3_000) })).toHaveLength(11)
    expect(judge({ quarantined: quarantinedDeals(3_000) }).alarms.at(-1)).toMatchObject({
      subject: 'many',
      message: expect.stringContaining('3000 deals'),
    })
    const keys = Array.from({ length: 40 }, (_, index) => `rule-${index}`)
    const silentRules = keys.map((key) => ({ key, ...silence(9, 9, 9) }))
    const names = keys.map((key) => ({ key, changes: [{ what: 'funnel 3', before: 'A', now: null }] }))
    const { alarms } = judge({ silentRules, names })
    expect(alarms).toHaveLength(22)
    expect(alarms.filter(({ subject }) => subject === 'many')).toMatchObject([
      { kind: 'rule-silent', message: expect.stringContaining('40 live rules') },
      { kind: 'rule-names-changed', message: expect.stringContaining('40 live rules') },
    ])
  })

  test('those that were told one by one stay so, whatever is found before them', () => {
    const changed = (key: string) => ({ key, changes: [{ what: 'funnel 3', before: 'A', now: null }] })
    const told = Array.from({ length: 10 }, (_, index) => `rule-${index}`)
    const subjects = alarmsOf(
      facts({ names: ['a-new-one', ...told].map(changed) }),
      limits,
      (_kind, subject) => subject === undefined || told.includes(subject),
    ).alarms.map(({ subject }) => subject)
    expect(subjects).toEqual([...told, 'many'])
  })

  test('sweeps that fail are told with what stood in their way, and what that means', () => {
    const [one, other] = judge({
      overdueSweeps: [overdue('changes'), { ...overdue('open-deals'), doneFrom: null, error: null }],
    }).alarms
    expect(one?.message).toBe(
      'The last sweep that came to its end began Tuesday 2026-11-24 13:32 UTC. Failed since then: 3. Until one does, nobody looks for changes that no event told of; it goes on from there, so nothing is lost. What stood in the way last: Access denied.',
    )
    expect(other?.message).toMatch(/^No look at the open deals has come to its end yet; .* 13:42 UTC\./)
  })

  test('silence is told in words, with what was usual', () => {
    const [alarm] = judge({ noEvents: silence(1_000, 98, 134) }).alarms
    expect(alarm?.message).toBe(
      'No event has come since Tuesday 2026-11-24 09:12 UTC, for 5 hours. In the same hours of the last 3 weeks there were 1000 or more, 98 and 134.',
    )
  })

  test('silence is compared with the same hours of the weeks before', () => {
    expect(timesToCompare(new Date('2026-11-24T09:12:00Z'), at)[2]).toEqual({
      from: new Date('2026-11-03T09:12:00Z'),
      to: new Date('2026-11-03T14:12:00Z'),
    })
  })
})

describe('what changes', () => {
  const open = (kind: AlarmKind, quietMinutes: number | null = null, since = minutesAgo(1)): OpenAlert => ({
    ...{ id: kind, kind, subject: '', since, message: '' },
    quietSince: quietMinutes === null ? null : minutesAgo(quietMinutes),
  })
  const change = (alerts: OpenAlert[], differences: Partial<AlarmFacts> = {}) => {
    const { raise, ...rest } = alertChanges(alerts, judge(differences), { at, settleMs: 120_000 })
    return { raise: raise.map(({ kind }) => kind), ...rest }
  }
  const nothing = { raise: [], over: [], quieten: [], stir: [] }
  const stopped = { stopped: { at: minutesAgo(1), by: 'Ada', note: null } }

  test.each<[string, OpenAlert[], Partial<AlarmFacts>, object]>([
    ['what is new is raised', [], stopped, { raise: ['writes-stopped'] }],
    ['what stands is not told again', [open('writes-stopped')], stopped, {}],
    ['what people end is over at once', [open('writes-stopped')], {}, { over: ['writes-stopped'] }],
    ['what goes by itself is quiet first', [open('portal-paused')], {}, { quieten: ['portal-paused'] }],
    ['then it may come back', [open('portal-paused', 1)], { portal: pausedBy('X', 9) }, { stir: ['portal-paused'] }],
    ['or not be long enough away', [open('portal-paused', 1)], {}, {}],
    [
      'or be quiet since a time to come, by a clock that was ahead',
      [open('portal-paused', -60)],
      {},
      { quieten: ['portal-paused'] },
    ],
    ['or be over', [open('portal-paused', 2)], {}, { over: ['portal-paused'] }],
    [
      'what cannot be judged stays',
      [open('portal-paused', 9), open('rule-names-changed')],
      { portal: null, names: null },
      {},
    ],
    [
      'what people ended, and what began anew before anybody looked, is told both',
      [open('writes-stopped', null, minutesAgo(30))],
      stopped,
      { raise: ['writes-stopped'], over: ['writes-stopped'] },
    ],
    ['a sweep that comes to its end ends it at once', [open('sweeps-fail')], {}, { over: ['sweeps-fail'] }],
    ['what keeps sweeps from it does not', [open('sweeps-fail'), open('writes-stopped')], stopped, {}],
    ['nor does a new start', [open('sweeps-fail')], { overdueSweeps: null }, {}],
    ['a silent rule stays while nothing runs', [open('rule-silent', 9), open('writes-stopped')], stopped, {}],
  ])('%s', (_what, alerts, differences, expected) => {
    expect(change(alerts, differences)).toEqual({ ...nothing, ...expected })
  })

  test('a stage that was told to be called otherwise, and is gone by now, is told to be gone', () => {
    const names = (now: string | null) => ({
      names: [{ key: 'a', changes: [{ what: 'stage "NEW"', before: 'New', now }] }],
    })
    const [renamed] = judge(names('Fresh')).alarms
    if (renamed === undefined) throw new Error('nothing is alarming')
    const told: OpenAlert[] = [{ ...renamed, id: 'it', quietSince: null }]
    expect(change(told, names('Fresh'))).toEqual(nothing)
    expect(change(told, names(null))).toEqual({ ...nothing, raise: ['rule-names-changed'], over: ['it'] })
    const many: OpenAlert[] = [{ ...renamed, id: 'all', subject: 'many', quietSince: null }]
    const manyMore = { ...renamed, subject: 'many', message: 'Twelve by now.' }
    const judged = { alarms: [manyMore], unknown: new Set<AlarmKind>() }
    expect(alertChanges(many, judged, { at, settleMs: 0 }), 'how many more there are is no news').toEqual(nothing)
  })
})
