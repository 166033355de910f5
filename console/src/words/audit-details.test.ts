import { describe, expect, test } from 'vitest'
import { sayIn } from '../languages/in-test.ts'
import { detailsInWords, knownDetails, type Naming } from './audit-details.ts'

const naming: Naming = { rule: (key) => `Rule ${key}`, moment: (at) => at.slice(0, 10) }
const say = sayIn('en')
const uuid = '0190b6a0-0000-7000-8000-000000000001'

test.each(['en', 'ru'] as const)('every known detail has a word in %s', (language) => {
  const all = detailsInWords(Object.fromEntries(knownDetails.map((name) => [name, 'x'])), sayIn(language), naming)
  for (const { name } of all) expect(name).not.toContain('record.')
})

describe('a detail', () => {
  test.each([
    [{ what: { backfillId: uuid } }, 'takes back', 'the runs of a backfill', `/backfills/${uuid}`],
    [{ what: { revertId: uuid } }, 'takes back', 'an earlier undo of many runs', null],
    [
      { what: { rule: 'a', from: '2026-08-21T00:00:00Z', to: '2026-08-22T00:00:00Z' } },
      'takes back',
      'runs of Rule a from 2026-08-21 to 2026-08-22',
      '/rules/a',
    ],
    [{ rules: null }, 'rules', 'every rule', null],
    [{ rules: ['a', 'b'] }, 'rules', 'Rule a, Rule b', null],
    [{ filter: {} }, 'over', 'every deal', null],
    [{ mode: 'shadow' }, 'mode', 'Shadow', null],
    [{ by: 'link' }, 'by', 'one-time link', null],
    [{ from: 'running' }, 'before', 'Under way', null],
    [{ from: 'usual' }, 'limit of', 'the usual one', null],
    [{ from: 'viewer' }, 'before', 'Viewer', null],
    [{ dealId: 42 }, 'deal', '42', '/deals/42'],
    [{ holdId: uuid }, 'waits at', 'what the fuse held', `/holds/${uuid}`],
    [{ expiresAt: '2026-08-21T00:00:00.000Z' }, 'valid until', '2026-08-21', null],
    [{ settings: { FOUR_EYES: 'on', OIDC_ISSUER: '' } }, 'settings', 'FOUR_EYES=on, OIDC_ISSUER: not set', null],
    [{ from: { FOUR_EYES: 'on' } }, 'before', 'FOUR_EYES=on', null],
    [{ ofTheFuture: 'x' }, 'ofTheFuture', 'x', null],
  ])('%j is said in words', (details, name, value, address) => {
    expect(detailsInWords(details, say, naming)).toEqual([{ name, value, address }])
  })
})

test('of settings that changed only those are told', () => {
  const details = { from: { A: '1' }, to: { A: '2' }, settings: { A: '2', B: '3' } }
  expect(detailsInWords(details, say, naming).map(({ value }) => value)).toEqual(['A=1', 'A=2'])
})

test('what was left empty and ids that lead nowhere are left out', () => {
  expect(detailsInWords({ note: null, force: false, requestId: uuid, proposalId: uuid }, say, naming)).toEqual([])
})
