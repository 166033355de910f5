import type { Command } from 'commander'
import { type Answer, type AnswerOptions, CommandError, tell } from '../answer.ts'
import type { CliDeps } from '../deps.ts'
import {
  type FileVerdict,
  judgeRuleFiles,
  keyOf,
  type RuleFile,
  readRuleFiles,
  verdictsInWords,
} from '../rule-files.ts'
import { storedRules } from '../rules-api.ts'
import { type LocalRule, type PushResult, planPush, pushStep, resultOf } from '../rules-push.ts'

type PushOptions = AnswerOptions & { dryRun?: boolean; delete?: boolean }

const words = {
  new: 'new',
  changed: 'changed',
  unchanged: 'unchanged',
  deleted: 'deleted',
  left: 'only in the service',
}

export function addRulesPush(rules: Command, deps: CliDeps): void {
  rules
    .command('push')
    .description('save the rules of a directory in the service')
    .argument('[dir]', 'directory of the rule files (default: RULES_DIR)')
    .option('--dry-run', 'show what would be saved, and save nothing')
    .option('--delete', 'delete rules in the service that are not in the directory')
    .option('--json', 'answer with one JSON document')
    .addHelpText(
      'after',
      `
Nothing is saved unless every file is valid. A rule that someone edits while this runs is not overwritten.

Examples:
  npm run bindery -- rules push --dry-run
  npm run bindery -- rules push ./my-rules --delete`,
    )
    .action(async (dir: string | undefined, options: PushOptions) => {
      const directory = dir ?? deps.rulesDirectory()
      const files = await readRuleFiles(directory)
      if (files.length === 0) {
        throw new CommandError(
          'no_rule_files',
          `There are no rule files in ${directory}. Nothing was saved or deleted.`,
        )
      }
      const verdicts = judgeRuleFiles(files, deps.validateRule)
      const answer = verdicts.every((verdict) => verdict.valid)
        ? await push(deps, files.flatMap(localRule), options)
        : refusal(directory, verdicts)
      tell(deps, options, answer)
    })
}

async function push(deps: CliDeps, local: LocalRule[], options: PushOptions): Promise<Answer> {
  const dryRun = options.dryRun ?? false
  const results = await deps.withService(async (service) => {
    const steps = planPush(local, await storedRules(service), { delete: options.delete ?? false })
    if (dryRun) return steps.map((step) => resultOf(step, 'planned', step.seen))
    const done: PushResult[] = []
    for (const step of steps) done.push(await pushStep(service, step))
    return done
  })
  return {
    document: { dryRun, rules: results },
    text: inWords(results, dryRun),
    ok: results.every((result) => result.outcome !== 'failed'),
  }
}

function refusal(directory: string, files: FileVerdict[]): Answer {
  return {
    document: { error: { code: 'invalid_rules', message: 'Nothing was saved: a rule file is not valid.' }, files },
    text: `${verdictsInWords(directory, files)}\nNothing was saved.`,
    ok: false,
  }
}

function localRule({ file, json }: RuleFile): LocalRule[] {
  if (!json.ok || typeof json.value !== 'object' || json.value === null) return []
  const key = keyOf(json.value)
  return key === null ? [] : [{ key, file, document: { ...json.value } }]
}

function inWords(results: readonly PushResult[], dryRun: boolean): string {
  if (results.length === 0) return 'There are no rules, neither here nor in the service.'
  const lines = results.map(({ key, change, outcome, version, error }) => {
    if (outcome === 'failed') return `✗ ${key}: ${error}`
    const mark = outcome === 'nothing-to-do' ? '-' : '✓'
    return `${mark} ${key}: ${words[change]}${version === null ? '' : ` (version ${version})`}`
  })
  const count = (outcome: PushResult['outcome']) => results.filter((result) => result.outcome === outcome).length
  const summary = dryRun
    ? `Dry run, nothing was changed: ${count('planned')} would be saved or deleted.`
    : `${count('done')} saved or deleted, ${count('failed')} failed.`
  return [...lines, '', summary].join('\n')
}
