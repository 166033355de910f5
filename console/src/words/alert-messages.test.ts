import { describe, expect, test } from 'vitest'
import {
  eventsSilent,
  keptAside,
  manyDealsQuarantined,
  manyNamesChanged,
  manyRulesSilent,
  namesChanged,
  portalPaused,
  quarantinedDeal,
  ruleHeld,
  ruleSilent,
  runsFail,
  sweepFoundMany,
  sweepsFail,
  writesStopped,
} from '../../../src/core/alarms/alarm-words.ts'
import { type Alarm, alarmKinds } from '../../../src/core/alarms/alert.ts'
import { portalPause } from '../../../src/core/alarms/portal-pause.ts'
import type { ConditionLeaf } from '../../../src/core/conditions/condition.ts'
import { type NameChange, nameChanges, portalNamesOf } from '../../../src/core/rules/portal-names.ts'
import { RuleDocument } from '../../../src/core/rules/rule.ts'
import { blankRule } from '../editor/blank-rule.ts'
import { sayIn } from '../languages/in-test.ts'
import { alertMessage, alertRemedy } from './alert-messages.ts'

const names = {
  rule: (key: string) => `Rule ${key}`,
  contact: (id: number) => (id === 7 ? 'Ada' : null),
  moment: (iso: string) => `<${iso}>`,
}
const at = new Date('2026-11-24T14:13:00Z')
const since = '2026-11-24T09:12:34Z'
const silence = { since, earlier: [120, 1_000, 134], isTold: false }
const links = [
  { contactId: 7, sort: 10, isPrimary: true },
  { contactId: 9, sort: 20, isPrimary: false },
]
const changes: NameChange[] = [
  { what: 'field UF_CRM_1 of a deal', before: 'Who signs; or pays', now: null },
  { what: 'field UF_CRM_2 of a company', before: '', now: null },
  { what: 'stage "C2:NEW"', before: 'New', now: 'Fresh; "new"' },
  { what: 'funnel 3', before: 'Sales', now: 'Retail' },
  { what: 'entry of sourceId "WEB"', before: 'Web', now: null },
  { what: 'choice 44 of UF_CRM_3', before: 'Big', now: 'Large' },
]
const unswept = { triedFrom: since, failed: 3, isMoving: false }
const many = (alarm: Alarm, words: Partial<Alarm>): Alarm => ({ ...alarm, ...words, subject: 'many' })
const held = (reason: Parameters<typeof ruleHeld>[0]['reason']) => ruleHeld({ ruleKey: 'wild', since, reason })
const deal = quarantinedDeal({ dealId: 42, since, swing: { links, runIds: ['a', 'b', 'c'] } })

