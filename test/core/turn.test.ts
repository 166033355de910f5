import { expect, test } from 'vitest'
import type { RunRequest, UnfinishedRun } from '../../src/core/turns/store.ts'
import { applicableRules, eventFact, triggerOf } from '../../src/core/turns/trigger.ts'
import { turnOf } from '../../src/core/turns/turn.ts'
import { urgencyOf } from '../../src/core/turns/urgency.ts'
import { aRequest } from '../support/a-request.ts'
import { aRule } from '../support/paper-desk.ts'

const at = (second: number) => new Date(Date.UTC(2026, 8, 1, 10, 0, second)).toISOString()
const event = (second: number) => ({
  id: `event ${second}`,
  event: 'ONCRMDEALUPDATE',
  dealId: 1,
  receivedAt: at(second),
  status: 'pending' as const,
  runId: null,
})
const person = aRequest({ id: 'person' })
const ofCompany = aRequest({
  id: 'company',
  kind: 'event',
  requestedAt: at(5),
  terms: { type: 'event', event: 'ONCRMCOMPANYUPDATE', eventIds: ['c1', 'c2'] },
})
const backfill = (jobId: string, terms: Partial<Extract<RunRequest['terms'], { type: 'backfill' }>> = {}) =>
  aRequest({
    id: `of ${jobId}`,
    kind: 'backfill',
    jobId,
    terms: { type: 'backfill', mode: 'live', rules: null, event: 'backfill', ...terms },
  })
const found = (...events: string[]) =>
  aRequest({ id: 'found', kind: 'sweep', jobId: 's', terms: { type: 'sweep', events } })
const unfinished = (requestIds?: string[]): UnfinishedRun => ({
  runId: 'run',
  startedAt: at(0),
  linksBefore: [],
  rules: [],
  operations: [],
  ...(requestIds && { requestIds }),
})

test.each([
  ['a backfill alone', [], [backfill('a')], null, 'of a', false, 'backfill', 'backfill'],
  ['an event before a backfill', [event(1)], [backfill('a')], null, 'event 1', true, 'event', 'live'],
  ['a person before a backfill', [], [backfill('a'), person], null, 'person', true, 'manual', 'manual'],
  ['one backfill before another', [], [backfill('a'), backfill('b')], null, 'of a', true, 'backfill', 'backfill'],
  ['a company’s event with the deal’s', [event(1)], [ofCompany], null, 'event 1, company', false, 'event', 'live'],
  ['a company’s event alone', [], [ofCompany], null, 'company', false, 'event', 'again'],
  ['what a sweep found', [], [found('ONCRMDEALADD')], null, 'found', false, 'sweep', 'backfill'],
  [
    'what a sweep found with an event',
    [event(1)],
    [found('ONCRMDEALADD')],
    null,
    'event 1, found',
    false,
    'event',
    'live',
  ],
  [
    'what a sweep found with a person',
    [],
    [found('ONCRMDEALADD'), person],
    null,
    'found, person',
    false,
    'manual',
    'manual',
  ],
  [
    'what a sweep found before a backfill',
    [],
    [backfill('a'), found('ONCRMDEALADD')],
    null,
    'found',
    true,
    'sweep',
    'backfill',
  ],
  [
    'a backfill that was broken off before an event',
    [event(1)],
    [backfill('a')],
    unfinished(['of a']),
    'of a',
    true,
    'backfill',
    'backfill',
  ],
  [
    'a run for an event that was broken off before a backfill',
    [],
    [backfill('a')],
    unfinished([]),
    '',
    true,
    'event',
    'live',
  ],
] as const)('%s', (_name, events, requests, begun, answered, isMoreWaiting, type, urgency) => {
  const turn = turnOf({ events: [...events], requests: [...requests], unfinished: begun })
  expect([...turn.events, ...turn.requests].map(({ id }) => id).join(', ')).toBe(answered)
  expect(turn.isMoreWaiting).toBe(isMoreWaiting)
  expect(triggerOf(turn.events, turn.requests).type).toBe(type)
  expect(urgencyOf(turn, { snapshot: null })).toBe(urgency)
})

test.each([
  ['2026-08-30T09:59:50Z', 'again'],
  ['2026-08-30T10:00:29Z', 'again'],
  ['2026-08-30T10:00:30Z', 'live'],
  ['2026-08-30T09:00:00Z', 'live'],
] as const)('of a deal that was run at ten, the event of %s is %s', (receivedAt, urgency) => {
  const turn = { events: [{ ...event(1), receivedAt }], requests: [] }
  expect(urgencyOf(turn, { snapshot: { takenAt: '2026-08-30T10:00:00Z', deal: {} } })).toBe(urgency)
})

