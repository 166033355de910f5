import { describe, expect, test } from 'vitest'
import { aBackfill } from '../../../test/http/a-backfill.ts'
import { sayIn } from '../languages/in-test.ts'
import { backfillRequest, emptyForm, formFaults, formLike } from './backfill-form.ts'
import { type Backfill, filterInWords, letBe, possibleChanges, roughly, shareDone } from './backfill-words.ts'

const backfill = (status: Backfill['status'], progress: Partial<Backfill['progress']>): Backfill => ({
  ...aBackfill(),
  status,
  progress: { ...aBackfill().progress, ...progress },
})

describe('how far a backfill is', () => {
  test.each([
    ['counting', { counted: null, done: 0, dropped: 0 }, null],
    ['running', { counted: 200, done: 50, dropped: 0 }, 0.25],
    ['running', { counted: 200, done: 210, dropped: 0 }, 0.99],
    ['running', { counted: 0, done: 0, dropped: 0 }, 0],
    ['done', { counted: 200, done: 198, dropped: 0 }, 1],
    ['cancelled', { counted: 200, done: 50, dropped: 10 }, 0.3],
  ] as const)('%s, %j: %s', (status, progress, share) => {
    expect(shareDone(backfill(status, progress))).toBe(share)
  })
})

test.each([
  ['running', { counted: 200, done: 50, dropped: 3 }, 3],
  // Those that it had not come to yet are left alone as well.
  ['cancelled', { counted: 200, done: 50, dropped: 10 }, 150],
  ['cancelled', { counted: null, done: 0, dropped: 0 }, 0],
] as const)('%s, %j: %i deals are left alone', (status, progress, count) => {
  expect(letBe(backfill(status, progress))).toBe(count)
})

test.each([
  ['running', ['pause', 'cancel']],
  ['paused', ['resume', 'cancel']],
  ['done', []],
] as const)('what can be done while it is %s', (status, changes) => {
  expect(possibleChanges({ status })).toEqual(changes)
})

test.each([
  [0, '5 seconds'],
  [61, '65 seconds'],
  [200, '4 minutes'],
  [9_000, '2.5 hours'],
])('%d seconds are roughly %s', (seconds, words) => {
  expect(roughly(seconds, 'en')).toBe(words)
})

test('a form becomes what the service is asked for, and only what was filled in', () => {
  expect(backfillRequest(emptyForm)).toEqual({ filter: { isOpen: true }, mode: 'shadow', rules: null })
  const form = { ...emptyForm, mode: 'live' as const, rule: 'a-rule', categoryId: '0', companyId: '7', isOpen: false }
  expect(backfillRequest(form)).toEqual({ filter: { categoryId: 0, companyId: 7 }, mode: 'live', rules: ['a-rule'] })
  expect(formFaults({ ...form, companyId: 'x' })).toEqual(['companyId'])
})

test('a filter is said in words, with the portal’s names', () => {
  const filter = { isOpen: true as const, categoryId: 4, createdSince: '2026-08-21T00:00:00.000Z' }
  const named = () => 'Service'
  expect(filterInWords(filter, sayIn('en'), named)).toBe('open deals, pipeline Service, created since 2026-08-21')
  expect(filterInWords({}, sayIn('ru'))).toBe('все сделки')
})

test.each([
  { filter: { isOpen: true as const }, rules: null },
  {
    filter: { categoryId: 0, stageId: 'C1:NEW', createdSince: new Date('2026-08-21T00:00:00').toISOString() },
    rules: ['a-rule'],
  },
])('a look at deals can be asked for again by the form: %j', (asked) => {
  const form = formLike(asked)
  expect(form).not.toBeNull()
  if (form !== null) expect(backfillRequest(form)).toEqual({ ...asked, mode: 'shadow' })
})

test.each([
  ['two rules', { filter: {}, rules: ['a-rule', 'another'] }],
  ['a time of day', { filter: { createdSince: new Date('2026-08-21T09:30:00').toISOString() }, rules: null }],
])('what the form has no field for is not offered: %s', (_name, asked) => {
  expect(formLike(asked)).toBeNull()
})