const raised: [string, Alarm, RegExp, RegExp][] = [
  [
    'a portal that is paused',
    portalPaused({ reason: 'profile: the portal answered "expired_token".\nNo more.', since, whatToDo: 'Wait.' }),
    /^It is left alone since <2026-11-24T09:12:00Z>: .*The reason:$/,
    /^С <2026-11-24T09:12:00Z> портал не вызывается/,
  ],
  [
    'a stop',
    writesStopped({ at: since, by: 'Ada', note: null }),
    /^Ada stopped all writes/,
    /^Ada: остановлена.*ждут\.$/,
  ],
  [
    'a stop with a note',
    writesStopped({ at: since, by: 'Ada', note: 'an import.\nIt takes long.' }),
    /deals wait\. Their note: an import\.\nIt takes long\.$/,
    /Примечание: an import\.\nIt takes long\.$/,
  ],
  [
    'a rule over its own fuse',
    held({ deals: 2, minutes: 10, from: 'rule' }),
    /^“Rule wild” was about to change more than 2 deals within 10 minutes, which is more than its own fuse lets through\./,
    /^«Rule wild» собралось изменить больше чем 2 сделки за 10 минут: это больше, чем пропускает его предохранитель\./,
  ],
  [
    'a rule over what is usual',
    held({ deals: 1, minutes: 1, from: 'usual' }),
    /more than 1 deal within 1 minute, which is more than is usual\./,
    /больше чем 1 сделку за 1 минуту: это больше обычного\./,
  ],
  [
    'a rule far beyond its backtest',
    held({ deals: 500, minutes: 60, from: 'forecast', forecast: { deals: 900, changed: 4 } }),
    /which is more than its backtest foretold: 4 of 900\./,
    /проверка на сделках обещала 4 из 900\./,
  ],
  [
    'a deal',
    deal,
    /: Ada ★, contact 9 came back three times while 3 runs wrote/,
    /: Ada ★, контакт 9 вернулись.* 3 запуска\./,
  ],
  [
    'a deal whose links came to nothing',
    quarantinedDeal({ dealId: 42, since, swing: { links: [], runIds: ['a', 'b', 'c'] } }),
    /: an empty list came back/,
    /: пустой список вернулись/,
  ],
  ['many deals', many(deal, manyDealsQuarantined(31)), /^31 deals are held\./, /^Задержано сделок: 31\./],
  [
    'runs that fail',
    runsFail({ minutes: 15, all: 400, failed: 41 }, 10, at),
    /^41 of the 400 runs of the last 15 minutes failed.*less than 10 %/,
    /^Запусков за последние 15 мин\.: 400, из них не удалось: 41.*меньше 10 %\.$/,
  ],
  [
    'events kept aside',
    keptAside({ events: 12, bytes: 31, limitBytes: 1_000, since }, 'host.example'),
    /since <2026-11-24T09:12:00Z>; 12 wait on the disk of host\.example\. They take 4 %/,
    /на диске host\.example ждёт событий: 12\. Они занимают 4 %/,
  ],
  [
    'a sweep',
    sweepFoundMany({ finishedAt: since, dealsSeen: 900, dealsQueued: 60 }, 50, at),
    /^Of 900 deals that the last sweep looked at, 60 .*fewer than 50\.$/,
    /посмотрела сделок: 900; из них без события изменилось: 60\..*меньше 50\.$/,
  ],
  [
    'sweeps that fail',
    sweepsFail({ ...unswept, kind: 'changes', doneFrom: since, error: { code: 'X', message: 'No.\nNone.' } }, at),
    /^The last one that came to its end began <2026-11-24T09:12:00Z>\. Failed since then: 3\. .* no event told of.*last:$/,
    /^Последняя .* началась <2026-11-24T09:12:00Z>\. С тех пор не удалось: 3\. .* не было событий;.*раз:$/,
  ],
  [
    'looks at the open deals that never came to their end',
    sweepsFail({ ...unswept, kind: 'open-deals', doneFrom: null, error: null }, at),
    /^None has come to its end yet; .* without a trace.*lost\.$/,
    /^Ни одна .* без следа.*потеряно\.$/,
  ],
  [
    'a silent rule',
    ruleSilent({ key: 'wild', ...silence }, at),
    /^It has matched no deal since <[^>]+>, for 5 hours\. Matches in the same hours of the last 3 weeks: 120, 1000 or more, 134\.$/,
    /прошло 5 часов\. В те же часы последних недель \(3\) срабатываний было: 120, 1000 и больше, 134\.$/,
  ],
  [
    'many silent rules',
    many(ruleSilent({ key: 'a', ...silence }, at), manyRulesSilent(12)),
    /^12 live rules/,
    /дольше: 12\./,
  ],
  [
    'no events for days',
    eventsSilent({ ...silence, since: '2026-11-21T09:12:00Z' }, at),
    /^No event has come since <2026-11-21T09:12:00Z>, for 3 days\. Events in/,
    /не пришло ни одного события: прошло 3 дня\./,
  ],
  [
    'other names',
    namesChanged({ key: 'wild', changes }, at),
    /the field UF_CRM_1 of a deal, “Who signs; or pays”, is gone; the field UF_CRM_2 of a company is gone; the stage “C2:NEW” is called “Fresh; "new"” now; it was “New”; the pipeline 3 .*; the choice 44 of UF_CRM_3 is called “Large” now; it was “Big”\.$/,
    /поле сделки UF_CRM_1, «Who signs; or pays»: в портале больше нет; поле компании UF_CRM_2: .* вариант 44 поля UF_CRM_3: теперь «Large», было «Big»\.$/,
  ],
  [
    'other names of many rules',
    many(namesChanged({ key: 'a', changes }, at), manyNamesChanged(12)),
    /^12 live rules name/,
    /названо иначе: 12\./,
  ],
]

