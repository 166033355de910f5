import { describe, expect, test } from 'vitest'
import type { FailedTest } from '../../../src/core/conditions/why.ts'
import { aRun } from '../../../test/http/examples.ts'
import type { Why } from '../api/client.ts'
import { sayIn } from '../languages/in-test.ts'
import { noNames } from './names.ts'
import { foundInWords, summaryOf, unheardInWords, wishInWords } from './why-words.ts'

const say = sayIn('en')
const failed = (of: Partial<FailedTest>): FailedTest => ({
  at: '/all/0',
  fact: 'deal',
  path: '$.opportunity',
  operator: 'greaterThan',
  value: 5,
  valueResult: null,
  factResult: 3,
  isMissing: false,
  isEvaluated: true,
  wished: true,
  inWords: '',
  ...of,
})

describe('a condition that stands in the way', () => {
  test.each([
    [{}, 'the deal’s amount is more than 5', 'found 3'],
    [{ wished: false }, 'it is not so that the deal’s amount is more than 5', 'found 3'],
    [{ operator: 'isNotEmpty', value: null, factResult: null }, 'the deal’s amount is filled in', 'found empty'],
    [{ isMissing: true, factResult: null }, 'the deal’s amount is more than 5', 'nothing is there'],
    [
      { value: { fact: 'previous', path: '$.opportunity' }, valueResult: 4 },
      'the deal’s amount is more than the deal’s amount before the change',
      'found 3, compared with 4',
    ],
  ])('%j', (of, wish, found) => {
    expect([wishInWords(failed(of), say), foundInWords(failed(of), say)]).toEqual([wish, found])
  })
})

test('a condition is told by the names of the portal', () => {
  const stages: Readonly<Record<string, string>> = { WON: 'Deal won', NEW: 'New' }
  const names = {
    ...noNames,
    value: (_fact: string, _path: unknown, value: unknown) => stages[String(value)] ?? null,
  }
  const stage = failed({ path: '$.stageId', operator: 'equal', value: 'WON', factResult: 'NEW' })
  expect([wishInWords(stage, say, names), foundInWords(stage, say, names)]).toEqual([
    'the deal’s stage is “Deal won”',
    'found “New”',
  ])
})

test('a rule whose events never came says which', () => {
  const on = ['ONCRMDEALADD', 'ONCRMDEALUPDATE']
  expect(unheardInWords({ on, heardAt: null }, say)).toContain('deal added, deal updated')
  expect(unheardInWords({ on, heardAt: '2026-08-21T10:00:00.000Z' }, say)).toBeNull()
})

test.each([
  [null, [], 'gone'],
  ['applied', [true], 'changes'],
  ['shadow', [true], 'would'],
  ['unchanged', [false, true], 'left.right'],
  ['unmatched', [false], 'none'],
  ['quarantined', [true], 'held'],
  ['failed', [true], 'failed'],
] as const)('a run that would be %s with matches %j comes to: %s', (status, matches, summary) => {
  const rules = matches.map((matched) => ({ matched, actions: [] as unknown[] })) as Why['rules']
  expect(summaryOf({ now: status === null ? null : (aRun({ status }) as Why['now']), rules })).toBe(summary)
})
