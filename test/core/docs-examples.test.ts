import { readFileSync } from 'node:fs'
import { expect, test } from 'vitest'
import type { LinkChange } from '../../src/core/deal/change.ts'
import { validateRule } from '../../src/core/rules/faults.ts'
import { RuleTest } from '../../src/core/trials/rule-test.ts'
import { runCase, uncovered } from '../../src/flows/run-rule-test.ts'
import { writeCall } from '../../src/portal/link-writes.ts'
import { aRule } from './a-rule.ts'

const page = readFileSync(new URL('../../docs/rules.md', import.meta.url), 'utf8')
const examples = [...page.matchAll(/^```json *(\w*)\n([\s\S]*?)^```/gm)].map(([, kind = '', text = '']) => ({
  kind,
  example: JSON.parse(text),
}))
const of = (kind: string) => examples.filter((one) => one.kind === kind).map(({ example }) => ({ example }))

const clean = { valid: true, errors: [], warnings: [] }

test('the page has examples of every kind and no other', () => {
  expect([...new Set(examples.map(({ kind }) => kind))].sort()).toEqual(['', 'action', 'condition', 'invalid', 'test'])
})

test.each(of(''))('a whole rule is valid: $example.key', ({ example }) => {
  expect(validateRule(example)).toMatchObject(clean)
})

test.each(of('condition'))('conditions are valid: %#', ({ example }) => {
  expect(validateRule(aRule({ conditions: example }))).toMatchObject(clean)
})

test.each(of('action'))('an action is valid: $example.type, %#', ({ example }) => {
  expect(validateRule(aRule({ actions: [example] }))).toMatchObject(clean)
})

test.each(of('test'))('the cases of a test hold: $example.rule', async ({ example }) => {
  const { rule, cases } = RuleTest.parse(example)
  const tested = examples.find((one) => one.kind === '' && one.example.key === rule)?.example
  const { rule: document } = validateRule(tested)
  if (document === null) throw new Error(`the page has no valid rule "${rule}"`)
  const coverage = uncovered(document)
  const callFor = (dealId: number, change: LinkChange) => {
    const call = writeCall(dealId, change)
    if (call === null) throw new Error('an empty list of links')
    return call
  }
  for (const one of cases) {
    expect(await runCase({ callFor }, document, [], one, coverage)).toEqual({
      name: one.name,
      passed: true,
      differences: [],
    })
  }
  expect(coverage.filter(({ seen }) => !seen.true || !seen.false)).toEqual([])
})

test.each(of('invalid'))('the refused document has the faults that the page tells', ({ example }) => {
  const rows = validateRule(example).errors.map(({ path, message }) => `| \`${path}\` | ${message} |`)
  expect(rows).toHaveLength(3)
  for (const row of rows) expect(page).toContain(row)
})

test('the first rule is the one that is shipped', () => {
  const shipped = readFileSync(new URL('../../rules/attach-company-primary-contact.json', import.meta.url), 'utf8')
  expect(examples[0]?.example).toEqual(JSON.parse(shipped))
})
