import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { expect, test } from 'vitest'
import { aDirectory, aRule, commandLine } from './command-line.ts'

const rule = aRule({
  key: 'stage',
  conditions: {
    all: [
      { fact: 'deal', path: '$.stageId', operator: 'equal', value: 'NEW' },
      {
        any: [
          { fact: 'changed', operator: 'contains', value: 'stageId' },
          { fact: 'event', path: '$.type', operator: 'equal', value: 'manual' },
        ],
      },
    ],
  },
  actions: [{ type: 'attach', contacts: { from: 'ids', ids: [7, 8] } }],
})
const deal = { stageId: 'NEW' }
const passing = [
  { name: 'moved', facts: { deal, previous: { stageId: 'WON' } }, expect: { matched: true, links: [7, 8] } },
  { name: 'at rest', facts: { deal, previous: {} }, expect: { matched: false, links: [], operations: [] } },
  { name: 'by hand', facts: { deal, previous: {}, event: { type: 'manual' } }, expect: { matched: true } },
  { name: 'elsewhere', facts: { deal: { stageId: 'WON' }, changed: ['stageId'] }, expect: { matched: false } },
]
const tested = (cases: unknown[], more: Record<string, unknown> = {}) =>
  aDirectory({ 'stage.json': rule, 'stage.test.json': { rule: 'stage', cases, ...more } })
const run = (directory: string, ...words: string[]) => commandLine(['rules', 'test', directory, ...words])

test('the shipped tests pass, and see every condition of their rule true and false', async () => {
  const answer = await run(fileURLToPath(new URL('../../rules', import.meta.url)), '--json')
  expect(answer.stderr).toContain('0 failed')
  expect(answer.exitCode).toBe(0)
  expect(answer.document()).toMatchObject({ passed: true, unseen: [] })
})

test('cases that hold pass, and everything that they see counts', async () => {
  const answer = await run(tested(passing), '--json')
  expect(answer.exitCode).toBe(0)
  expect(answer.document()).toMatchObject({ passed: true, counts: { cases: 4, failed: 0 }, unseen: [], untested: [] })
})

test('conditions that no case has seen true and false are told, and do not fail', async () => {
  const answer = await run(tested(passing.slice(0, 1)))
  expect(answer.exitCode).toBe(0)
  expect(answer.stdout).toContain('stage /conditions/all/0: deal.stageId equal "NEW" was never false')
  expect(answer.stdout).toContain('stage /conditions/all/1/any/1: event.type equal "manual" was never true')
})

test.each<{ name: string; expect: Record<string, unknown>; says: RegExp }>([
  { name: 'a match', expect: { matched: false }, says: /matched: expected false, got true/ },
  {
    name: 'a link',
    expect: { matched: true, links: [7] },
    says: /links: expected .*"contactId":7.*got .*"contactId":8/,
  },
  {
    name: 'the primary',
    expect: { matched: true, links: [{ contactId: 7 }, { contactId: 8 }] },
    says: /links: .*"isPrimary":false.*got.*"isPrimary":true/,
  },
  {
    name: 'a place',
    expect: { matched: true, links: [{ contactId: 7, isPrimary: true, sort: 30 }, 8] },
    says: /"sort":30.*got.*"sort":10/,
  },
  {
    name: 'a call',
    expect: { matched: true, operations: [{ method: 'crm.deal.contact.delete' }] },
    says: /operations: expected.*delete.*got.*add/,
  },
  {
    name: "a call's parameters",
    expect: { matched: true, operations: [{ method: 'crm.deal.contact.add', params: {} }] },
    says: /operations/,
  },
  {
    name: 'an effect',
    expect: { matched: true, effects: [{ type: 'attach', effect: 'already' }] },
    says: /effects: .*"already".*got.*"applied"/,
  },
  {
    name: "a contact's effect",
    expect: { matched: true, effects: [{ type: 'attach', effect: 'applied', contacts: [] }] },
    says: /effects/,
  },
])('a case that expects another $name fails', async ({ expect: expected, says }) => {
  const facts = { deal, previous: { stageId: 'WON' } }
  const junit = join(aDirectory(), 'report.xml')
  const directory = tested([{ name: 'a <wrong> & "odd" case', facts, expect: expected }])
  const answer = await run(directory, '--junit', junit)
  expect(answer.exitCode).toBe(1)
  expect(answer.stdout).toMatch(says)
  expect(answer.stdout).toContain('1 cases, 1 failed.')
  const report = readFileSync(junit, 'utf8')
  expect(report).toContain('<testsuites name="rules" tests="1" failures="1" errors="0">')
  expect(report).toContain('name="a &lt;wrong&gt; &amp; &quot;odd&quot; case"')
  expect(report).toContain('<failure message="')
})

test('rules that run along overrule, and are named', async () => {
  const directory = aDirectory({
    'stage.json': rule,
    'clear.json': aRule({ key: 'clear', priority: 900, conditions: { all: [] }, actions: [{ type: 'clear' }] }),
    'stage.test.json': {
      rule: 'stage',
      with: ['clear'],
      cases: [
        {
          name: 'held back',
          facts: { deal, changed: ['stageId'] },
          expect: {
            matched: true,
            links: [],
            effects: [
              {
                type: 'attach',
                effect: 'overruled',
                contacts: [
                  { contactId: 7, effect: 'overruled', by: 'clear' },
                  { contactId: 8, effect: 'overruled' },
                ],
              },
            ],
          },
        },
      ],
    },
  })
  const answer = await run(directory, '--json')
  expect(answer.stderr).toContain('✓ held back')
  expect(answer.document()).toMatchObject({ passed: true, untested: ['clear'] })
})

test.each<{ name: string; files: Record<string, unknown>; says: string }>([
  { name: 'a test that is no JSON', files: { 'stage.json': rule, 'a.test.json': '{' }, says: '✗ 1:2' },
  {
    name: 'an unknown word',
    files: { 'stage.json': rule, 'a.test.json': { rule: 'stage', cases: [{ ...passing[0], expects: {} }] } },
    says: '/cases/0',
  },
  {
    name: 'an unknown rule',
    files: { 'stage.json': rule, 'a.test.json': { rule: 'stages', cases: passing } },
    says: 'there is no rule "stages"',
  },
])('$name fails the whole', async ({ files, says }) => {
  const answer = await run(aDirectory(files))
  expect(answer.exitCode).toBe(1)
  expect(answer.stdout).toContain(says)
})

test('a rule that is wrong, and a directory without tests, are told', async () => {
  const wrong = await run(
    aDirectory({ 'stage.json': { ...rule, mode: 'loud' }, 'a.test.json': { rule: 'stage', cases: passing } }),
  )
  expect([wrong.exitCode, wrong.stderr]).toEqual([1, expect.stringContaining('no test was run')])
  const none = await run(aDirectory({ 'stage.json': rule }))
  expect([none.exitCode, none.stderr]).toEqual([1, expect.stringContaining('There are no tests')])
})
