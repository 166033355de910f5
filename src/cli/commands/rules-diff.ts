import type { Command } from 'commander'
import { ruleChanges } from '../../core/rules/rule-changes.ts'
import { type AnswerOptions, tell } from '../answer.ts'
import type { CliDeps, Service } from '../deps.ts'
import { keyOf, readRuleFiles } from '../rule-files.ts'
import { portalName, storedRules } from '../rules-api.ts'
import { changedWhere, RulesBase } from '../rules-base.ts'

type DiffResult = {
  key: string
  file: string | null
  version: number | null
  difference: 'same' | 'changed-here' | 'changed-there' | 'conflict' | 'only-here' | 'only-there'
  /** From the service's rule to the file's, in words. */
  changes: string[]
}

type DiffOptions = AnswerOptions & { exitCode?: boolean }

const words: Record<DiffResult['difference'], string> = {
  same: 'the same',
  'changed-here': 'changed here',
  'changed-there': 'changed in the service',
  conflict: 'conflict: changed here and in the service',
  'only-here': 'only here',
  'only-there': 'only in the service',
}

export function addRulesDiff(rules: Command, deps: CliDeps): void {
  rules
    .command('diff')
    .description('show how the rules of a directory differ from those of the service')
    .argument('[dir]', 'directory of the rule files (default: RULES_DIR)')
    .option('--exit-code', 'end with 1 when anything differs')
    .option('--json', 'answer with one JSON document')
    .addHelpText(
      'after',
      `
Each difference is told from the service's rule to the file's, and on which side it came about since the last
pull or push. Nothing is changed on either side.

Examples:
  npm run bindery -- rules diff
  npm run bindery -- rules diff ./my-rules --exit-code`,
    )
    .action(async (dir: string | undefined, options: DiffOptions) => {
      const directory = dir ?? deps.rulesDirectory()
      const results = await deps.withService((service) => compare(service, directory))
      const isSame = results.every(({ difference }) => difference === 'same')
      const ok = isSame || options.exitCode !== true
      tell(deps, options, { document: { directory, rules: results }, text: inWords(results), ok })
    })
}

async function compare(service: Service, directory: string): Promise<DiffResult[]> {
  const files = await readRuleFiles(directory)
  const base = await RulesBase.read(directory, await portalName(service))
  const stored = new Map((await storedRules(service)).map((rule) => [rule.key, rule]))
  const results: DiffResult[] = []
  for (const { file, json } of files) {
    const key = json.ok ? keyOf(json.value) : null
    if (!json.ok || key === null || typeof json.value !== 'object' || json.value === null) continue
    const there = stored.get(key)
    stored.delete(key)
    if (there === undefined) {
      results.push({ key, file, version: null, difference: 'only-here', changes: [] })
      continue
    }
    const local = { ...json.value }
    const where = await changedWhere(service, local, there, base.of(key))
    const sides = { same: 'same', here: 'changed-here', there: 'changed-there', both: 'conflict' } as const
    const changes = ruleChanges(there.document, local).map(({ sentence }) => sentence)
    results.push({ key, file, version: there.version, difference: sides[where], changes })
  }
  for (const { key, version } of stored.values()) {
    results.push({ key, file: null, version, difference: 'only-there', changes: [] })
  }
  return results
}

function inWords(results: readonly DiffResult[]): string {
  if (results.length === 0) return 'There are no rules, neither here nor in the service.'
  const lines = results.flatMap(({ key, version, difference, changes }) => {
    const mark = difference === 'same' ? '-' : difference === 'conflict' ? '✗' : '!'
    const of = version === null ? '' : ` (version ${version})`
    return [`${mark} ${key}: ${words[difference]}${of}`, ...changes.map((sentence) => `    ${sentence}`)]
  })
  const differing = results.filter(({ difference }) => difference !== 'same').length
  return [...lines, '', differing === 0 ? 'Nothing differs.' : `${differing} of ${results.length} differ.`].join('\n')
}
