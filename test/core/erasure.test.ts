import { describe, expect, test } from 'vitest'
import type { TraceNode } from '../../src/core/conditions/trace.ts'
import type { SeenFacts } from '../../src/core/deal/snapshot.ts'
import {
  backtestWithoutWords,
  factsWithoutWords,
  patternOf,
  traceWithoutWords,
  withoutWords,
} from '../../src/core/record/erasure.ts'
import { noNumbers } from '../../src/core/rules/backtest.ts'

/** Somebody's last name may be any word, and their phone any number: those of this program and its times as well. */
const words = patternOf(['Deal', 'New', 'All', '2026', 'stage', 'equal', 'phone', 'company', '$.title', 'why', 'title'])

const facts: SeenFacts = {
  event: { type: 'ONCRMDEALUPDATE', types: ['ONCRMDEALUPDATE'], receivedAt: '2026-11-28T00:30:00.000Z' },
  changed: ['title', 'stageId'],
  before: { title: 'The deal of all', stageId: 'NEW', updatedTime: '2026-11-27T10:00:00+03:00' },
  company: { fields: { id: 7, title: 'New Roofs', createdTime: '2026-01-01T10:00:00+03:00' } },
  companyContacts: [{ contactId: 12, sort: 10, isPrimary: true }],
  companyReadAt: '2026-11-28T00:30:01.000Z',
  leadContacts: null,
  matches: { 'phone:+49 2026': [], 'email:a@example.test': [12] },
  contacts: { '2026': { id: 2026, title: 'Ms New' }, '13': null },
  contactFields: ['title'],
}

describe('words that are to be forgotten and stand elsewhere as well', () => {
  test('go from texts of records, and leave names of fields, codes, times and numbers', () => {
    expect(
      withoutWords({ title: 'A new deal', stageId: 'NEW', closedate: '2026-12-01', opportunity: 2026 }, words),
    ).toEqual({ title: 'A [erased] [erased]', stageId: 'NEW', closedate: '2026-12-01', opportunity: 2026 })
  })

  test('go whole, also where one begins like another', () => {
    expect(withoutWords('Annabel, Anna', patternOf(['Anna', 'Annabel']))).toBe('[erased], [erased]')
  })

  test('go from what a run had read, which the next run can read as before', () => {
    expect(factsWithoutWords(facts, words)).toEqual({
      ...facts,
      before: { ...facts.before, title: 'The [erased] of [erased]' },
      company: { fields: { id: 7, title: '[erased] Roofs', createdTime: '2026-01-01T10:00:00+03:00' } },
      // Nobody goes by a company whose words were replaced.
      companyReadAt: undefined,
      matches: { '[erased]:+49 [erased]': [], 'email:a@example.test': [12] },
      contacts: { '2026': { id: 2026, title: 'Ms [erased]' }, '13': null },
    })
  })

  test('go from what conditions saw, and leave the conditions', () => {
    const seen = { evaluated: true, result: true }
    const trace: TraceNode = {
      ...seen,
      all: [
        { ...seen, fact: 'deal', path: '$.title', operator: 'equal', value: 'New deal', factResult: 'New deal' },
        { ...seen, fact: 'deal', path: '$.stageId', operator: 'equal', value: 'NEW', factResult: 'NEW' },
        {
          ...seen,
          not: { ...seen, fact: 'event', path: '$.type', operator: 'equal', value: 'ALL', factResult: 'ALL' },
        },
        {
          ...seen,
          any: [
            {
              ...{ ...seen, fact: 'company', operator: 'notEqual', value: { fact: 'deal', path: '$.title' } },
              ...{ factResult: { title: 'Deal & Co', createdTime: '2026-01-01' }, valueResult: 'A deal' },
            },
          ],
        },
      ],
    }
    expect(traceWithoutWords(trace, words)).toEqual({
      ...seen,
      all: [
        {
          ...{ ...seen, fact: 'deal', path: '$.title', operator: 'equal' },
          ...{ value: '[erased] [erased]', factResult: '[erased] [erased]' },
        },
        { ...seen, fact: 'deal', path: '$.stageId', operator: 'equal', value: 'NEW', factResult: 'NEW' },
        {
          ...seen,
          not: { ...seen, fact: 'event', path: '$.type', operator: 'equal', value: 'ALL', factResult: 'ALL' },
        },
        {
          ...seen,
          any: [
            {
              ...{ ...seen, fact: 'company', operator: 'notEqual', value: { fact: 'deal', path: '$.title' } },
              ...{ factResult: { title: '[erased] & Co', createdTime: '2026-01-01' }, valueResult: 'A [erased]' },
            },
          ],
        },
      ],
    })
  })

  test('go from what a backtest says of single deals, and leave its numbers', () => {
    const example = {
      dealId: 1,
      difference: 'only-live' as const,
      linksBefore: [],
      linksAfter: [],
      linksAfterLive: null,
    }
    const numbers = {
      ...noNumbers(true),
      missing: { company: 1 },
      examples: [{ ...example, why: 'It is "New deal".' }],
    }
    expect(backtestWithoutWords(numbers, words)).toEqual({
      ...numbers,
      examples: [{ ...example, why: 'It is "[erased] [erased]".' }],
    })
  })

  test('that are nowhere leave everything the very same', () => {
    const other = patternOf(['nowhere'])
    const trace: TraceNode = { evaluated: true, result: true, all: [] }
    expect(factsWithoutWords(facts, other)).toBe(facts)
    expect(traceWithoutWords(trace, other)).toBe(trace)
  })
})