test('an event of the company is named as the deal’s own are, and the latest is what conditions read', () => {
  const trigger = triggerOf([event(1)], [ofCompany])
  expect(trigger).toEqual({
    type: 'event',
    events: ['ONCRMDEALUPDATE', 'ONCRMCOMPANYUPDATE'],
    eventIds: ['event 1', 'c1', 'c2'],
  })
  expect(eventFact(trigger, [event(1)], [ofCompany], new Date())).toEqual({
    type: 'ONCRMCOMPANYUPDATE',
    types: ['ONCRMDEALUPDATE', 'ONCRMCOMPANYUPDATE'],
    receivedAt: at(5),
  })
})

test('a schedule says so in the trigger, and conditions read it', () => {
  const requests = [backfill('a', { event: 'schedule' })]
  const trigger = triggerOf([], requests)
  expect(trigger).toEqual({ type: 'backfill', events: ['SCHEDULE'], eventIds: [] })
  expect(eventFact(trigger, [], requests, new Date()).type).toBe('schedule')
})

test.each([
  [{}, 'a live, b shadow'],
  [{ mode: 'shadow' }, 'a shadow, b shadow'],
  [{ rules: ['b', 'c'] }, 'b shadow'],
] as const)('a backfill with %j evaluates %s', (terms, expected) => {
  const rules = (['live', 'shadow', 'off'] as const).map((mode, index) => ({
    rule: aRule({ key: 'abc'[index] ?? '', mode, on: ['ONELSE'] }),
    version: 1,
  }))
  const requests = [backfill('a', { ...terms, rules: 'rules' in terms ? [...terms.rules] : null })]
  const evaluated = applicableRules(rules, triggerOf([], requests), requests)
  expect(evaluated.map(({ rule }) => `${rule.key} ${rule.mode}`).join(', ')).toBe(expected)
})

test('what a sweep found counts as the events that were not heard of, for the rules that listen to them', () => {
  const requests = [found('ONCRMDEALUPDATE', 'ONCRMDEALMOVETOCATEGORY')]
  const trigger = triggerOf([], requests)
  expect(trigger).toEqual({ type: 'sweep', events: ['ONCRMDEALUPDATE', 'ONCRMDEALMOVETOCATEGORY'], eventIds: [] })
  const rules = [['ONCRMDEALADD'], ['ONCRMDEALUPDATE'], ['ONCRMDEALMOVETOCATEGORY', 'ONCRMDEALADD']].map((on) => ({
    rule: aRule({ on }),
    version: 1,
  }))
  expect(applicableRules(rules, trigger, requests)).toEqual([rules[1], rules[2]])
  expect(eventFact(trigger, [], requests, new Date())).toEqual({
    type: 'ONCRMDEALMOVETOCATEGORY',
    types: ['ONCRMDEALUPDATE', 'ONCRMDEALMOVETOCATEGORY'],
    receivedAt: requests[0]?.requestedAt,
  })
})

test('an event that comes with what a sweep found: rules of either apply', () => {
  const requests = [found('ONCRMDEALADD')]
  const trigger = triggerOf([event(1)], requests)
  expect([...trigger.events].sort()).toEqual(['ONCRMDEALADD', 'ONCRMDEALUPDATE'])
  const rules = [{ rule: aRule({ on: ['ONCRMDEALADD'] }), version: 1 }]
  expect(applicableRules(rules, trigger, requests)).toEqual(rules)
})

const released = aRequest({ id: 'released', terms: { type: 'release', ruleKey: 'held', holdId: 'h' } })
test.each([
  ['alone', [], [released], 'held'],
  ['with an event', [event(1)], [released], 'held, updated'],
  ['with what a sweep found', [], [released, found('ONCRMDEALADD')], 'held, added'],
  ['with an event of the company', [], [ofCompany, released], 'held, company'],
  ['with a run that a person asks for', [], [released, person], 'held, updated, added, company'],
] as const)('a held change that is released %s', (_name, events, requests, expected) => {
  const on = { held: 'ONELSE', updated: 'ONCRMDEALUPDATE', added: 'ONCRMDEALADD', company: 'ONCRMCOMPANYUPDATE' }
  const rules = Object.entries(on).map(([key, name]) => ({ rule: aRule({ key, on: [name] }), version: 1 }))
  const applicable = applicableRules(rules, triggerOf([...events], [...requests]), [...requests])
  expect(applicable.map(({ rule }) => rule.key).join(', ')).toBe(expected)
})
