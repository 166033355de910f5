import { readFileSync } from 'node:fs'
import { expect, test } from 'vitest'
import { validateRule } from '../../src/core/faults.ts'
import { aRule } from './a-rule.ts'

const page = readFileSync(new URL('../../docs/rules.md', import.meta.url), 'utf8')
const examples = [...page.matchAll(/^```json *(\w*)\n([\s\S]*?)^```/gm)].map(([, kind = '', text = '']) => ({
  kind,
  example: JSON.parse(text),
}))
const of = (kind: string) => examples.filter((one) => one.kind === kind).map(({ example }) => ({ example }))

const clean = { valid: true, errors: [], warnings: [] }

test('the page has examples of every kind and no other', () => {
  expect([...new Set(examples.map(({ kind }) => kind))].sort()).toEqual(['', 'action', 'condition', 'invalid'])
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

test.each(of('invalid'))('the refused document has the faults that the page tells', ({ example }) => {
  const rows = validateRule(example).errors.map(({ path, message }) => `| \`${path}\` | ${message} |`)
  expect(rows).toHaveLength(3)
  for (const row of rows) expect(page).toContain(row)
})

test('the first rule is the one that is shipped', () => {
  const shipped = readFileSync(new URL('../../rules/attach-company-primary-contact.json', import.meta.url), 'utf8')
  expect(examples[0]?.example).toEqual(JSON.parse(shipped))
})