describe('what an alert says is said in the language of the page', () => {
  test.each(raised)('%s', (_, alarm, english, russian) => {
    expect(alertMessage(alarm, sayIn('en'), names)?.text).toMatch(english)
    const told = alertMessage(alarm, sayIn('ru'), names)?.text
    expect(told).toMatch(russian)
    expect(told).not.toContain('alerts.')
  })

  test('every kind is among these', () => {
    expect(new Set(raised.map(([, { kind }]) => kind))).toEqual(new Set(alarmKinds))
  })

  test('the reason of a pause stays in the words of the portal', () => {
    const [, paused] = raised[0] ?? []
    expect(paused && alertMessage(paused, sayIn('ru'), names)?.quoted).toBe(
      'profile: the portal answered "expired_token".\nNo more.',
    )
  })

  test('so does what stood in the way of a sweep', () => {
    const alert = sweepsFail({ ...unswept, kind: 'changes', doneFrom: since, error: { code: 'X', message: 'No.' } }, at)
    expect(alertMessage(alert, sayIn('ru'), names)?.quoted).toBe('No.')
  })

  test.each([
    ['other words', 'Rule wild did too much.'],
    ['a change in other words', 'Since it was saved: moon "full" has risen.'],
  ])('%s are left as they were sent', (_, message) => {
    for (const kind of alarmKinds) expect(alertMessage({ kind, message }, sayIn('ru'), names)).toBeNull()
  })

  test('what a rule names is told whatever it is', () => {
    const type = { type: 'crm_status', isMultiple: false, title: 'Stage', statusType: 'DEAL_STAGE', items: null }
    const metadata = {
      fields: { deal: { stageId: type }, company: null, contact: null },
      categories: [],
      statuses: [],
    } as unknown as Parameters<typeof portalNamesOf>[1]
    const rule = blankRule('R', 'r')
    const leaves: ConditionLeaf[] = [
      { fact: 'deal', path: '$.stageId', operator: 'equal', value: 'NEW' },
      { fact: 'deal', path: '$.categoryId', operator: 'equal', value: 3 },
    ]
    const now = portalNamesOf(RuleDocument.parse({ ...rule, conditions: { all: leaves } }), metadata)
    const before = Object.fromEntries(Object.keys(now).map((what) => [what, 'As it was']))
    const gone = nameChanges(before, { ...now, 'field stageId of a deal': null })
    expect(gone.length).toBeGreaterThan(2)
    expect(alertMessage(namesChanged({ key: 'r', changes: gone }, at), sayIn('ru'), names)?.text).toMatch(
      /поле сделки stageId.*стадия «NEW».*воронка 3/,
    )
  })
})

test.each([
  'PORTAL_MOVED',
  'UNREADABLE_ANSWER',
  'DEALS_CLOSED',
  'PORTAL_DOWN',
  'OVERLOAD_LIMIT',
  'insufficient_scope',
  'ACCESS_DENIED',
  'PORTAL_DELETED',
  'expired_token',
])('what to do about a portal that is paused by %s is said in both languages', (code) => {
  const pause = portalPause({ code, message: 'It is.', since: 0 })
  const alert = { kind: 'portal-paused' as const, whatToDo: pause?.whatToDo ?? '' }
  expect(alertRemedy(alert, sayIn('en'))?.replaceAll(/[“”]/g, '"')).toBe(alert.whatToDo)
  expect(alertRemedy(alert, sayIn('ru'))).toMatch(/[а-я]/)
  expect(alertRemedy({ ...alert, whatToDo: 'Wait.' }, sayIn('ru'))).toBeNull()
})
