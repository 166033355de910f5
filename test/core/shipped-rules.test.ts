import { readdirSync, readFileSync } from 'node:fs'
import { expect, test } from 'vitest'
import { ruleSchemaText, ruleTestSchemaText } from '../../scripts/rule-schema-text.ts'
import { validateRule } from '../../src/core/rules/faults.ts'
import { sampleData } from '../../src/sandbox/sample.ts'

const directory = new URL('../../rules/', import.meta.url)
const files = readdirSync(directory).filter((name) => name.endsWith('.json') && !/\.(schema|test)\.json$/.test(name))
const documents = files.map((file) => ({ file, document: JSON.parse(readFileSync(new URL(file, directory), 'utf8')) }))

test.each(documents)('$file is a valid rule about which nothing is odd, named after its file', ({ file, document }) => {
  expect(validateRule(document)).toMatchObject({ valid: true, errors: [], warnings: [] })
  expect(file).toBe(`${document.key}.json`)
  expect(document.$schema).toBe('./rule.schema.json')
  expect(document.description.length).toBeGreaterThan(30)
})

test.each(documents)('$file names no field that the sandbox portal does not have', ({ document }) => {
  const named = JSON.stringify([document.conditions, document.actions]).match(/UF_CRM_\w+/g) ?? []
  const known = (sampleData.customFields ?? []).filter(({ entity }) => entity === 'deal').map(({ name }) => name)
  expect(known).toEqual(expect.arrayContaining(named))
})

test("only the company's primary contact is attached from the start", () => {
  const modes = Object.fromEntries(documents.map(({ document }) => [document.key, document.mode]))
  const { 'attach-company-primary-contact': first, ...others } = modes
  expect(first).toBe('live')
  expect(Object.values(others).every((mode) => mode === 'off')).toBe(true)
})

test('the schema on disk is what the code says; if not: npm run schema:rule', () => {
  expect(readFileSync(new URL('rule.schema.json', directory), 'utf8')).toBe(ruleSchemaText())
  expect(readFileSync(new URL('rule-test.schema.json', directory), 'utf8')).toBe(ruleTestSchemaText())
})

test('the schema explains the parts of a rule to editors', () => {
  const schema = JSON.parse(ruleSchemaText())
  for (const name of ['key', 'name', 'mode', 'priority', 'on', 'conditions', 'actions']) {
    expect(schema.properties[name].description, name).toBeTruthy()
  }
  expect(JSON.stringify(schema)).toContain('someFact:in')
})

test.each([
  ['rule', ruleSchemaText()],
  ['test', ruleTestSchemaText()],
])('every property of the %s schema explains itself', (_name, text) => {
  const silent = propertiesOf(JSON.parse(text)).filter(({ schema }) => !('description' in schema))
  expect(silent.map(({ path }) => path)).toEqual([])
})

type Described = { path: string; schema: object }

/** Every property that a person may write, wherever it stands in the schema. */
function propertiesOf(node: unknown, path = ''): Described[] {
  if (typeof node !== 'object' || node === null) return []
  return Object.entries(node).flatMap(([name, inner]: [string, unknown]) => {
    const here = `${path}/${name}`
    const isProperties = name === 'properties' && typeof inner === 'object' && inner !== null
    const own = isProperties
      ? Object.entries(inner).map(([key, schema]) => ({ path: `${here}/${key}`, schema: schema as object }))
      : []
    return [...own, ...propertiesOf(inner, here)]
  })
}

test('every operator is explained', () => {
  const text = ruleSchemaText()
  for (const operator of ['equal', 'notIn', 'doesNotContain', 'lessThanInclusive', 'isNotEmpty', 'withinLast']) {
    expect(text).toMatch(new RegExp(`(\\\\n|, )${operator}(, \\w+)*: `))
  }
})
