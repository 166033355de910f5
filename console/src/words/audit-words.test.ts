import { expect, test } from 'vitest'
import { sayIn } from '../languages/in-test.ts'
import {
  actionInWords,
  knownActions,
  knownSubjects,
  recordAddress,
  recordFiltersIn,
  recordQuery,
  subjectAddress,
  subjectInWords,
} from './audit-words.ts'

const say = sayIn('en')
const uuid = '0190b6a0-0000-7000-8000-000000000001'

test('every known action and subject has words, any other stands as it is recorded', () => {
  for (const action of knownActions) expect(actionInWords(action, say)).not.toContain('record.')
  for (const kind of knownSubjects) expect(subjectInWords({ kind, id: null }, say)).not.toContain('record.')
  expect(actionInWords('hold.ended', say)).toBe('hold.ended')
})

test.each([
  ['rule', 'attach-primary', 'Rule attach-primary', '/rules/attach-primary'],
  ['deal', '42', 'Deal 42', '/deals/42'],
  ['run', uuid, 'Run', `/runs/${uuid}`],
  ['user', uuid, 'Person', null],
  ['hold', null, 'hold', null],
  ['rule', 'a/../b', 'Rule a/../b', '/rules/a%2F..%2Fb'],
])('%s %s is “%s”, shown at %s', (kind, id, words, address) => {
  expect([subjectInWords({ kind, id }, say), subjectAddress({ kind, id })]).toEqual([words, address])
})

test('filters live in the address, and what makes no sense is left out', () => {
  const filters = recordFiltersIn({ action: 'rule.saved', actor: 'Ada', from: '2026-08-21', to: 'soon', cursor: 'x' })
  expect(recordAddress(filters)).toEqual({ action: 'rule.saved', actor: 'Ada', from: '2026-08-21' })
  expect(recordQuery(filters)).toEqual({
    action: 'rule.saved',
    actor: 'Ada',
    from: new Date('2026-08-21T00:00:00').toISOString(),
  })
})
