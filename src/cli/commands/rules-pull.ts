import { mkdir, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import type { Command } from 'commander'
import { type AnswerOptions, CommandError, tell } from '../answer.ts'
import type { CliDeps } from '../deps.ts'
import { isSameRule } from '../rule-difference.ts'
import { keyOf, type RuleFile, readRuleFiles } from '../rule-files.ts'
import { ruleText } from '../rule-text.ts'
import { type StoredRule, storedRules } from '../rules-api.ts'

type PullResult = { key: string; file: string; change: 'new' | 'changed' | 'unchanged' | 'only-here' }

export function addRulesPull(rules: Command, deps: CliDeps): void {
  rules
    .command('pull')
    .description("write the service's rules into a directory, one file each")
    .argument('[dir]', 'directory of the rule files (default: RULES_DIR)')
    .option('--json', 'answer with one JSON document')
    .addHelpText(
      'after',
      `
A rule goes into the file that holds its key already, else into KEY.json. Files of rules that the service
does not have are told and left alone.

Examples:
  npm run bindery -- rules pull
  npm run bindery -- rules pull ./my-rules`,
    )
    .action(async (dir: string | undefined, options: AnswerOptions) => {
      const directory = dir ?? deps.rulesDirectory()
      const stored = await deps.withService(storedRules)
      await mkdir(directory, { recursive: true })
      const results = await writeRules(directory, stored, await readRuleFiles(directory))
      tell(deps, options, { document: { directory, rules: results }, text: inWords(directory, results), ok: true })
    })
}

async function writeRules(directory: string, stored: StoredRule[], files: RuleFile[]): Promise<PullResult[]> {
  const fileByKey = new Map(files.flatMap((file) => (file.json.ok ? [[keyOf(file.json.value), file] as const] : [])))
  const results: PullResult[] = []
  for (const { key, document } of stored) {
    const present = fileByKey.get(key)
    fileByKey.delete(key)
    const file = present?.file ?? join(directory, `${key}.json`)
    const local = present?.json.ok ? present.json.value : undefined
    const isSame = local !== undefined && isSameRule(local, document)
    if (!isSame) await write(file, ruleText({ ...document, ...schemaOf(local) }))
    results.push({ key, file, change: isSame ? 'unchanged' : local === undefined ? 'new' : 'changed' })
  }
  for (const [key, { file }] of fileByKey) {
    if (key !== null) results.push({ key, file, change: 'only-here' })
  }
  return results
}

/** The file's own `$schema` stays: it is the path to the schema from where the file lies. */
function schemaOf(local: unknown): { $schema?: unknown } {
  return typeof local === 'object' && local !== null && '$schema' in local ? { $schema: local.$schema } : {}
}

async function write(file: string, text: string): Promise<void> {
  try {
    await writeFile(file, text)
  } catch (cause) {
    const code = cause instanceof Error && 'code' in cause ? String(cause.code) : String(cause)
    throw new CommandError('unwritable', `${file} cannot be written (${code}). Check its permissions.`, { cause })
  }
}

function inWords(directory: string, results: readonly PullResult[]): string {
  if (results.length === 0) return 'The service has no rules.'
  const lines = results.map(({ key, file, change }) => {
    if (change === 'only-here') return `! ${key}: only here, in ${file}; the service does not have it`
    return `${change === 'unchanged' ? '-' : '✓'} ${key}: ${change}`
  })
  const written = results.filter((result) => result.change === 'new' || result.change === 'changed').length
  return [...lines, '', `${written} written to ${directory}.`].join('\n')
}
