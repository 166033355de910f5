/**
 * Writes rules/rule.schema.json and rules/rule-test.schema.json, by which editors check and explain rules and their
 * tests as people type. With --check it writes nothing and exits 1 when a file is not what the code says.
 */
import { readFileSync, writeFileSync } from 'node:fs'
import { ruleSchemaText, ruleTestSchemaText } from './rule-schema-text.ts'

const command = 'npm run schema:rule'
const schemas = [
  { name: 'rule.schema.json', text: ruleSchemaText(), source: 'src/core/rules/rule.ts' },
  { name: 'rule-test.schema.json', text: ruleTestSchemaText(), source: 'src/core/trials/rule-test.ts' },
]

for (const { name, text, source } of schemas) {
  const file = new URL(`../rules/${name}`, import.meta.url)
  if (!process.argv.includes('--check')) {
    writeFileSync(file, text)
  } else if (readIfThere(file) !== text) {
    console.error(`rules/${name} is not what ${source} says. Write it anew: ${command}`)
    process.exitCode = 1
  }
}

function readIfThere(path: URL): string | null {
  try {
    return readFileSync(path, 'utf8')
  } catch (error) {
    if (error instanceof Error && 'code' in error && error.code === 'ENOENT') return null
    throw error
  }
}
