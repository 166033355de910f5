/**
 * Writes rules/rule.schema.json, by which editors check and explain rules as people type. With --check it writes
 * nothing and exits 1 when the file is not what the code says.
 */
import { readFileSync, writeFileSync } from 'node:fs'
import { ruleSchemaText } from './rule-schema-text.ts'

const file = new URL('../rules/rule.schema.json', import.meta.url)
const command = 'npm run schema:rule'

if (process.argv.includes('--check')) {
  if (readIfThere(file) !== ruleSchemaText()) {
    console.error(`rules/rule.schema.json is not what src/core/rule.ts says. Write it anew: ${command}`)
    process.exitCode = 1
  }
} else {
  writeFileSync(file, ruleSchemaText())
}

function readIfThere(path: URL): string | null {
  try {
    return readFileSync(path, 'utf8')
  } catch (error) {
    if (error instanceof Error && 'code' in error && error.code === 'ENOENT') return null
    throw error
  }
}
