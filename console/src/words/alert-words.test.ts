import { describe, expect, test } from 'vitest'
import { type AlarmKind, alarmKinds } from '../../../src/core/alarms/alert.ts'
import { anAlert } from '../../../test/http/an-alert.ts'
import { sayIn } from '../languages/in-test.ts'
import { alertFiltersIn, alertQuery } from './alert-filters.ts'
import { alertInWords, deliveryInWords, placesOf, refusalInWords } from './alert-words.ts'
import { addressQuery } from './run-filters.ts'

const names = { rule: (key: string) => `Rule ${key}`, deal: (id: number) => (id === 42 ? 'Roof' : null) }

test.each<[AlarmKind, string, string, string]>([
  ['rule-held', 'wild', 'The rule “Rule wild” is held by its fuse', 'Правило «Rule wild» задержано предохранителем'],
  [
    'deal-quarantined',
    '42',
    'Deal 42 · Roof is held, as its contacts kept swinging',
    'Сделка 42 · Roof: задержана, её контакты менялись туда и обратно',
  ],
  [
    'deal-quarantined',
    'many',
    'Many deals are held; further ones are not told one by one',
    'Задержано много сделок; о следующих по одной не сообщается',
  ],
  // A rule may be called so: of these there are never many in one.
  ['rule-held', 'many', 'The rule “Rule many” is held by its fuse', 'Правило «Rule many» задержано предохранителем'],
  ['events-kept-aside', 'host-1', 'Events wait on the disk of host-1', 'События ждут на диске host-1'],
])('%s of %s is told by name', (kind, subject, english, russian) => {
  expect(alertInWords({ kind, subject }, sayIn('en'), names)).toBe(english)
  expect(alertInWords({ kind, subject }, sayIn('ru'), names)).toBe(russian)
})

test.each(alarmKinds)('%s has its words in each language, and leads somewhere', (kind) => {
  for (const language of ['en', 'ru'] as const) {
    const say = sayIn(language)
    expect(alertInWords({ kind, subject: '7' }, say, names)).not.toContain('alerts.')
    expect(say(`alerts.kind.${kind}`)).not.toContain('alerts.')
    if (kind !== 'portal-paused') expect(say(`alerts.remedy.${kind}`)).not.toContain('alerts.')
    const places = placesOf(anAlert({ kind, subject: '7' }))
    expect(places).not.toEqual([])
    for (const { key } of places) expect(say(`alerts.place.${key}`)).not.toContain('alerts.')
  }
})

test('runs that failed are looked for in the days of the alert, where the reader is', () => {
  const atTen = (day: number) => new Date(2026, 7, day, 10).toISOString()
  const [open] = placesOf(anAlert({ kind: 'runs-fail', subject: '', since: atTen(21) }))
  expect(open?.to).toEqual({ path: '/runs', query: { status: 'failed', from: '2026-08-21' } })
  const over = { since: atTen(21), overAt: atTen(22) }
  const [past] = placesOf(anAlert({ kind: 'runs-fail', subject: '', ...over }))
  expect(past?.to).toMatchObject({ query: { from: '2026-08-21', to: '2026-08-22' } })
})

test.each([
  ['sent', 1, 'e-mail: taken'],
  ['waiting', 0, 'e-mail: on its way'],
  ['waiting', 3, 'e-mail: not taken yet, tried 3 times; it is tried again'],
  ['given-up', 30, 'e-mail: not told, and not tried any more'],
] as const)('a delivery that is %s after %i tries is told', (state, attempts, words) => {
  const delivery = { channel: 'email' as const, moment: 'raised' as const, state, attempts, sentAt: null, error: null }
  expect(deliveryInWords(delivery, sayIn('en'))).toBe(words)
})

test('that the webhook may not notify is said in the language of the page, and anything else as it was said', () => {
  const refused = 'im.notify: the portal answered "insufficient_scope, The request requires higher privileges". Tick …'
  expect(refusalInWords(refused, sayIn('en'))).toContain('lacks the right “im”')
  expect(refusalInWords(refused, sayIn('ru'))).toMatch(/нет права «im»/)
  expect(refusalInWords('127.0.0.1 did not take the e-mail (EENVELOPE, 550).', sayIn('ru'))).toBeNull()
})

describe('filters in the address', () => {
  test('come back as they were', () => {
    const filters = { kind: 'rule-held' as const, within: '7d' as const, from: '', to: '' }
    expect(alertFiltersIn(addressQuery(filters))).toEqual(filters)
    expect(alertQuery(filters, new Date('2026-08-21T10:00:00Z'))).toEqual({
      kind: 'rule-held',
      from: '2026-08-14T10:00:00.000Z',
    })
  })

  test('that make no sense are left out', () => {
    expect(alertFiltersIn({ kind: 'gone', within: '9y', from: 'soon' })).toEqual({
      kind: '',
      within: '',
      from: '',
      to: '',
    })
  })
})
